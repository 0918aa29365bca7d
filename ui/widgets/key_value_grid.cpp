// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/key_value_grid.h"

#include "ui/widgets/text_label.h"

#include <QFormLayout>

namespace heddle::widgets {

KeyValueGrid::KeyValueGrid(QWidget* parent) : QWidget(parent), form_(new QFormLayout(this)) {
  form_->setContentsMargins(0, 0, 0, 0);
  form_->setHorizontalSpacing(16);
  form_->setVerticalSpacing(4);
  form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

TextLabel* KeyValueGrid::row(const QString& name, bool mono) {
  if (TextLabel* known = values_.value(name)) return known;
  auto* label = new TextLabel(name, TextRole::Text, theme::Tone::Muted);
  label->setMinimumWidth(theme::scaled(84));
  auto* value = new TextLabel({}, mono ? TextRole::Mono : TextRole::Text);
  value->setWordWrap(true);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  value->setAccessibleName(name);
  form_->addRow(label, value);
  values_.insert(name, value);
  return value;
}

void KeyValueGrid::set(const QString& name, const QString& value) {
  TextLabel* label = row(name, false);
  label->setText(value);
  form_->setRowVisible(label, !value.isEmpty());
}

void KeyValueGrid::setMono(const QString& name, const QString& value) {
  TextLabel* label = row(name, true);
  label->setText(value);
  form_->setRowVisible(label, !value.isEmpty());
}

void KeyValueGrid::setWidget(const QString& name, QWidget* value) {
  auto* label = new TextLabel(name, TextRole::Text, theme::Tone::Muted);
  label->setMinimumWidth(theme::scaled(84));
  form_->addRow(label, value);
}

QString KeyValueGrid::value(const QString& name) const {
  const TextLabel* label = values_.value(name);
  return label ? label->text() : QString();
}

void KeyValueGrid::clear() {
  while (form_->rowCount() > 0)
    form_->removeRow(0);
  values_.clear();
}

}  // namespace heddle::widgets
