// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/selection_action.h"

#include "models/format/ids.h"
#include "models/tables/keyed_table.h"
#include "ui/panels/delete_key.h"
#include "ui/theme/icon.h"
#include "ui/widgets/data_table.h"

#include <utility>

#include <QItemSelectionModel>
#include <QTimer>

namespace heddle::panels {

SelectionAction::SelectionAction(SelectionWords words, Keys keys, QObject* parent)
    : QAction(theme::icon(words.icon), words.one, parent),
      words_(std::move(words)),
      keys_(std::move(keys)),
      soon_(new QTimer(this)) {
  connect(this, &QAction::triggered, this, [this] { Q_EMIT requested(keys_()); });
  refresh();
}

namespace {

/// As people know it: ids by their ends, what has a name of its own by that.
QString nameOf(const QAbstractItemModel& model, const QString& key) {
  if (models::pastedId(key)) return models::shortId(key);
  const auto found = model.match(model.index(0, 0), models::roles::KeyRole, key, 1, Qt::MatchExactly);
  return found.isEmpty() ? key : found.first().data().toString();
}

}  // namespace

void SelectionAction::follow(widgets::DataTable& table) {
  table_ = &table;
  connect(table.selectionModel(), &QItemSelectionModel::selectionChanged, this, &SelectionAction::refresh);
  connect(&table, &widgets::DataTable::currentRowChanged, this, &SelectionAction::refresh);
  // A refresh changes rows one by one; with thousands marked each count takes a while.
  soon_->setSingleShot(true);
  connect(soon_, &QTimer::timeout, this, &SelectionAction::refresh);
  connect(table.model(), &QAbstractItemModel::dataChanged, soon_, qOverload<>(&QTimer::start));
  if (words_.deletes) addDeleteKey(table, this, [this](const QString& why) { Q_EMIT refused(why); });
  refresh();
}

void SelectionAction::setGate(const ActionGate& gate) {
  gate_ = gate;
  refresh();
}

void SelectionAction::refresh() {
  const QStringList keys = keys_();
  setText(label(keys));
  applyGate(this, gate_, !keys.isEmpty(), words_.does, words_.whyNot);
}

QString SelectionAction::label(const QStringList& keys) const {
  if (keys.size() > 1 && !words_.many.isEmpty()) return words_.many.arg(keys.size());
  const QModelIndex cursor = table_ ? table_->currentIndex() : QModelIndex();
  if (keys.size() != 1 || !cursor.isValid() || cursor.data(models::roles::KeyRole) == keys.first())
    return words_.one;
  const QString name = u' ' + nameOf(*table_->model(), keys.first());
  const bool asks = words_.one.endsWith(QChar(0x2026));
  return asks ? QString(words_.one.chopped(1) + name + QChar(0x2026)) : QString(words_.one + name);
}

}  // namespace heddle::panels
