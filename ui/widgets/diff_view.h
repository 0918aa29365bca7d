// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/json_tree.h"

namespace heddle::widgets {

// A comparison as a tree: key, what stands in A, what stands in B. What was added, removed or changed has a
// sign before its key and a ground in its colour. Keys as in a JsonTree.
class DiffView : public JsonTree {
  Q_OBJECT
 public:
  enum Kind { Same, Changed, Added, Removed };

  // `kindRole` gives a Kind for every row.
  explicit DiffView(int kindRole, QWidget* parent = nullptr);
  void setModel(QAbstractItemModel* model) override;
};

}  // namespace heddle::widgets
