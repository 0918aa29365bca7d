// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/store_row.h"

#include <vector>

#include <QTreeWidget>

namespace heddle::panels {

/// The namespaces of a store with how much is below each; children are asked for when a namespace is opened.
class NamespaceTree : public QTreeWidget {
  Q_OBJECT
 public:
  explicit NamespaceTree(QWidget* parent = nullptr);

  /// Takes everything away and asks for the first level again.
  void startOver();
  /// Children of a namespace; `more` when not all of them are listed.
  void setChildren(const QStringList& labels, const std::vector<models::StoreSpaceRow>& children, bool more);
  /// Of the namespace that is chosen; none: the whole store.
  QStringList chosen() const;

 Q_SIGNALS:
  void childrenWanted(const QStringList& labels);
  void chosenChanged();

 private:
  QTreeWidgetItem* find(const QStringList& labels) const;

  QTreeWidgetItem* whole_ = nullptr;
};

}  // namespace heddle::panels
