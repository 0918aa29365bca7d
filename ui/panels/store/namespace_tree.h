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

  /// Takes everything away and asks for the first level again; what was chosen is chosen again.
  void startOver();
  /// Shown in the tree as soon as what is above it is known; one that is not there becomes the whole store.
  void choose(const QStringList& labels);
  /// Children of a namespace; `more` when not all of them are listed.
  void setChildren(const QStringList& labels, const std::vector<models::StoreSpaceRow>& children, bool more);
  /// Of the namespace that is chosen; none: the whole store.
  QStringList chosen() const;

 Q_SIGNALS:
  void childrenWanted(const QStringList& labels);
  void chosenChanged();

 private:
  QTreeWidgetItem* find(const QStringList& labels) const;
  void follow();

  QTreeWidgetItem* whole_ = nullptr;
  QStringList wanted_;  // chosen, and not in the tree yet
};

}  // namespace heddle::panels
