// SPDX-License-Identifier: Apache-2.0
// The filter of a list: its bar, the chips that are short ways of writing it, and the cells that may be
// pointed at.
#include "ui/panels/list/list_panel.h"
#include "ui/theme/icon.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"

#include <QDateTime>
#include <QHeaderView>
#include <QSignalBlocker>

namespace heddle::panels {
namespace {

QString fieldOf(const QAbstractItemModel& model, int column) {
  return model.headerData(column, Qt::Horizontal, models::roles::FilterRole).toString();
}

models::CellKind kindOf(const QAbstractItemModel& model, int column) {
  return static_cast<models::CellKind>(
      model.headerData(column, Qt::Horizontal, models::roles::KindRole).toInt());
}

/// Whether a value of it can be asked for as it stands; nobody looks for a duration to the microsecond.
bool isAskedFor(const QAbstractItemModel& model, int column) {
  return !fieldOf(model, column).isEmpty() && kindOf(model, column) != models::CellKind::duration;
}

/// The value as the filter writes it; a time is its day.
QString valueOf(const QModelIndex& index) {
  const QVariant raw = index.data(models::roles::RawRole);
  if (kindOf(*index.model(), index.column()) != models::CellKind::time) return raw.toString();
  return QDateTime::fromMSecsSinceEpoch(raw.toLongLong() / 1000, Qt::UTC)
      .toString(QStringLiteral("yyyy-MM-dd"));
}

}  // namespace

void ListPanel::wireFilter() {
  connect(filter_, &widgets::FilterBar::filterChanged, this, [this] {
    followFilter();
    Q_EMIT filterChanged();
  });
  connect(filter_, &widgets::FilterBar::cancelRequested, this, &ListPanel::cancelLoadingRequested);
  connect(filter_, &widgets::FilterBar::left, this, [this] { table_->setFocus(Qt::ShortcutFocusReason); });
  QSet<int> columns;
  for (int column = 0; column < model_.columnCount(); ++column) {
    if (isAskedFor(model_, column)) columns.insert(column);
  }
  table_->setFilterable(columns);
  connect(table_, &widgets::DataTable::valueChosen, this, &ListPanel::filterBy);
  connect(table_, &widgets::DataTable::headMenuRequested, this, [this](int column, QMenu* menu) {
    const QString field = fieldOf(model_, column);
    if (!field.isEmpty()) Q_EMIT valuesMenuRequested(field, menu);
  });
}

void ListPanel::setLanguage(widgets::FilterLanguage* language) {
  language_ = language;
  filter_->setLanguage(language);
  followFilter();
}

QString ListPanel::filterText() const {
  return filter_->filter();
}

void ListPanel::setFilterText(const QString& text) {
  filter_->setFilter(text);
  if (language_ == nullptr && text.isEmpty()) setStatuses({});
  followFilter();
}

/// Without a language nothing but the chips holds the statuses.
QStringList ListPanel::statuses() const {
  QStringList words;
  for (qsizetype i = 0; i < chips_.size(); ++i) {
    if (chips_[i]->isChecked()) words.append(words_.statuses[i]);
  }
  return words;
}

void ListPanel::setStatuses(const QStringList& statuses) {
  if (language_ != nullptr) {
    setFilterText(language_->withWords(filter_->filter(), QStringLiteral("status"), statuses));
    return;
  }
  for (qsizetype i = 0; i < chips_.size(); ++i) {
    const QSignalBlocker quiet(chips_[i]);
    chips_[i]->setChecked(statuses.contains(words_.statuses[i]));
    chips_[i]->update();
  }
}

/// The chips say what the text says.
void ListPanel::followFilter() {
  if (language_ == nullptr) return;
  const QStringList shown = language_->words(filter_->filter(), QStringLiteral("status"));
  const auto check = [](widgets::ToggleChip* chip, bool checked) {
    const QSignalBlocker quiet(chip);
    chip->setChecked(checked);
    chip->update();
  };
  for (qsizetype i = 0; i < chips_.size(); ++i)
    check(chips_[i], shown.contains(words_.statuses[i]));
  for (qsizetype i = 0; i < quick_.size(); ++i)
    check(quick_[i], language_->holds(filter_->filter(), words_.quick[i].filter));
}

void ListPanel::checkQuickFilters() {
  for (qsizetype i = 0; language_ != nullptr && i < quick_.size(); ++i) {
    const auto reading = language_->read(words_.quick[i].filter);
    quick_[i]->setEnabled(reading.mistakes.isEmpty());
    quick_[i]->setToolTip(reading.mistakes.isEmpty()
                              ? words_.quick[i].about + QStringLiteral(" — ") + words_.quick[i].filter
                              : reading.mistakes.front().sentence);
  }
}

void ListPanel::changeFilter(const QString& text) {
  if (text == filter_->filter()) return;
  setFilterText(text);
  Q_EMIT filterChanged();
}

void ListPanel::filterBy(const QModelIndex& index, bool excluded) {
  const QString field = fieldOf(model_, index.column());
  const QString value = valueOf(index);
  if (language_ == nullptr || field.isEmpty() || value.isEmpty()) return;
  const QString term = language_->term(field, value, excluded);
  if (!language_->holds(filter_->filter(), term)) changeFilter(language_->toggled(filter_->filter(), term));
}

void ListPanel::addFilterActions(QMenu* menu, const QModelIndex& index) {
  if (language_ == nullptr || !isAskedFor(model_, index.column()) || valueOf(index).isEmpty()) return;
  const QString field = fieldOf(model_, index.column());
  const QPersistentModelIndex kept(index);
  menu->addSeparator();
  for (const bool excluded : {false, true}) {
    const QString term = language_->term(field, valueOf(index), excluded);
    const QString shown = menu->fontMetrics().elidedText(term, Qt::ElideMiddle, 260);
    menu->addAction(theme::icon(QStringLiteral("filter")),
                    (excluded ? QStringLiteral("Exclude: ") : QStringLiteral("Filter: ")) + shown, this,
                    [this, kept, excluded] {
                      if (kept.isValid()) filterBy(kept, excluded);
                    });
  }
}

}  // namespace heddle::panels
