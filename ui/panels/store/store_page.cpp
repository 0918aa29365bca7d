// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/store/store_page.h"

#include "ui/panels/delete_key.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/list/list_buttons.h"
#include "ui/panels/store/namespace_tree.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/filter_language.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

struct Quick {
  const char *name, *filter, *about;
};
constexpr Quick kQuick[] = {
    {"Expiring within 1 h", "expires:<1h", "Items that are swept within the hour"},
    {"Expiring within 1 d", "expires:<1d", "Items that are swept within a day"},
    {"Expired", "has:expired", "Past their time, but not swept yet"},
    {"Large", "size:>100KB", "Values of more than 100 KB, as stored"},
};

}  // namespace

StorePage::StorePage(models::StoreTable& items, QWidget* parent)
    : QWidget(parent), items_(items), menus_(this, menuSources()) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  auto* left = new widgets::Card(6, split);
  spaces_ = new NamespaceTree(left);
  left->body()->addWidget(spaces_);
  left->setMinimumWidth(theme::scaled(250));  // names of namespaces beside their figures
  auto* right = new QWidget(split);
  auto* rows = new QVBoxLayout(right);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(theme::metrics::kCardGap);
  buildFilter(right);
  buildActions(right);
  buildItems(right);
  split->add(left, 1, 280);
  split->add(right, 3, 900);
  column->addWidget(split);
  connect(spaces_, &NamespaceTree::chosenChanged, this, &StorePage::itemsWanted);
  showLoading();
}

void StorePage::buildFilter(QWidget* right) {
  filter_ = new widgets::FilterBar(QStringLiteral("Store filter"), right);
  filter_->setExample(QStringLiteral("key:profile expires:<1h"));
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  bar->addWidget(filter_, 1, Qt::AlignTop);
  addListButtons(
      bar, QStringLiteral("Store"), this,
      {[this](QMenu* menu) { Q_EMIT viewsMenuRequested(menu); }, [this] { table_->openColumnMenu(); },
       [this](QMenu* menu) { Q_EMIT exportMenuRequested(menu); }});
  static_cast<QVBoxLayout*>(right->layout())->addLayout(bar);
  buildChips(right);
  connect(filter_, &widgets::FilterBar::filterChanged, this, [this] {
    followFilter();
    Q_EMIT itemsWanted();
  });
}

void StorePage::buildChips(QWidget* right) {
  auto* line = new QWidget(right);
  auto* flow = new widgets::FlowLayout(line);
  const auto chip = [&](const QString& text, const QString& name) {
    auto* made = new widgets::ToggleChip(text, line);
    made->setCheckable(true);
    made->setAccessibleName(QStringLiteral("Store: ") + name);
    flow->addWidget(made);
    return made;
  };
  below_ = chip(QStringLiteral("With namespaces below"), QStringLiteral("with namespaces below"));
  below_->setChecked(true);
  connect(below_, &QAbstractButton::toggled, this, &StorePage::itemsWanted);
  for (const Quick& quick : kQuick) {
    auto* made = chip(QString::fromLatin1(quick.name), QString::fromLatin1(quick.name));
    made->setToolTip(QString::fromLatin1(quick.about) + QStringLiteral(" — ") +
                     QString::fromLatin1(quick.filter));
    quick_.append(made);
    connect(made, &QAbstractButton::toggled, this, [this, text = QString::fromLatin1(quick.filter)] {
      if (language_ == nullptr) return;
      filter_->setFilter(language_->toggled(filter_->filter(), text));
      followFilter();
      Q_EMIT itemsWanted();
    });
  }
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  line->setSizePolicy(policy);
  right->layout()->addWidget(line);
}

void StorePage::setSummary(const QString& text) {
  summary_->setText(text);
}

void StorePage::buildActions(QWidget* right) {
  const auto make = [this](const char* icon, const QString& text) {
    return new QAction(theme::icon(QLatin1String(icon)), text, this);
  };
  new_ = make("plus", QStringLiteral("New item…"));
  edit_ = make("edit", QStringLiteral("Edit item…"));
  delete_ = new SelectionAction(
      {QStringLiteral("trash"), QStringLiteral("Delete item…"), QStringLiteral("Delete %1 items…"),
       QStringLiteral("Its value is gone for every graph that reads it"), QStringLiteral("Select an item."),
       true},
      [this] { return selectedKeys(); }, this);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  summary_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, right);
  summary_->setElide(Qt::ElideRight);
  row->addWidget(summary_, 1);
  for (QAction* action : actionList())
    row->addWidget(widgets::makeActionButton(action, theme::ButtonKind::Plain, right));
  static_cast<QVBoxLayout*>(right->layout())->addLayout(row);
  connect(new_, &QAction::triggered, this, &StorePage::newRequested);
  connect(edit_, &QAction::triggered, this, [this] { Q_EMIT editRequested(currentKey()); });
  connect(delete_, &SelectionAction::requested, this, &StorePage::deleteRequested);
  connect(delete_, &SelectionAction::refused, this, &StorePage::refused);
}

void StorePage::setGate(const ActionGate& gate) {
  gate_ = gate;
  delete_->setGate(gate);
  updateActions();
}

QList<QAction*> StorePage::actionList() const {
  return {new_, edit_, delete_};
}

void StorePage::updateActions() {
  applyGate(new_, gate_, true, QStringLiteral("Write an item that is not there yet"), {});
  applyGate(edit_, gate_, !currentKey().isEmpty(), QStringLiteral("Write another value"),
            QStringLiteral("Select an item."));
}

void StorePage::showMenu(const QPoint& globalPosition) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(QStringLiteral("Copy cell"), table_, &widgets::DataTable::copyCell)
      ->setShortcut(widgets::ViewKeys::keyOf(*table_, widgets::ViewCommand::CopyCell));
  fillCopyMenu(menu->addMenu(QStringLiteral("Copy as")));
  menu->addSeparator();
  showDeleteKey(*table_, delete_);
  menu->addActions({edit_, delete_});
  menu->popup(globalPosition);
}

void StorePage::fillCopyMenu(QMenu* menu) {
  menu->addAction(QStringLiteral("JSON"), table_, &widgets::DataTable::copyRow)
      ->setShortcut(widgets::ViewKeys::keyOf(*table_, widgets::ViewCommand::CopyRow));
  Q_EMIT copyMenuRequested(menu);
}

QList<MenuCommands::Source> StorePage::menuSources() {
  return {{QStringLiteral("Copy as"),
           [this](QMenu* menu) {
             if (!selectedKeys().isEmpty()) fillCopyMenu(menu);
           }},
          {QStringLiteral("Views"), [this](QMenu* menu) { Q_EMIT viewsMenuRequested(menu); }},
          {QStringLiteral("Export"), [this](QMenu* menu) { Q_EMIT exportMenuRequested(menu); }},
          {QStringLiteral("Columns"), [this](QMenu* menu) { table_->fillColumnMenu(menu); }}};
}

void StorePage::buildItems(QWidget* right) {
  auto* card = new widgets::Card(0, right);
  table_ = new widgets::DataTable(card);
  table_->setAccessibleName(QStringLiteral("Store items"));
  dressTable(*table_, items_);
  table_->setYielding({7, 4, 2, 3, 1});
  states_ = new widgets::StatefulView(table_, card);
  card->body()->addWidget(states_, 1);
  static_cast<QVBoxLayout*>(right->layout())->addWidget(card, 1);
  connect(filter_, &widgets::FilterBar::left, table_, [this] { table_->setFocus(); });
  connect(states_, &widgets::StatefulView::retryRequested, this, &StorePage::reloadRequested);
  connect(table_, &widgets::DataTable::currentRowChanged, this,
          [this] { Q_EMIT currentChanged(currentKey()); });
  const auto peek = [this](const QModelIndex&) { Q_EMIT peekRequested(currentKey()); };
  connect(table_, &widgets::DataTable::peeked, this, peek);
  connect(table_, &widgets::DataTable::opened, this, peek);
  delete_->follow(*table_);
  connect(table_, &widgets::DataTable::rowMenuRequested, this,
          [this](const QModelIndex&, const QPoint& position) { showMenu(position); });
  connect(this, &StorePage::currentChanged, this, [this] { updateActions(); });
  setGate({});
}

void StorePage::setLanguage(widgets::FilterLanguage* language) {
  language_ = language;
  filter_->setLanguage(language);
}

void StorePage::setFilterText(const QString& text) {
  filter_->setFilter(text);
  followFilter();
}

void StorePage::followFilter() {
  for (qsizetype i = 0; i < quick_.size(); ++i) {
    const QSignalBlocker quiet(quick_[i]);
    quick_[i]->setChecked(language_ != nullptr &&
                          language_->holds(filter_->filter(), QString::fromLatin1(kQuick[i].filter)));
  }
}

bool StorePage::below() const {
  return below_->isChecked();
}

void StorePage::setBelow(bool below) {
  const QSignalBlocker quiet(below_);
  below_->setChecked(below);
}

QString StorePage::currentKey() const {
  const int row = table_ != nullptr ? table_->currentRow() : -1;
  return row >= 0 && row < items_.rowCount() ? items_.keyAt(row) : QString();
}

QStringList StorePage::selectedKeys() const {
  QStringList keys;
  if (table_ == nullptr) return keys;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    keys.append(items_.keyAt(index.row()));
  return keys;
}

void StorePage::showLoading() {
  if (items_.rowCount() == 0) states_->showLoading(QStringLiteral("store"));
}

void StorePage::showReady(bool more) {
  freshness_.renew();
  if (items_.rowCount() > 0) {
    states_->showContent();
  } else if (more) {
    states_->showLoading(QStringLiteral("store"));
  } else if (!filter_->filter().isEmpty()) {
    states_->showEmpty(QStringLiteral("filter"), QStringLiteral("Nothing matches"),
                       QStringLiteral("No items here match “%1”.").arg(filter_->filter()));
  } else {
    states_->showEmpty(
        QStringLiteral("layers"), QStringLiteral("No items"),
        QStringLiteral("Graphs keep what outlives a thread in the store; nothing is kept here."));
  }
}

void StorePage::showMissing(const QString& sentence, const QString& why) {
  states_->showEmpty(QStringLiteral("layers"), sentence, why);
}

void StorePage::showError(const QString& sentence, const QString& cause) {
  if (items_.rowCount() == 0) {
    states_->showError(sentence, cause);
    return;
  }
  states_->showStale(freshness_.stale(sentence, cause));
}

}  // namespace heddle::panels
