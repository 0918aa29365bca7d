// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/assistants/assistant_versions.h"

#include "ui/panels/detail_buttons.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/panels/values/reveal_time.h"
#include "ui/theme/icon.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <algorithm>

#include <QItemSelectionModel>
#include <QVBoxLayout>

namespace heddle::panels {

AssistantVersions::AssistantVersions(QWidget* parent) : QWidget(parent) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 6, 0, 0);
  column->setSpacing(6);
  hint_ = new widgets::TextLabel(
      QStringLiteral("One version is compared with the one before it; select two to compare those."),
      widgets::TextRole::Small, theme::Tone::Muted, content);
  hint_->setWordWrap(true);
  column->addWidget(hint_);
  buildReveal(*column);
  auto* split = new widgets::SplitPane(Qt::Vertical, content);
  table_ = new widgets::DataTable(split);
  table_->setAccessibleName(QStringLiteral("Inspector: Versions of the assistant"));
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  dressTable(*table_, versions_);
  table_->setYielding({4, 3, 2});
  diff_ = new DiffPane(QStringLiteral("Inspector: Difference of versions"), split);
  split->add(table_, 2, 150);
  split->add(diff_, 3, 260);
  column->addWidget(split, 1);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(states_);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    reveal_->setChecked(false);  // it was meant for the two that were there
    compare();
  });
}

void AssistantVersions::buildReveal(QVBoxLayout& column) {
  reveal_ = new QAction(theme::icon(QStringLiteral("eye")), QStringLiteral("Reveal secrets"), this);
  reveal_->setCheckable(true);
  reveal_->setVisible(false);
  reveal_->setToolTip(
      QStringLiteral("Shows what looks like a secret for a minute, or until other versions are compared"));
  revealTime_ = new RevealTime(this);
  auto* buttons = new DetailButtons(Layout::compact, this);
  buttons->add(reveal_);
  column.addWidget(buttons);
  connect(reveal_, &QAction::triggered, this, &AssistantVersions::turnReveal);
  connect(reveal_, &QAction::toggled, this, [this](bool shown) {
    if (shown) return;
    revealTime_->stop();
    reveal_->setText(QStringLiteral("Reveal secrets"));
  });
  connect(revealTime_, &RevealTime::ticked, this,
          [this] { reveal_->setText(revealTime_->label(QStringLiteral("Hide secrets"))); });
  connect(revealTime_, &RevealTime::over, this, [this] { turnReveal(false); });
}

void AssistantVersions::turnReveal(bool reveal) {
  reveal_->setChecked(reveal);
  if (reveal)
    revealTime_->start();
  else
    diff_->showLoading();  // not a moment longer than it takes to compare again
  compare();
}

void AssistantVersions::setGate(const ActionGate& gate) {
  revealTime_->setGate(gate);
}

void AssistantVersions::setVersions(const QString& assistantId,
                                    const std::vector<models::AssistantVersionRow>& versions,
                                    const models::TimeFormat& format) {
  versions_.setTimeFormat(format);
  const bool other = assistantId != assistantId_;
  assistantId_ = assistantId;
  if (other) {
    reveal_->setChecked(false);
    versions_.replaceAll({});
  }
  versions_.replaceAll(versions);
  if (versions.empty()) {
    states_->showEmpty(QStringLiteral("history"), QStringLiteral("No version is kept"));
    return;
  }
  states_->showContent();
  if (!table_->selectionModel()->hasSelection())
    table_->selectRow(0);
  else
    compare();
}

void AssistantVersions::compare() {
  QList<int> rows;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    rows.append(index.row());
  std::sort(rows.begin(), rows.end());
  if (rows.size() > 2) {
    showNothing(QStringLiteral("Two versions can be compared"), QStringLiteral("Select two of them."));
    return;
  }
  if (rows.size() == 1) rows.append(rows.front() + 1);
  if (rows.isEmpty() || rows.back() >= versions_.rowCount()) {
    showNothing(QStringLiteral("Nothing to compare with"),
                QStringLiteral("No version before this one is kept."));
    return;
  }
  // The rows are newest first, a difference reads from the older one on.
  ask(versions_.at(rows.back()), versions_.at(rows.front()));
}

void AssistantVersions::ask(models::AssistantVersionRow a, models::AssistantVersionRow b) {
  reveal_->setVisible(a.clear != nullptr || b.clear != nullptr);
  for (models::AssistantVersionRow* side : {&a, &b}) {
    if (reveal_->isChecked() && side->clear) side->value = side->clear;
  }
  Q_EMIT compareRequested(a, b);
}

void AssistantVersions::showNothing(const QString& sentence, const QString& hint) {
  reveal_->setVisible(false);
  diff_->showNothing(sentence, hint);
}

void AssistantVersions::setDiff(const std::shared_ptr<const checkpoint::Diff>& diff, const QString& sides) {
  if (diff->same())
    diff_->showNothing(QStringLiteral("Both versions are the same"), sides);
  else
    diff_->setDiff(diff, sides);
}

}  // namespace heddle::panels
