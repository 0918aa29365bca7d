// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"
#include "ui/widgets/view_keys.h"

#include <QList>
#include <QPersistentModelIndex>
#include <QSet>
#include <QTableView>

class QMenu;

namespace heddle::widgets {

class PinnedColumns;

// How a column is drawn.
enum class Cell { Text, Status, Id, Time, Number, Snippet, Chip };

// The table of every page: fixed rows, one paint per row ground, whole rows selected, keyboard complete.
// Give it any item model; the cells read Qt::DisplayRole. Its keys are those of view_keys.h. A screen reader,
// which cannot move the cursor, selects a row: that one then has the cursor and the focus.
class DataTable : public QTableView, public KeyedView {
  Q_OBJECT
 public:
  explicit DataTable(QWidget* parent = nullptr);

  void setModel(QAbstractItemModel* model) override;

  void setCell(int column, Cell cell, theme::Tone tone = theme::Tone::Text, int width = 0);
  // Role that is true for rows to be drawn greyed.
  void setStaleRole(int role);
  // Role (of column 0) whose text is what "copy row" gives.
  void setRowCopyRole(int role) { rowCopyRole_ = role; }
  // Role whose text "copy cell" gives where that is not what the cell shows, such as a time.
  void setCellCopyRole(int role) { cellCopyRole_ = role; }
  // Given at a text size of 100 %; without it the rows follow the density that was chosen.
  void setRowHeight(int height);
  void setRowLines(bool lines);

  // The column that takes the width the others leave, but not less than what it can be read in.
  void setTakingRest(int column);

  // Columns that step aside, first one first, while the table is too narrow for all; they come back when
  // there is room. A column the user hid stays hidden.
  void setYielding(const QList<int>& columns);

  // Looks anew which columns have to step aside; needed after a width was set.
  void makeRoom();

  // The first columns that stay while the rest is scrolled sideways.
  PinnedColumns& pinned() { return *pinned_; }

  // Drawn as that column of another table of the same model.
  void dressAs(const DataTable& other, int column);

  // Widths, order, hidden and pinned columns, for session restore. What no saveColumns() gave changes
  // nothing.
  QByteArray saveColumns() const;
  void restoreColumns(const QByteArray& state);

  // Which columns filter the list by a value of theirs. Over such a cell a funnel stands at its end: a click
  // on it asks for the rows with this value, Alt and a click anywhere in the cell for those without.
  void setFilterable(const QSet<int>& columns) { filterable_ = columns; }
  const QSet<int>& filterable() const { return filterable_; }

  void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

  // -1 when none is current.
  int currentRow() const;

  ViewPlace place() const override { return ViewPlace::List; }
  bool can(ViewCommand command) const override;
  bool perform(ViewCommand command) override;

 Q_SIGNALS:
  void opened(const QModelIndex& index, bool inNewTab);
  void peeked(const QModelIndex& index);
  void currentRowChanged(int row);
  // -1 when the pointer is over none.
  void rowHovered(int row);
  // By its key; whoever can delete rows asks first.
  void deleteRequested();
  void valueChosen(const QModelIndex& index, bool excluded);
  // The menu of a column's head, to be added to.
  void headMenuRequested(int column, QMenu* menu);
  // Right click or the menu key on a row.
  void rowMenuRequested(const QModelIndex& index, const QPoint& globalPosition);

 public Q_SLOTS:
  void copyCell();
  void copyRow();
  // Every shown column as wide as what is on the screen of it.
  void resizeToContent();
  void openColumnMenu();
  void setHoveredRow(int row);
  // Of the head of a column; -1: of all of them.
  virtual void openHeadMenu(int column, const QPoint& globalPosition);
  // What can be done with the columns: fitted, shown, hidden.
  void fillColumnMenu(QMenu* menu);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  bool rowLines() const { return lines_; }
  // Its columns are as wide as another table's.
  void leaveWidths() { ownWidths_ = false; }

 private:
  void paintRows(const QRect& dirty);
  void setHoveredCell(const QPoint& position);
  QRect funnel(const QModelIndex& index) const;
  void addPinning(QMenu* menu, int column, const QString& text);
  void addArranging(QMenu* menu);
  void followTheme();
  void applyRowHeight(int pixels);
  void toggleRow();
  void extendSelection(Qt::Key arrow);
  int wantedWidth(int column) const;

  PinnedColumns* pinned_;
  int staleRole_ = -1;
  int rowCopyRole_ = -1;
  int cellCopyRole_ = -1;
  int hovered_ = -1;
  QPersistentModelIndex pointed_;  // the filterable cell under the pointer
  QSet<int> filterable_;
  bool lines_ = true;
  int ownHeight_ = 0;      // 0: the density's
  int textPercent_ = 100;  // what the columns are wide for
  bool ownWidths_ = true;
  bool marking_ = false;  // the last keys toggled rows
  QList<int> yielding_;   // may step aside
  QList<int> aside_;      // have done so
};

}  // namespace heddle::widgets
