// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/store/store_item_panel.h"

#include "models/format/duration.h"
#include "models/format/numbers.h"
#include "models/tables/store_table.h"
#include "ui/panels/values/value_pane.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

namespace heddle::panels {

StoreItemPanel::StoreItemPanel(QWidget* parent) : QWidget(parent) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  title_ = new widgets::TextLabel({}, widgets::TextRole::Title, theme::Tone::Text, content);
  title_->setElide(Qt::ElideMiddle);
  facts_ = new widgets::KeyValueGrid(content);
  value_ = new ValuePane(QStringLiteral("Inspector: Store value"), content);
  column->addWidget(title_);
  column->addWidget(facts_);
  column->addWidget(value_, 1);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &StoreItemPanel::retryRequested);
  showNothing();
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

void StoreItemPanel::setItem(const models::StoreItemRow& row, const std::shared_ptr<const wire::Value>& value,
                             bool cut, const models::TimeFormat& format) {
  const auto time = [&](const std::optional<qint64>& at) {
    return at ? models::timeText(*at, format) : QString();
  };
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
