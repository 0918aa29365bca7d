// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_dialog/run_options_form.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

constexpr int kModesInRow = 3;
constexpr int kMostSteps = 100'000;

void addRow(QFormLayout* form, const QString& name, QWidget* field) {
  if (field->accessibleName().isEmpty()) field->setAccessibleName(name);
  form->addRow(new TextLabel(name, TextRole::Text, theme::Tone::Muted), field);
}

}  // namespace

QStringList nodeNames(const QString& text) {
  static const QRegularExpression kBetween(QStringLiteral("[,\\s]+"));
  QStringList names = text.split(kBetween, Qt::SkipEmptyParts);
  if (names.contains(QStringLiteral("*"))) return {QStringLiteral("*")};
  names.removeDuplicates();
  return names;
}

RunOptionsForm::RunOptionsForm(Thread thread, QWidget* parent)
    : QWidget(parent),
      subgraphs_(new QCheckBox(tr("Events of subgraphs too"), this)),
      before_(new QLineEdit(this)),
      after_(new QLineEdit(this)),
      recursion_(new QSpinBox(this)) {
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  buildStreams(form);
  for (QLineEdit* line : {before_, after_})
    line->setPlaceholderText(tr("nodes, or * for all"));
  addRow(form, tr("Stop before"), before_);
  addRow(form, tr("Stop after"), after_);
  multitask_ = addChoice(form, tr("If the thread is busy"),
                         {QStringLiteral("enqueue"), QStringLiteral("reject"), QStringLiteral("interrupt"),
                          QStringLiteral("rollback")});
  durability_ = addChoice(form, tr("Checkpoints"),
                          {QStringLiteral("async"), QStringLiteral("sync"), QStringLiteral("exit")});
  recursion_->setRange(0, kMostSteps);
  recursion_->setSpecialValueText(tr("the server's choice"));
  addRow(form, tr("Most steps"), recursion_);
  if (thread == Thread::fixed) return;
  completion_ = addChoice(form, tr("Thread"), {QStringLiteral("keep"), QStringLiteral("delete")});
  completion_->setAccessibleName(tr("Thread of the run"));
  completion_->setItemText(0, tr("the one named above"));
  completion_->setItemText(1, tr("of its own, kept"));
  completion_->setItemText(2, tr("of its own, deleted after the run"));
  connect(completion_, &QComboBox::currentIndexChanged, this,
          [this](int index) { Q_EMIT ownThreadChosen(index > 0); });
}

void RunOptionsForm::buildStreams(QFormLayout* form) {
  auto* chips = new QWidget(this);
  auto* grid = new QGridLayout(chips);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(6);
  const RunOptions usual;
  for (const char* word : {"values", "updates", "messages-tuple", "custom", "messages", "events", "debug",
                           "tasks", "checkpoints"}) {
    auto* chip = new widgets::ToggleChip(QLatin1String(word), chips);
    chip->setAccessibleName(tr("Stream %1").arg(QLatin1String(word)));
    chip->setChecked(usual.streamModes.contains(QLatin1String(word)));
    const int place = static_cast<int>(modes_.size());
    grid->addWidget(chip, place / kModesInRow, place % kModesInRow, Qt::AlignLeft);
    modes_.append(chip);
  }
  grid->setColumnStretch(kModesInRow, 1);
  subgraphs_->setChecked(usual.subgraphs);
  addRow(form, tr("Stream"), chips);
  form->addRow(QString(), subgraphs_);
}

QComboBox* RunOptionsForm::addChoice(QFormLayout* form, const QString& name, const QStringList& words) {
  auto* box = new QComboBox(this);
  box->addItem(tr("the server's choice"), QString());
  for (const QString& word : words)
    box->addItem(word, word);
  addRow(form, name, box);
  return box;
}

RunOptions RunOptionsForm::options() const {
  RunOptions options;
  options.streamModes.clear();
  for (const widgets::ToggleChip* chip : modes_) {
    if (chip->isChecked()) options.streamModes.append(chip->text());
  }
  options.subgraphs = subgraphs_->isChecked();
  options.interruptBefore = nodeNames(before_->text());
  options.interruptAfter = nodeNames(after_->text());
  options.multitask = multitask_->currentData().toString();
  options.durability = durability_->currentData().toString();
  if (completion_) options.onCompletion = completion_->currentData().toString();
  options.recursionLimit = recursion_->value();
  return options;
}

}  // namespace heddle::panels
