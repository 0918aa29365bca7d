// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/tail/tail_page.h"

#include "models/format/ids.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::panels {

TailPage::TailPage(models::TailTable& events, QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  bar->addWidget(
      new widgets::TextLabel(QStringLiteral("Live tail"), widgets::TextRole::Title, theme::Tone::Text, this));
  run_ = new QLineEdit(this);
  run_->setPlaceholderText(QStringLiteral("Paste a run id; empty watches the whole deployment"));
  run_->setAccessibleName(QStringLiteral("Run to watch"));
  run_->setClearButtonEnabled(true);
  run_->findChild<QToolButton*>()->setAccessibleName(QStringLiteral("Run to watch: clear"));
  bar->addWidget(run_, 1);
  auto* watch =
      widgets::makeButton(QStringLiteral("Watch"), theme::ButtonKind::Primary, QStringLiteral("tail"), this);
  bar->addWidget(watch);
  column->addLayout(bar);
  auto* card = new widgets::Card(theme::metrics::kPagePadding, this);
  pane_ = new TailPane(events, QStringLiteral("Tail"), TailPane::Scope::manyRuns, card);
  card->body()->addWidget(pane_);
  column->addWidget(card, 1);
  connect(watch, &QPushButton::clicked, this, &TailPage::submit);
  connect(run_, &QLineEdit::returnPressed, this, &TailPage::submit);
}

void TailPage::setRun(const QString& runId) {
  run_->setText(runId);
}

void TailPage::submit() {
  const QString text = run_->text().trimmed();
  const auto id = models::pastedId(text);
  if (!text.isEmpty() && !id) {
    pane_->showError(QStringLiteral("This is not a run id."),
                     QStringLiteral("A run id has 32 hexadecimal digits, with or without dashes."));
    return;
  }
  Q_EMIT watchRequested(id.value_or(QString()));
}

}  // namespace heddle::panels
