// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/safety/action_dialog.h"

#include "ui/panels/list/dress_table.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::InlineNotice;
using widgets::TextLabel;
using widgets::TextRole;

namespace {

constexpr int kCallLines = 5;

}  // namespace

ActionDialog::ActionDialog(const ActionQuestion& question, models::ActionItemsTable& items, QWidget* parent)
    : QDialog(parent), wanted_(question.typedName), bulk_(question.bulk) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(question.what);
  resize(theme::scaled(720), theme::scaled(question.bulk ? 620 : 480));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  buildHead(column, question);
  items_ = new widgets::DataTable(this);
  dressTable(*items_, items);
  buildItems(column, question);
  buildButtons(column, question);
  turnTo(Stage::asking);
  if (name_ != nullptr)
    name_->setFocus();
  else
    cancel_->setFocus();
}

void ActionDialog::buildHead(QVBoxLayout* column, const ActionQuestion& question) {
  auto* head = new QHBoxLayout;
  head->setSpacing(10);
  head->addWidget(new TextLabel(question.what + u'?', TextRole::Title));
  auto* chip = new widgets::Chip(question.environment.toUpper());
  chip->setEnvironment(question.environment, false);
  head->addWidget(chip);
  head->addStretch(1);
  column->addLayout(head);
  const auto line = [column](const QString& text, theme::Tone tone) {
    auto* label = new TextLabel(text, TextRole::Text, tone);
    label->setWordWrap(true);
    column->addWidget(label);
  };
  line(question.where.left(1).toUpper() + question.where.mid(1) + u'.', theme::Tone::Text);
  line(question.consequence, theme::Tone::Muted);
  notice_ = new InlineNotice(this);
  notice_->hide();
  column->addWidget(notice_);
}

void ActionDialog::buildItems(QVBoxLayout* column, const ActionQuestion& question) {
  progress_ = new TextLabel({}, TextRole::Small, theme::Tone::Muted, this);
  progress_->setAccessibleName(QStringLiteral("Progress of the action"));
  column->addWidget(progress_);
  auto* card = new widgets::Card(0, this);
  items_->setAccessibleName(QStringLiteral("Targets of the action"));
  items_->setMinimumHeight(theme::scaled(question.bulk ? 150 : 64));
  card->body()->addWidget(items_);
  column->addWidget(card, 1);
  column->addWidget(
      new TextLabel(QStringLiteral("Exactly this is sent"), TextRole::Small, theme::Tone::Muted));
  auto* calls = new widgets::CodeView(this);
  calls->setAccessibleName(QStringLiteral("Requests of the action"));
  calls->setCode(question.calls, widgets::CodeView::Language::Plain);
  calls->fitLines(question.bulk ? kCallLines + 1 : 2);
  column->addWidget(calls);
  if (question.keepable) {
    keep_ = new QCheckBox(question.wholeCopy ? QStringLiteral("Keep a copy on this computer first")
                                             : QStringLiteral("Keep a copy on this computer first (without "
                                                              "subgraphs: no Postgres address)"),
                          this);
    keep_->setToolTip(QStringLiteral(
        "As JSON Lines in the profile folder, readable by you alone; secrets are masked. If it "
        "cannot be kept, nothing is sent."));
    column->addWidget(keep_);
  }
  if (wanted_.isEmpty()) return;
  column->addWidget(new TextLabel(QStringLiteral("Type %1 to confirm").arg(wanted_), TextRole::Small));
  name_ = new QLineEdit(this);
  name_->setAccessibleName(QStringLiteral("Name of the deployment, to confirm"));
  name_->setPlaceholderText(wanted_);
  column->addWidget(name_);
  connect(name_, &QLineEdit::textChanged, this, &ActionDialog::updateAgree);
}

void ActionDialog::buildButtons(QVBoxLayout* column, const ActionQuestion& question) {
  using theme::ButtonKind;
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  dryRun_ = widgets::makeButton(QStringLiteral("Dry run"), ButtonKind::Plain, QStringLiteral("search"), this);
  dryRun_->setToolTip(QStringLiteral("Read every target and say what would change; nothing is sent"));
  stop_ = widgets::makeButton(QStringLiteral("Stop"), ButtonKind::Plain, QStringLiteral("stop"), this);
  retry_ = widgets::makeButton(QStringLiteral("Retry failures"), ButtonKind::Plain, QStringLiteral("refresh"),
                               this);
  cancel_ = widgets::makeButton(QStringLiteral("Cancel"), ButtonKind::Plain, {}, this);
  agree_ =
      widgets::makeButton(question.verb, question.destructive ? ButtonKind::Danger : ButtonKind::Primary,
                          question.destructive ? QStringLiteral("trash") : QStringLiteral("check"), this);
  agree_->setAccessibleName(question.what);
  row->addWidget(dryRun_);
  row->addStretch(1);
  for (QPushButton* button : {stop_, retry_, cancel_, agree_})
    row->addWidget(button);
  for (QPushButton* button : {dryRun_, stop_, retry_, agree_})
    button->setAutoDefault(false);
  cancel_->setDefault(true);
  column->addLayout(row);
  connect(dryRun_, &QPushButton::clicked, this, &ActionDialog::dryRunRequested);
  connect(stop_, &QPushButton::clicked, this, &ActionDialog::stopRequested);
  connect(retry_, &QPushButton::clicked, this, &ActionDialog::retryRequested);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(agree_, &QPushButton::clicked, this,
          [this] { Q_EMIT agreed(name_ != nullptr ? name_->text() : QString()); });
}

void ActionDialog::turnTo(Stage stage) {
  stage_ = stage;
  const bool asking = stage == Stage::asking;
  dryRun_->setVisible(bulk_ && asking);
  agree_->setVisible(asking || stage == Stage::rehearsing);
  stop_->setVisible(stage == Stage::undoable || stage == Stage::sending);
  stop_->setText(stage == Stage::undoable ? QStringLiteral("Undo") : QStringLiteral("Stop"));
  retry_->hide();
  cancel_->setText(asking || stage == Stage::rehearsing ? QStringLiteral("Cancel") : QStringLiteral("Close"));
  if (name_ != nullptr) name_->setEnabled(asking);
  if (keep_ != nullptr) keep_->setEnabled(asking);
  if (asking) progress_->setText(QStringLiteral("Nothing has been sent."));
  updateAgree();
}

void ActionDialog::updateAgree() {
  agree_->setEnabled(stage_ == Stage::asking && (name_ == nullptr || name_->text() == wanted_));
}

/// Closing takes back what has not been sent; what is on its way goes on and is told elsewhere.
void ActionDialog::reject() {
  if (stage_ == Stage::undoable) Q_EMIT stopRequested();
  QDialog::reject();
}

void ActionDialog::showRehearsing() {
  turnTo(Stage::rehearsing);
  progress_->setText(QStringLiteral("Reading how each target stands now…"));
}

void ActionDialog::showRehearsed(const QString& report) {
  turnTo(Stage::asking);
  progress_->setText(QStringLiteral("Dry run: ") + report);
}

bool ActionDialog::keepsCopy() const {
  return keep_ != nullptr && keep_->isChecked();
}

void ActionDialog::showKeeping(int kept, int total) {
  if (stage_ != Stage::keeping) turnTo(Stage::keeping);
  progress_->setText(
      QStringLiteral("Nothing has been sent yet. Keeping a copy: %1 of %2.").arg(kept).arg(total));
}

void ActionDialog::showGap(const QString& sentence) {
  turnTo(Stage::asking);
  notice_->setContent(InlineNotice::Kind::Warning, sentence);
  notice_->show();
}

void ActionDialog::showUndoable(int seconds) {
  if (stage_ != Stage::undoable) turnTo(Stage::undoable);
  stop_->setFocus();
  progress_->setText(QStringLiteral("Nothing has been sent yet. It is sent in %1 s.").arg(seconds));
}

void ActionDialog::showSending(int settled, int total) {
  if (stage_ != Stage::sending) turnTo(Stage::sending);
  progress_->setText(QStringLiteral("Sending: %1 of %2 answered.").arg(settled).arg(total));
}

void ActionDialog::showChecking(int settled, int total) {
  if (stage_ != Stage::checking) turnTo(Stage::checking);
  progress_->setText(QStringLiteral("Reading again what became of it: %1 of %2.").arg(settled).arg(total));
}

void ActionDialog::showReport(const QString& report, bool complete, bool retryable) {
  turnTo(Stage::over);
  progress_->clear();
  notice_->setContent(complete ? InlineNotice::Kind::Success : InlineNotice::Kind::Warning, report);
  notice_->show();
  retry_->setVisible(retryable);
  cancel_->setFocus();
}

void ActionDialog::showProblem(const QString& sentence) {
  turnTo(Stage::asking);
  notice_->setContent(InlineNotice::Kind::Error, sentence);
  notice_->show();
}

}  // namespace heddle::panels
