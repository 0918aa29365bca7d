// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/assistants/assistant_detail_panel.h"

#include "ui/panels/assistants/assistant_versions.h"
#include "ui/panels/detail_buttons.h"
#include "ui/panels/values/value_pane.h"
#include "ui/theme/icon.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace heddle::panels {

AssistantDetailPanel::AssistantDetailPanel(QWidget* parent)
    : QWidget(parent),
      run_(new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Run…"), this)),
      edit_(new QAction(theme::icon(QStringLiteral("edit")), QStringLiteral("Edit assistant…"), this)),
      version_(new QAction(theme::icon(QStringLiteral("history")), QStringLiteral("Set version…"), this)) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  title_ = new widgets::TextLabel({}, widgets::TextRole::Title, theme::Tone::Text, content);
  facts_ = new widgets::KeyValueGrid(content);
  column->addWidget(title_);
  column->addWidget(facts_);
  buildActions(column);
  auto* tabs = new QTabWidget(content);
  tabs->setDocumentMode(true);
  tabs->setAccessibleName(QStringLiteral("Assistant details"));
  config_ = new ValuePane(QStringLiteral("Inspector: Assistant config"), tabs);
  context_ = new ValuePane(QStringLiteral("Inspector: Assistant context"), tabs);
  metadata_ = new ValuePane(QStringLiteral("Inspector: Assistant metadata"), tabs);
  versions_ = new AssistantVersions(tabs);
  tabs->addTab(config_, QStringLiteral("Config"));
  tabs->addTab(context_, QStringLiteral("Context"));
  tabs->addTab(metadata_, QStringLiteral("Metadata"));
  tabs->addTab(versions_, QStringLiteral("Versions"));
  column->addWidget(tabs, 1);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &AssistantDetailPanel::retryRequested);
  showNothing();
}

void AssistantDetailPanel::buildActions(QVBoxLayout* column) {
  auto* buttons = new DetailButtons(Layout::compact, this);
  for (QAction* action : {run_, edit_, version_})
    buttons->add(action);
  column->addWidget(buttons);
  connect(run_, &QAction::triggered, this, [this] { Q_EMIT runRequested(id_); });
  connect(edit_, &QAction::triggered, this, [this] { Q_EMIT editRequested(id_); });
  connect(version_, &QAction::triggered, this, [this] { Q_EMIT versionRequested(id_); });
  updateActions();
}

void AssistantDetailPanel::setGate(const ActionGate& gate) {
  gate_ = gate;
  for (ValuePane* pane : {config_, context_, metadata_})
    pane->setGate(gate);
  versions_->setGate(gate);
  updateActions();
}

void AssistantDetailPanel::updateActions() {
  applyGate(run_, gate_, true, QStringLiteral("Start a run of this assistant"), {});
  applyGate(edit_, gate_, true, QStringLiteral("Change name, config, context or metadata: a new version"),
            {});
  applyGate(version_, gate_, versionCount_ > 1, QStringLiteral("Let new runs use another version"),
            QStringLiteral("It has no other version."));
}

void AssistantDetailPanel::showNothing() {
  states_->showEmpty(QStringLiteral("assistant"), QStringLiteral("No assistant selected"),
                     QStringLiteral("Select one in the list."));
}

void AssistantDetailPanel::showLoading() {
  states_->showLoading(QStringLiteral("assistant"));
}

void AssistantDetailPanel::showError(const QString& sentence, const QString& cause) {
  states_->showError(sentence, cause);
}

void AssistantDetailPanel::setDetail(const Detail& detail, const models::TimeFormat& format) {
  if (id_ != detail.row.id) {
    for (ValuePane* pane : {config_, context_, metadata_})
      pane->hideRevealed();
  }
  id_ = detail.row.id;
  versionCount_ = detail.versions.size();
  updateActions();
  title_->setText(detail.row.name);
  facts_->setMono(QStringLiteral("Id"), detail.row.id);
  facts_->set(QStringLiteral("Graph"), detail.row.graph);
  facts_->set(QStringLiteral("Version"), QString::number(detail.row.version));
  facts_->set(QStringLiteral("Updated"), models::timeText(detail.row.updatedUs, format));
  facts_->set(QStringLiteral("Description"), detail.row.description);
  config_->setValue(detail.config, QStringLiteral("No configuration."));
  context_->setValue(detail.context, QStringLiteral("No context."));
  metadata_->setValue(detail.metadata, QStringLiteral("No metadata."));
  versions_->setVersions(detail.row.id, detail.versions, format);
  states_->showContent();
}

}  // namespace heddle::panels
