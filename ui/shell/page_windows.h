// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page_window.h"

#include <memory>
#include <vector>

#include <QJsonArray>

namespace heddle::shell {

// The pages that were taken out of the main window. Owns their windows; GUI thread.
class PageWindows : public QObject {
  Q_OBJECT
 public:
  PageWindows(const PageRegistry& registry, KeyBindings& keys, QObject* parent);

  // Shows the page in a window of its own; one that has it already comes to the front.
  PageWindow* open(const PageKey& key, const QJsonObject& state, const QByteArray& geometry = {});
  void setDeployments(const QList<DeploymentItem>& items);
  int count() const { return static_cast<int>(windows_.size()); }

  QJsonArray save() const;
  void restore(const QJsonArray& windows);
  void closeAll();

 Q_SIGNALS:
  void openRequested(const heddle::shell::PageKey& key, heddle::shell::OpenMode mode);
  void returned(const heddle::shell::PageKey& key, const QJsonObject& state);

 private:
  void wire(PageWindow* window);
  void forget(PageWindow* window);
  void mark(PageWindow& window) const;

  const PageRegistry& registry_;
  KeyBindings& keys_;
  QList<DeploymentItem> deployments_;
  std::vector<std::unique_ptr<PageWindow>> windows_;
};

}  // namespace heddle::shell
