// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"
#include "ui/shell/page.h"

#include <optional>

#include <QJsonObject>
#include <QWidget>

class QHBoxLayout;
class QSplitter;

namespace heddle::widgets {
class Chip;
class TextLabel;
class Toast;
}  // namespace heddle::widgets

namespace heddle::shell {

class InspectorPane;
class KeyBindings;

// One page in a window of its own, beside its inspector. What it opens appears in the main window. Closing it
// leaves the page for good. Owns its page; GUI thread.
class PageWindow : public QWidget {
  Q_OBJECT
 public:
  PageWindow(const PageRegistry& registry, const PageKey& key, const QJsonObject& state, KeyBindings& keys);
  ~PageWindow() override;

  const PageKey& key() const { return key_; }
  Page* page() const { return page_; }
  QJsonObject state() const;
  // The chip in the head says whose page this is.
  void setDeployment(const std::optional<DeploymentItem>& item);

 Q_SIGNALS:
  void openRequested(const heddle::shell::PageKey& key, heddle::shell::OpenMode mode);
  // Back among the tabs of the main window.
  void returnRequested();
  void closed();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QHBoxLayout* buildHead();
  void addKeys(KeyBindings& keys);
  void wirePage();
  void showTitle();

  PageKey key_;
  Page* page_;
  widgets::TextLabel* title_;
  widgets::TextLabel* remark_;
  widgets::Chip* environment_;
  InspectorPane* inspector_;
  QSplitter* columns_;
  widgets::Toast* toast_;
};

}  // namespace heddle::shell
