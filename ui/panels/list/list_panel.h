// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/row_table_model.h"
#include "ui/panels/freshness.h"
#include "ui/panels/list/selection_action.h"
#include "ui/panels/menu_commands.h"

#include <QMenu>
#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class FilterBar;
class FilterLanguage;
class FlowLayout;
class InlineNotice;
class StatefulView;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

/// A filter with a name: a chip that puts its terms into the filter, or takes them out.
struct QuickFilter {
  QString name, filter, about;
};

/// The words of one list.
struct ListWords {
  QString name;          // accessible name of the table: "Runs"
  QString idName;        // "run id"
  QString icon;          // of the empty state
  QStringList statuses;  // chips, in order; empty: no chips
  QString emptyTitle, emptyText;
  QList<QuickFilter> quick = {};
};

/// A page that is mainly a table: chips, the "12 new" pill, the table in its five states, keyboard and copy
/// menu. Knows its model only as RowTableModel; asks by signals, never fetches. GUI thread.
class ListPanel : public QWidget {
  Q_OBJECT
 public:
  ListPanel(models::RowTableModel& model, ListWords words, QWidget* parent = nullptr);

  /// The language of the filter; outlives the panel. Without one there are only the chips of statuses.
  void setLanguage(widgets::FilterLanguage* language);
  QString filterText() const;
  void setFilterText(const QString& text);
  /// The quick filters that this database cannot answer say why.
  void checkQuickFilters();
  widgets::FilterBar& filterBar() { return *filter_; }

  QStringList statuses() const;
  void setStatuses(const QStringList& statuses);
  bool newestFirst() const { return newestFirst_; }
  void setNewestFirst(bool newestFirst);
  /// What the two orders are called where rows do not come by time.
  void setOrderNames(const QString& falling, const QString& rising);

  void showLoading();
  /// The rows are what the source says now; an empty table shows the empty or the no-match state.
  void showReady();
  /// One sentence, its cause, and a retry. With rows on the screen they stay, greyed, with their age.
  /// Nothing failed: there is nothing to read such rows from. `why` says what would help.
  void showMissing(const QString& sentence, const QString& why);
  /// The same of a source that answers, and may have such rows by now.
  void showMissingYet(const QString& sentence, const QString& why);
  void showError(const QString& sentence, const QString& cause);
  /// 0 hides the pill. `atLeast`: the count stopped at its bound.
  void setNewCount(qint64 count, bool atLeast);
  void setSummary(const QString& text);

  QString currentKey() const;
  QStringList selectedKeys() const;
  /// Everything that matches is meant, not only the rows marked; told how many those are.
  bool allMatching() const { return allMatching_; }
  /// `marked`: they are all loaded and selected. Otherwise only what needs no rows, an export, reaches them
  /// all.
  void setAllMatching(qint64 count, bool marked);
  void markAll();
  /// Rows on the screen, for the live refresh.
  QStringList visibleKeys() const;
  void focusFilter();
  /// The entries of its menus, for the palette.
  QList<QAction*> menuCommands() { return menus_.actions(); }
  widgets::DataTable& table() { return *table_; }

 Q_SIGNALS:
  void filterChanged();
  void orderChanged();
  void reloadRequested();
  void openRequested(const QString& key, bool newTab);
  void peekRequested(const QString& key);
  void currentChanged(const QString& key);
  void cancelLoadingRequested();
  /// A key asked for what cannot be done; why, in a sentence.
  void refused(const QString& why);
  void selectAllMatchingRequested();
  /// Menus about to be shown, to be filled by whoever knows the deployment.
  void copyMenuRequested(QMenu* menu);
  void viewsMenuRequested(QMenu* menu);
  void exportMenuRequested(QMenu* menu);
  /// Of the head of a column that can be filtered by.
  void valuesMenuRequested(const QString& field, QMenu* menu);

 protected:
  /// Page-specific buttons at the right end of the bar, and the row of figures under it.
  QHBoxLayout& tools() { return *tools_; }
  /// Adds one to them, before the table where Tab leads along.
  void addTool(QWidget* tool);
  QHBoxLayout& figures() { return *figures_; }
  /// Something that is done to rows of this list; without `keys`, to all that are selected.
  SelectionAction* addSelectionAction(SelectionWords words, SelectionAction::Keys keys = {});
  /// Page-specific entries of the context menu and of the empty state.
  virtual void fillMenu(QMenu& menu, const QString& key);
  virtual QList<QAction*> emptyActions() { return {}; }

 private:
  void buildBar(QVBoxLayout* column);
  void buildChips(QVBoxLayout* column);
  QList<MenuCommands::Source> menuSources();
  void wireFilter();
  void wireSelection();
  void followFilter();
  void changeFilter(const QString& text);
  void filterBy(const QModelIndex& index, bool excluded);
  void addFilterActions(QMenu* menu, const QModelIndex& index);
  void showSelection();
  void buildTools(QVBoxLayout* column);
  void buildTable(QVBoxLayout* column);
  void wireTable();
  void showMenu(const QModelIndex& index, const QPoint& globalPosition);
  void fillRowMenu(QMenu* menu, const QModelIndex& index);

  models::RowTableModel& model_;
  ListWords words_;
  QHBoxLayout* tools_ = nullptr;
  QHBoxLayout* figures_ = nullptr;
  widgets::FilterBar* filter_ = nullptr;
  widgets::FilterLanguage* language_ = nullptr;
  widgets::InlineNotice* selection_ = nullptr;
  QList<widgets::ToggleChip*> chips_, quick_;
  QPushButton* order_ = nullptr;
  QPushButton* pill_ = nullptr;
  QWidget* lastTool_ = nullptr;  // by the order of Tab
  QAction* showAll_ = nullptr;
  QAction* lookAgain_ = nullptr;
  QLabel* summary_ = nullptr;
  widgets::DataTable* table_ = nullptr;
  widgets::StatefulView* states_ = nullptr;
  Freshness freshness_;
  QString falling_, rising_;  // names of the orders; set by buildBar
  bool newestFirst_ = true;
  bool allMatching_ = false;
  MenuCommands menus_;
};

}  // namespace heddle::panels
