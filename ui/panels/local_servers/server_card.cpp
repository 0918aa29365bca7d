// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/local_servers/server_card.h"

#include "models/format/duration.h"
#include "ui/panels/layout.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMouseEvent>

namespace heddle::panels {

using models::ServerState;
using widgets::TextLabel;
using widgets::TextRole;

namespace {

QString graphText(const models::ServerRow& row) {
  QStringList names;
  int broken = 0;
  for (const models::ServerGraph& graph : row.graphs) {
    names.append(graph.error.isEmpty() ? graph.name : QString(graph.name + QStringLiteral(" (broken)")));
    if (!graph.error.isEmpty()) ++broken;
  }
  QString text = names.join(QStringLiteral(", "));
  if (broken > 0) text += QStringLiteral(" · see Health");
  return text;
}

}  // namespace

ServerCard::ServerCard(const QString& id, QWidget* parent)
    : Card(theme::metrics::kPagePadding, parent), id_(id) {
  setFocusPolicy(Qt::StrongFocus);
  body()->setSpacing(8);
  buildHead();
  facts_ = new widgets::KeyValueGrid(this);
  body()->addWidget(facts_);
  body()->addStretch(1);
  buildButtons();
}

void ServerCard::buildHead() {
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  name_ = new TextLabel({}, TextRole::Title, theme::Tone::Text, this);
  state_ = new widgets::Chip({}, this);
  uptime_ = new TextLabel({}, TextRole::Text, theme::Tone::Muted, this);
  head->addWidget(name_);
  head->addWidget(state_);
  head->addStretch(1);
  head->addWidget(uptime_);
  body()->addLayout(head);
}

void ServerCard::buildButtons() {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  const auto add = [this, row](const QString& text, theme::ButtonKind kind, auto signal) {
    auto* action = new QAction(text, this);
    auto* button = widgets::makeActionButton(action, kind, this);
    button->setProperty("verb", text);
    row->addWidget(button);
    connect(action, &QAction::triggered, this, signal);
    connect(action, &QAction::changed, button, [action, button] { button->setVisible(action->isVisible()); });
    return action;
  };
  start_ = add(QStringLiteral("Start"), theme::ButtonKind::Primary, &ServerCard::startRequested);
  stop_ = add(QStringLiteral("Stop"), theme::ButtonKind::Danger, &ServerCard::stopRequested);
  restart_ = add(QStringLiteral("Restart"), theme::ButtonKind::Plain, &ServerCard::restartRequested);
  open_ = add(QStringLiteral("Open as deployment"), theme::ButtonKind::Plain, &ServerCard::openRequested);
  remove_ = add(QStringLiteral("Remove"), theme::ButtonKind::Quiet, &ServerCard::removeRequested);
  remove_->setToolTip(QStringLiteral("Takes it off this list; the data folder stays"));
  row->addStretch(1);
  body()->addLayout(row);
}

void ServerCard::setRow(const models::ServerRow& row, qint64 nowUs) {
  name_->setText(row.name);
  setAccessibleName(QStringLiteral("Server %1, %2").arg(row.name, models::word(row.state)));
  for (auto* button : findChildren<QPushButton*>()) {
    button->setAccessibleName(button->property("verb").toString() + u' ' + row.name);
  }
  state_->setText(models::word(row.state));
  state_->setStatus(models::word(row.state));
  const bool up = row.state == ServerState::ready || row.state == ServerState::degraded;
  const bool idle = row.state == ServerState::stopped || row.state == ServerState::failed;
  uptime_->setText(up && row.readySinceUs > 0
                       ? QStringLiteral("up ") +
                             models::durationText((nowUs - row.readySinceUs) / 1'000'000 * 1'000'000)
                       : QString());
  facts_->setMono(QStringLiteral("API"), row.url);
  facts_->set(QStringLiteral("Graphs"), graphText(row));
  facts_->set(QStringLiteral("Python"), row.python);
  facts_->setMono(QStringLiteral("Project"), row.id);
  facts_->set(QStringLiteral("Data"),
              row.dataFolder.isEmpty() ? QString() : row.dataFolder + QStringLiteral(", kept"));
  facts_->set(QStringLiteral("Port"), idle && row.port > 0 ? QString::number(row.port) : QString());
  facts_->set(QStringLiteral("Problem"), row.problem);
  nameAfter(facts_, row.name);
  start_->setVisible(idle);
  stop_->setVisible(!idle);
  stop_->setEnabled(row.state != ServerState::stopping);
  restart_->setVisible(up);
  open_->setVisible(!row.deploymentFile.isEmpty() && up);
  remove_->setVisible(idle);
  failed_ = row.state == ServerState::failed;
  setChosen(chosen_);
}

void ServerCard::setChosen(bool chosen) {
  chosen_ = chosen;
  if (chosen) {
    setBorderTone(theme::Tone::Accent);
  } else if (failed_) {
    setBorderTone(theme::Tone::Error);
  } else {
    clearBorderTone();
  }
}

void ServerCard::mousePressEvent(QMouseEvent* event) {
  Q_EMIT chosen();
  Card::mousePressEvent(event);
}

void ServerCard::focusInEvent(QFocusEvent* event) {
  Q_EMIT chosen();
  Card::focusInEvent(event);
}

}  // namespace heddle::panels
