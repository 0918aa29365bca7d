// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/row_table_model.h"

#include <QElapsedTimer>
#include <QMenu>
#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class StatefulView;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

/// The words of one list.
struct ListWords {
  QString name;          // accessible name of the table: "Runs"
  QString idName;        // "run id"
  QString icon;          // of the empty state
  QStringList statuses;  // chips, in order; empty: no chips
  QString emptyTitle, emptyText;
};

/// A page that is mainly a table: chips, the "12 new" pill, the table in its five states, keyboard and copy
/// menu. Knows its model only as RowTableModel; asks by signals, never fetches. GUI thread.
class ListPanel : public QWidget {
  Q_OBJECT
 public:
  ListPanel(models::RowTableModel& model, ListWords words, QWidget* parent = nullptr);

  QStringList statuses() const;
  void setStatuses(const QStringList& statuses);
  bool newestFirst() const { return newestFirst_; }
  void setNewestFirst(bool newestFirst);

  void showLoading();
  /// The rows are what the source says now; an empty table shows the empty or the no-match state.
  void showReady();
  /// One sentence, its cause, and a retry. With rows on the screen they stay, greyed, with their age.
  void showError(const QString& sentence, const QString& cause);
  /// 0 hides the pill. `atLeast`: the count stopped at its bound.
  void setNewCount(qint64 count, bool atLeast);
  void setSummary(const QString& text);

  QString currentKey() const;
  /// Rows on the screen, for the live refresh.
  QStringList visibleKeys() const;
  void focusFilter();
  widgets::DataTable& table() { return *table_; }

 Q_SIGNALS:
  void filterChanged();
  void orderChanged();
  void reloadRequested();
  void openRequested(const QString& key, bool newTab);
  void peekRequested(const QString& key);
  void currentChanged(const QString& key);
  void cancelLoadingRequested();

 protected:
  /// Page-specific buttons at the right end of the bar, and the row of figures under it.
  QHBoxLayout& tools() { return *tools_; }
  QHBoxLayout& figures() { return *figures_; }
  /// Page-specific entries of the context menu and of the empty state.
  virtual void fillMenu(QMenu& menu, const QString& key);
  virtual QList<QAction*> emptyActions() { return {}; }

 private:
  void buildBar(QVBoxLayout* column);
  void buildTools(QVBoxLayout* column);
  void buildTable(QVBoxLayout* column);
  void wireTable();
  void showMenu(const QModelIndex& index, const QPoint& globalPosition);

  models::RowTableModel& model_;
  ListWords words_;
  QHBoxLayout* tools_ = nullptr;
  QHBoxLayout* figures_ = nullptr;
  QList<widgets::ToggleChip*> chips_;
  QPushButton* order_ = nullptr;
  QPushButton* pill_ = nullptr;
  QLabel* summary_ = nullptr;
  widgets::DataTable* table_ = nullptr;
  widgets::StatefulView* states_ = nullptr;
  QElapsedTimer sinceReady_;
  bool newestFirst_ = true;
};

}  // namespace heddle::panels
