// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/safety/unlock_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

constexpr int kShortestReason = 3;

QString whatFollows(const QString& level) {
  const QString asks = level == QStringLiteral("guarded")
                           ? QStringLiteral(
                                 "Every change is shown first and confirmed; what deletes takes the "
                                 "deployment's name typed.")
                           : QStringLiteral("Every change is confirmed; what deletes is shown first.");
  return QStringLiteral(
             "For 15 minutes this window may change things there, at level %1. %2 It locks again by "
             "itself when the time is over, when the computer sleeps and when the connection is lost.")
      .arg(level, asks);
}

}  // namespace

UnlockDialog::UnlockDialog(const QString& deployment, const QString& environment, const QString& level,
                           QWidget* parent)
    : QDialog(parent), reason_(new QLineEdit(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(QStringLiteral("Unlock — ") + deployment);
  setMinimumWidth(theme::scaled(460));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  auto* head = new QHBoxLayout;
  head->addWidget(new TextLabel(QStringLiteral("Unlock %1?").arg(deployment), TextRole::Title));
  auto* chip = new widgets::Chip(environment.toUpper());
  chip->setEnvironment(environment, false);
  head->addWidget(chip);
  head->addStretch(1);
  column->addLayout(head);
  auto* text = new TextLabel(whatFollows(level), TextRole::Text, theme::Tone::Muted);
  text->setWordWrap(true);
  column->addWidget(text);
  column->addWidget(new TextLabel(QStringLiteral("Why? It goes into the audit log."), TextRole::Small));
  reason_->setAccessibleName(QStringLiteral("Reason for unlocking"));
  reason_->setPlaceholderText(QStringLiteral("such as: cancel the runs of incident 4211"));
  column->addWidget(reason_);
  column->addStretch(1);  // made larger, it stays together
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* stay = widgets::makeButton(QStringLiteral("Leave it locked"), theme::ButtonKind::Plain, {}, this);
  unlock_ = widgets::makeButton(QStringLiteral("Unlock for 15 minutes"), theme::ButtonKind::Danger,
                                QStringLiteral("unlock"), this);
  unlock_->setEnabled(false);
  unlock_->setAutoDefault(false);
  stay->setDefault(true);
  buttons->addWidget(stay);
  buttons->addWidget(unlock_);
  column->addLayout(buttons);
  connect(reason_, &QLineEdit::textChanged, this,
          [this](const QString& reason) { unlock_->setEnabled(reason.trimmed().size() >= kShortestReason); });
  connect(stay, &QPushButton::clicked, this, &QDialog::reject);
  connect(unlock_, &QPushButton::clicked, this, [this] {
    Q_EMIT unlockRequested(reason_->text());
    accept();
  });
  reason_->setFocus();
}

}  // namespace heddle::panels
