// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/store/store_item_panel.h"

#include "models/format/duration.h"
#include "models/format/numbers.h"
#include "models/tables/store_table.h"
#include "ui/panels/detail_buttons.h"
#include "ui/panels/values/value_pane.h"
#include "ui/theme/icon.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

namespace heddle::panels {

StoreItemPanel::StoreItemPanel(QWidget* parent)
    : QWidget(parent),
      edit_(new QAction(theme::icon(QStringLiteral("edit")), QStringLiteral("Edit item…"), this)),
      delete_(new QAction(theme::icon(QStringLiteral("trash")), QStringLiteral("Delete item…"), this)) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  title_ = new widgets::TextLabel({}, widgets::TextRole::Title, theme::Tone::Text, content);
  title_->setElide(Qt::ElideMiddle);
  facts_ = new widgets::KeyValueGrid(content);
  column->addWidget(title_);
  column->addWidget(facts_);
  buildActions(column);
  value_ = new ValuePane(QStringLiteral("Inspector: Store value"), content);
  column->addWidget(value_, 1);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &StoreItemPanel::retryRequested);
  showNothing();
}

void StoreItemPanel::buildActions(QVBoxLayout* column) {
  auto* buttons = new DetailButtons(Layout::compact, this);
  for (QAction* action : {edit_, delete_})
    buttons->add(action);
  column->addWidget(buttons);
  connect(edit_, &QAction::triggered, this, [this] { Q_EMIT editRequested(id_); });
  connect(delete_, &QAction::triggered, this, [this] { Q_EMIT deleteRequested(id_); });
  updateActions();
}

void StoreItemPanel::setGate(const ActionGate& gate) {
  gate_ = gate;
  value_->setGate(gate);
  updateActions();
}

void StoreItemPanel::updateActions() {
  applyGate(edit_, gate_, !cut_, QStringLiteral("Write another value"),
            QStringLiteral("It is too large to be edited here."));
  applyGate(delete_, gate_, true, QStringLiteral("Its value is gone for every graph that reads it"), {});
}

void StoreItemPanel::showNothing() {
  states_->showEmpty(QStringLiteral("layers"), QStringLiteral("No item selected"),
                     QStringLiteral("Select one in the list."));
}

void StoreItemPanel::showLoading() {
  states_->showLoading(QStringLiteral("item"));
}

void StoreItemPanel::showError(const QString& sentence, const QString& cause) {
  states_->showError(sentence, cause);
}

void StoreItemPanel::setItem(const models::StoreItemRow& row, const models::MaskedValue& value, bool cut,
                             const models::TimeFormat& format) {
  const auto time = [&](const std::optional<qint64>& at) {
    return at ? models::timeText(*at, format) : QString();
  };
  if (id_ != row.id) value_->hideRevealed();
  id_ = row.id;
  cut_ = cut;
  updateActions();
  title_->setText(row.name);
  facts_->setMono(QStringLiteral("Namespace"), row.labels.join(QStringLiteral(" / ")));
  facts_->set(QStringLiteral("Updated"), time(row.updatedUs));
  facts_->set(QStringLiteral("Created"), time(row.createdUs));
  facts_->set(QStringLiteral("Expires"), models::expiryText(row, format.nowUs));
  facts_->set(QStringLiteral("Lives for"),
              row.ttlMinutes ? models::durationText(*row.ttlMinutes * 60'000'000) : QString());
  facts_->set(QStringLiteral("Size"), models::bytesText(row.bytes) + QStringLiteral(" as stored"));
  value_->setValue(value, QStringLiteral("The value is empty."));
  value_->setNote(cut ? QStringLiteral("Too large to show as a whole.")
                      : QStringLiteral("Read from Postgres."));
  states_->showContent();
}

}  // namespace heddle::panels
