// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/selection_action.h"

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

void SelectionAction::follow(widgets::DataTable& table) {
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
  const auto count = keys_().size();
  setText(count > 1 && !words_.many.isEmpty() ? words_.many.arg(count) : words_.one);
  applyGate(this, gate_, count > 0, words_.does, words_.whyNot);
}

}  // namespace heddle::panels
