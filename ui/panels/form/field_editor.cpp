// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/field_editor.h"

#include "ui/panels/form/group_editor.h"
#include "ui/panels/form/list_editor.h"
#include "ui/panels/form/messages_editor.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

namespace heddle::panels {

FieldEditor::FieldEditor(models::Field field, QWidget* parent)
    : QWidget(parent),
      field_(std::move(field)),
      column_(new QVBoxLayout(this)),
      problem_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Error, this)) {
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(4);
  column_->addWidget(problem_);
  problem_->setWordWrap(true);
  problem_->hide();
}

std::optional<wire::Value> FieldEditor::value() const {
  return touched_ ? typed() : given_;
}

void FieldEditor::setValue(const wire::Value* value) {
  given_ = value ? std::optional(*value) : std::nullopt;
  touched_ = false;
  displaying_ = true;
  display(value);
  displaying_ = false;
}

void FieldEditor::touch() {
  if (displaying_) return;
  touched_ = true;
  Q_EMIT edited();
}

void FieldEditor::showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) {
  QString sentence;
  for (const models::FieldProblem& problem : problems) {
    if (problem.path == path) sentence = problem.sentence;
  }
  problem_->setText(sentence);
  problem_->setVisible(!sentence.isEmpty());
  // Beneath the control, which came after the label.
  column_->removeWidget(problem_);
  column_->addWidget(problem_);
}

FieldEditor* makeEditor(const models::Field& field, const QString& name, QWidget* parent) {
  switch (field.kind) {
    case models::FieldKind::group:
      return new GroupEditor(field, name, parent);
    case models::FieldKind::list:
      return new ListEditor(field, name, parent);
    case models::FieldKind::messages:
      return new MessagesEditor(field, name, parent);
    default:
      return makeScalarEditor(field, name, parent);
  }
}

}  // namespace heddle::panels
