// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/list_editor.h"

#include "ui/widgets/buttons.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

using wire::Value;

ListEditor::ListEditor(const models::Field& field, const QString& name, QWidget* parent)
    : FieldEditor(field, parent),
      name_(name),
      add_(widgets::makeButton(tr("Add"), theme::ButtonKind::Plain, QStringLiteral("plus"), this)) {
  theme::setSmall(add_);
  add_->setAccessibleName(tr("Add to %1").arg(name));
  column()->addWidget(add_, 0, Qt::AlignLeft);
  connect(add_, &QPushButton::clicked, this, [this] {
    addRow(models::startingValue(this->field().item.front()));
    touch();
  });
}

void ListEditor::addRow(const Value& value) {
  auto* frame = new QWidget(this);
  auto* row = new QHBoxLayout(frame);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  const QString name = tr("%1 item %2").arg(name_).arg(rows_.size() + 1);
  FieldEditor* editor = makeEditor(field().item.front(), name, frame);
  editor->setValue(&value);
  auto* remove = widgets::makeIconButton(QStringLiteral("close"), tr("Remove %1").arg(name), frame);
  row->addWidget(editor, 1);
  row->addWidget(remove, 0, Qt::AlignTop);
  column()->insertWidget(column()->indexOf(add_), frame);
  rows_.push_back({frame, editor});
  connect(editor, &FieldEditor::edited, this, [this] { touch(); });
  connect(remove, &QToolButton::clicked, this, [this, frame] {
    removeRow(frame);
    touch();
  });
}

void ListEditor::removeRow(QWidget* frame) {
  rows_.erase(
      std::remove_if(rows_.begin(), rows_.end(), [frame](const Row& row) { return row.frame == frame; }),
      rows_.end());
  // Its button may be the one that was pressed.
  frame->hide();
  frame->deleteLater();
}

std::optional<Value> ListEditor::typed() const {
  if (rows_.empty() && !field().required && !given()) return std::nullopt;
  Value::Array items;
  for (const Row& row : rows_)
    items.push_back(row.editor->value().value_or(Value()));
  return Value::ofArray(std::move(items));
}

void ListEditor::display(const Value* value) {
  const std::size_t wanted = value && value->isArray() ? value->items().size() : 0;
  while (rows_.size() > wanted)
    removeRow(rows_.back().frame);
  for (std::size_t i = 0; i < wanted; ++i) {
    if (i < rows_.size())
      rows_[i].editor->setValue(&value->items()[i]);
    else
      addRow(value->items()[i]);
  }
}

void ListEditor::showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) {
  FieldEditor::showProblems(problems, path);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    rows_[i].editor->showProblems(problems, models::itemPath(path, i));
}

}  // namespace heddle::panels
