// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/list_panel.h"

#include "models/format/numbers.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/list/list_buttons.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <algorithm>
#include <utility>

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::panels {

using theme::ButtonKind;

ListPanel::ListPanel(models::RowTableModel& model, ListWords words, QWidget* parent)
    : QWidget(parent), model_(model), words_(std::move(words)), menus_(this, menuSources()) {
  showAll_ = new QAction(QStringLiteral("Show all ") + words_.name.toLower(), this);
  connect(showAll_, &QAction::triggered, this, [this] {
    setFilterText({});
    Q_EMIT filterChanged();
  });
  lookAgain_ = new QAction(theme::icon(QStringLiteral("refresh")), QStringLiteral("Look again"), this);
  connect(lookAgain_, &QAction::triggered, this, &ListPanel::reloadRequested);
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  buildBar(column);
  buildTable(column);
  wireTable();
  wireFilter();
  wireSelection();
}

void ListPanel::buildBar(QVBoxLayout* column) {
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  filter_ = new widgets::FilterBar(words_.name + QStringLiteral(" filter"), this);
  bar->addWidget(filter_, 1, Qt::AlignTop);
  addListButtons(
      bar, words_.name, this,
      {[this](QMenu* menu) { Q_EMIT viewsMenuRequested(menu); }, [this] { table_->openColumnMenu(); },
       [this](QMenu* menu) { Q_EMIT exportMenuRequested(menu); }});
  column->addLayout(bar);
  buildChips(column);
  buildTools(column);
  setOrderNames(QStringLiteral("Newest first"), QStringLiteral("Oldest first"));
}

void ListPanel::addTool(QWidget* tool) {
  tools_->addWidget(tool);
  setTabOrder(lastTool_, tool);
  lastTool_ = tool;
}

/// Statuses and quick filters; without any there is no such line.
void ListPanel::buildChips(QVBoxLayout* column) {
  if (words_.statuses.isEmpty() && words_.quick.isEmpty()) return;
  auto* line = new QWidget(this);
  auto* flow = new widgets::FlowLayout(line);
  for (const QString& word : words_.statuses) {
    auto* chip = new widgets::ToggleChip(word, line);
    chip->setStatus(word);
    chip->setAccessibleName(words_.name + QStringLiteral(": only ") + word);
    chips_.append(chip);
    flow->addWidget(chip);
    connect(chip, &QAbstractButton::toggled, this, [this] {
      if (language_ == nullptr) {
        Q_EMIT filterChanged();
      } else {
        changeFilter(language_->withWords(filter_->filter(), QStringLiteral("status"), statuses()));
      }
    });
  }
  for (const QuickFilter& quick : words_.quick) {
    auto* chip = new widgets::ToggleChip(quick.name, line);
    chip->setToolTip(quick.about + QStringLiteral(" — ") + quick.filter);
    chip->setAccessibleName(words_.name + QStringLiteral(": ") + quick.name);
    quick_.append(chip);
    flow->addWidget(chip);
    connect(chip, &QAbstractButton::toggled, this, [this, text = quick.filter] {
      if (language_ != nullptr) changeFilter(language_->toggled(filter_->filter(), text));
    });
  }
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  line->setSizePolicy(policy);
  column->addWidget(line);
}

/// A row of its own: with the filters in one line the window could not be narrower than a large screen.
void ListPanel::buildTools(QVBoxLayout* column) {
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  figures_ = new QHBoxLayout;
  figures_->setSpacing(16);
  bar->addLayout(figures_, 100);  // before the space that stands in where a page has none
  bar->addStretch(1);
  // Beside the count of rows: over the table it would cover cells.
  pill_ = widgets::makeButton({}, ButtonKind::Primary, QStringLiteral("arrow-up"), this);
  pill_->setAccessibleName(QStringLiteral("Show new ") + words_.name.toLower());
  pill_->hide();
  connect(pill_, &QPushButton::clicked, this, &ListPanel::reloadRequested);
  bar->addWidget(pill_);
  summary_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Faint, this);
  summary_->setAccessibleName(words_.name + QStringLiteral(" summary"));
  bar->addWidget(summary_);
  order_ = widgets::makeButton({}, ButtonKind::Plain, QStringLiteral("arrow-down"), this);
  connect(order_, &QPushButton::clicked, this, [this] {
    setNewestFirst(!newestFirst_);
    Q_EMIT orderChanged();
  });
  bar->addWidget(order_);
  auto* reload = widgets::makeIconButton(QStringLiteral("refresh"),
                                         QStringLiteral("Reload ") + words_.name.toLower(), this);
  lastTool_ = reload;
  connect(reload, &QToolButton::clicked, this, &ListPanel::reloadRequested);
  bar->addWidget(reload);
  tools_ = new QHBoxLayout;
  tools_->setSpacing(8);
  bar->addLayout(tools_);
  column->addLayout(bar);
}

void ListPanel::buildTable(QVBoxLayout* column) {
  auto* card = new widgets::Card(0, this);
  table_ = new widgets::DataTable(card);
  table_->setAccessibleName(words_.name);
  dressTable(*table_, model_);
  states_ = new widgets::StatefulView(table_, card);
  card->body()->addWidget(states_);
  selection_ = new widgets::InlineNotice(this);
  selection_->hide();
  column->addWidget(selection_);
  column->addWidget(card, 1);
  connect(states_, &widgets::StatefulView::retryRequested, this, &ListPanel::reloadRequested);
  connect(states_, &widgets::StatefulView::cancelRequested, this, &ListPanel::cancelLoadingRequested);
}

void ListPanel::wireTable() {
  const auto keyOf = [](const QModelIndex& index) { return index.data(models::roles::KeyRole).toString(); };
  connect(table_, &widgets::DataTable::opened, this, [this, keyOf](const QModelIndex& index, bool newTab) {
    Q_EMIT openRequested(keyOf(index), newTab);
  });
  connect(table_, &widgets::DataTable::peeked, this,
          [this, keyOf](const QModelIndex& index) { Q_EMIT peekRequested(keyOf(index)); });
  connect(table_, &widgets::DataTable::currentRowChanged, this,
          [this](int) { Q_EMIT currentChanged(currentKey()); });
  connect(table_, &widgets::DataTable::rowMenuRequested, this, &ListPanel::showMenu);
}

void ListPanel::setNewestFirst(bool newestFirst) {
  newestFirst_ = newestFirst;
  order_->setText(newestFirst ? falling_ : rising_);
  order_->setIcon(theme::icon(newestFirst ? QStringLiteral("arrow-down") : QStringLiteral("arrow-up")));
  order_->setAccessibleName(words_.name + QStringLiteral(" order: ") + order_->text());
}

void ListPanel::setOrderNames(const QString& falling, const QString& rising) {
  falling_ = falling;
  rising_ = rising;
  setNewestFirst(newestFirst_);
}

void ListPanel::showLoading() {
  filter_->setCancellable(true);
  if (model_.rowCount() == 0) states_->showLoading(words_.name.toLower());
}

void ListPanel::showReady() {
  freshness_.renew();
  filter_->setCancellable(false);
  const bool filtered = !filter_->filter().isEmpty() || !statuses().isEmpty();
  if (model_.rowCount() > 0) {
    states_->showContent();
  } else if (filtered) {
    const QString text = filter_->filter();
    states_->showEmpty(QStringLiteral("filter"), QStringLiteral("Nothing matches"),
                       text.isEmpty()
                           ? QStringLiteral("No %1 with status %2.")
                                 .arg(words_.name.toLower(), statuses().join(QStringLiteral(" or ")))
                           : QStringLiteral("No %1 match “%2”.").arg(words_.name.toLower(), text),
                       {showAll_});
  } else {
    states_->showEmpty(words_.icon, words_.emptyTitle, words_.emptyText, emptyActions());
  }
}

void ListPanel::showMissing(const QString& sentence, const QString& why) {
  filter_->setCancellable(false);
  states_->showEmpty(words_.icon, sentence, why);
}

void ListPanel::showMissingYet(const QString& sentence, const QString& why) {
  if (model_.rowCount() > 0) return showError(sentence, why);
  filter_->setCancellable(false);
  states_->showEmpty(words_.icon, sentence, why, {lookAgain_});
}

void ListPanel::showError(const QString& sentence, const QString& cause) {
  filter_->setCancellable(false);
  if (model_.rowCount() > 0) {
    states_->showStale(freshness_.stale(sentence, cause));
  } else {
    states_->showError(sentence, cause);
  }
}

void ListPanel::setNewCount(qint64 count, bool atLeast) {
  pill_->setVisible(count > 0);
  if (count <= 0) return;
  pill_->setText(models::countText(count) + (atLeast ? QStringLiteral("+ new") : QStringLiteral(" new")));
}

void ListPanel::setSummary(const QString& text) {
  summary_->setText(text);
}

QString ListPanel::currentKey() const {
  const int row = table_->currentRow();
  return row >= 0 && row < model_.rowCount() ? model_.keyAt(row) : QString();
}

QStringList ListPanel::visibleKeys() const {
  if (model_.rowCount() == 0) return {};
  const int first = qMax(0, table_->rowAt(0));
  const int under = table_->rowAt(table_->viewport()->height() - 1);
  return model_.keys(first, under < 0 ? model_.rowCount() - 1 : under);
}

void ListPanel::focusFilter() {
  filter_->edit();
}

void ListPanel::fillMenu(QMenu&, const QString&) {}

void ListPanel::showMenu(const QModelIndex& index, const QPoint& globalPosition) {
  const QString key = index.data(models::roles::KeyRole).toString();
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  using Command = widgets::ViewCommand;
  const auto keyed = [this](QAction* action, Command command) {
    action->setShortcut(widgets::ViewKeys::keyOf(*table_, command));
  };
  keyed(menu->addAction(QStringLiteral("Open"), this, [this, key] { Q_EMIT openRequested(key, false); }),
        Command::Open);
  keyed(menu->addAction(QStringLiteral("Open in a new tab"), this,
                        [this, key] { Q_EMIT openRequested(key, true); }),
        Command::OpenInTab);
  keyed(menu->addAction(QStringLiteral("Peek"), this, [this, key] { Q_EMIT peekRequested(key); }),
        Command::Peek);
  menu->addSeparator();
  keyed(menu->addAction(QStringLiteral("Copy cell"), table_, &widgets::DataTable::copyCell),
        Command::CopyCell);
  fillRowMenu(menu, index);
  menu->popup(globalPosition);
}

/// What is not a command of every view.
void ListPanel::fillRowMenu(QMenu* menu, const QModelIndex& index) {
  const QString key = index.data(models::roles::KeyRole).toString();
  menu->addAction(QStringLiteral("Copy %1").arg(words_.idName), this,
                  [key] { QGuiApplication::clipboard()->setText(key); });
  auto* copy = menu->addMenu(QStringLiteral("Copy as"));
  copy->addAction(QStringLiteral("JSON"), table_, &widgets::DataTable::copyRow)
      ->setShortcut(widgets::ViewKeys::keyOf(*table_, widgets::ViewCommand::CopyRow));
  Q_EMIT copyMenuRequested(copy);
  addFilterActions(menu, index);
  fillMenu(*menu, key);
}

QList<MenuCommands::Source> ListPanel::menuSources() {
  const auto row = [this](QMenu* menu) {
    if (table_->currentIndex().isValid()) fillRowMenu(menu, table_->currentIndex());
  };
  const auto heads = [this](QMenu* menu) {
    for (int column = 0; column < model_.columnCount(); ++column)
      Q_EMIT table_->headMenuRequested(column,
                                       menu->addMenu(model_.headerData(column, Qt::Horizontal).toString()));
  };
  return {{{}, row},
          {QStringLiteral("Views"), [this](QMenu* menu) { Q_EMIT viewsMenuRequested(menu); }},
          {QStringLiteral("Export"), [this](QMenu* menu) { Q_EMIT exportMenuRequested(menu); }},
          {QStringLiteral("Columns"), [this](QMenu* menu) { table_->fillColumnMenu(menu); }},
          {QStringLiteral("Column"), heads}};
}

}  // namespace heddle::panels
