// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/key_value_grid.h"

#include "ui/widgets/text_label.h"

#include <QGridLayout>

namespace heddle::widgets {
namespace {

/// Beside several lines it stands at the first.
TextLabel* nameLabel(const QString& name) {
  auto* label = new TextLabel(name, TextRole::Text, theme::Tone::Muted);
  label->setMinimumWidth(theme::scaled(84));
  label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  return label;
}

}  // namespace

// Not a form layout: that one gives rows of several lines the height they would have at another width.
KeyValueGrid::KeyValueGrid(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(16);
  grid_->setVerticalSpacing(4);
  grid_->setColumnStretch(1, 1);
}

TextLabel* KeyValueGrid::row(const QString& name, bool mono) {
  if (TextLabel* known = values_.value(name)) return known;
  auto* value = new TextLabel({}, mono ? TextRole::Mono : TextRole::Text);
  value->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  value->setWordWrap(true);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  value->setAccessibleName(name);
  auto* label = nameLabel(name);
  const int place = grid_->rowCount();
  grid_->addWidget(label, place, 0);
  grid_->addWidget(value, place, 1);
  names_.insert(value, label);
  values_.insert(name, value);
  return value;
}

void KeyValueGrid::show(TextLabel* label, const QString& value) {
  label->setText(value);
  label->setVisible(!value.isEmpty());
  names_.value(label)->setVisible(!value.isEmpty());
}

void KeyValueGrid::set(const QString& name, const QString& value) {
  show(row(name, false), value);
}

void KeyValueGrid::setMono(const QString& name, const QString& value) {
  show(row(name, true), value);
}

QString KeyValueGrid::value(const QString& name) const {
  const TextLabel* label = values_.value(name);
  return label ? label->text() : QString();
}

}  // namespace heddle::widgets
