// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/store_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/freshness.h"
#include "ui/panels/list/selection_action.h"
#include "ui/panels/menu_commands.h"

#include <QWidget>

class QHBoxLayout;
class QMenu;

namespace heddle::widgets {
class DataTable;
class FilterBar;
class FilterLanguage;
class StatefulView;
class TextLabel;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

class NamespaceTree;

/// The store of one deployment: its namespaces, and the items of the one that is chosen. What changes an item
/// stays visible where it is refused and says why. Asks by signals. GUI thread.
class StorePage : public QWidget {
  Q_OBJECT
 public:
  explicit StorePage(models::StoreTable& items, QWidget* parent = nullptr);

  NamespaceTree& spaces() { return *spaces_; }
  widgets::FilterBar& filterBar() { return *filter_; }
  widgets::DataTable& table() { return *table_; }
  /// Outlives the page.
  void setLanguage(widgets::FilterLanguage* language);
  void setFilterText(const QString& text);
  /// Items of what lies below the namespace, too.
  bool below() const;
  void setBelow(bool below);
  QString currentKey() const;
  QStringList selectedKeys() const;
  void setGate(const ActionGate& gate);
  QList<QAction*> actionList() const;
  /// The entries of its menus, for the palette.
  QList<QAction*> menuCommands() { return menus_.actions(); }

  /// What goes on beside the table, such as an export; empty: nothing.
  void setSummary(const QString& text);

  void showLoading();
  /// `more`: the search goes on when the end of the table is reached.
  void showReady(bool more);
  void showError(const QString& sentence, const QString& cause);
  /// Nothing failed: there is nothing to read items from. `why` says what would help.
  void showMissing(const QString& sentence, const QString& why);

 Q_SIGNALS:
  void itemsWanted();
  void reloadRequested();
  void currentChanged(const QString& id);
  void peekRequested(const QString& id);
  // Menus, to be filled.
  void viewsMenuRequested(QMenu* menu);
  void exportMenuRequested(QMenu* menu);
  void copyMenuRequested(QMenu* menu);
  /// A key asked for what cannot be done; why, in a sentence.
  void refused(const QString& why);
  // Nothing is changed yet.
  void newRequested();
  void editRequested(const QString& id);
  void deleteRequested(const QStringList& ids);

 private:
  void buildItems(QWidget* right);
  void buildFilter(QWidget* right);
  void buildChips(QWidget* right);
  void followFilter();
  void buildActions(QWidget* right);
  void updateActions();
  void showMenu(const QPoint& globalPosition);
  void fillCopyMenu(QMenu* menu);
  QList<MenuCommands::Source> menuSources();

  models::StoreTable& items_;
  widgets::FilterLanguage* language_ = nullptr;
  NamespaceTree* spaces_;
  widgets::FilterBar* filter_ = nullptr;
  widgets::ToggleChip* below_ = nullptr;
  QList<widgets::ToggleChip*> quick_;
  widgets::TextLabel* summary_ = nullptr;
  widgets::DataTable* table_ = nullptr;
  widgets::StatefulView* states_ = nullptr;
  ActionGate gate_;
  QAction* new_ = nullptr;
  QAction* edit_ = nullptr;
  SelectionAction* delete_ = nullptr;
  Freshness freshness_;
  MenuCommands menus_;
};

}  // namespace heddle::panels
