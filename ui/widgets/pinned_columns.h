// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QObject>

namespace heddle::widgets {

class DataTable;

// The first columns of a table, as shown, kept at its left while the rest is scrolled sideways: a second view
// of the same rows, selection and cells, laid over the table only as long as it is scrolled. It never covers
// so much that nothing of the rest could be read. GUI thread; lives as long as the table.
class PinnedColumns : public QObject {
  Q_OBJECT
 public:
  explicit PinnedColumns(DataTable* table);

  // How many of the first columns; those the user hid count, and are not shown.
  void setCount(int count);
  int count() const { return count_; }

  // A column that joins goes behind the ones pinned before, one that leaves goes first of the rest.
  bool contains(int column) const;
  void pin(int column, bool pinned);

  // Pixels of the table that are covered now.
  int coveredWidth() const;

  // Laid over the table as that is now, or put away.
  void place();

 private:
  void makeView();
  void followAttention();
  void attach();
  int wantedWidth() const;

  DataTable* table_;
  DataTable* view_ = nullptr;  // made when first needed
  int count_ = 0;
};

}  // namespace heddle::widgets
