// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/group_editor.h"

#include "ui/widgets/text_label.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;
using wire::Value;

namespace {

constexpr int kIndent = 12;

bool isNested(const models::Field& field) {
  return field.kind == models::FieldKind::group || field.kind == models::FieldKind::list;
}

QWidget* headOf(const models::Field& field, QWidget* parent) {
  auto* head = new QWidget(parent);
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(0, 6, 0, 0);
  row->setSpacing(8);
  row->addWidget(new TextLabel(field.title, TextRole::Medium, theme::Tone::Text, head));
  if (field.required)
    row->addWidget(new TextLabel(QObject::tr("required"), TextRole::Small, theme::Tone::Muted));
  auto* about = new TextLabel(field.description, TextRole::Small, theme::Tone::Muted, head);
  about->setElide(Qt::ElideRight);
  row->addWidget(about, 1);
  return head;
}

}  // namespace

GroupEditor::GroupEditor(const models::Field& field, const QString& name, QWidget* parent)
    : FieldEditor(field, parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);  // room that is left over stays below the form
  for (const models::Field& member : field.members) {
    column()->addWidget(headOf(member, this));
    FieldEditor* editor = makeEditor(member, name + u' ' + member.title, this);
    if (isNested(member)) editor->setContentsMargins(kIndent, 0, 0, 0);
    column()->addWidget(editor);
    editors_.push_back(editor);
    connect(editor, &FieldEditor::edited, this, [this] { touch(); });
  }
}

std::optional<Value> GroupEditor::typed() const {
  Value::Object members = given() && given()->isObject() ? given()->members() : Value::Object();
  bool any = !members.empty();
  for (const FieldEditor* editor : editors_) {
    const std::string& key = editor->field().key;
    const auto known = std::find_if(members.begin(), members.end(),
                                    [&key](const Value::Member& member) { return member.first == key; });
    std::optional<Value> value = editor->value();
    any = any || value;
    if (!value) {
      if (known != members.end()) members.erase(known);
    } else if (known != members.end()) {
      known->second = std::move(*value);
    } else {
      members.emplace_back(key, std::move(*value));
    }
  }
  if (!any && !field().required && !given()) return std::nullopt;
  return Value::ofObject(std::move(members));
}

void GroupEditor::display(const Value* value) {
  for (FieldEditor* editor : editors_)
    editor->setValue(value ? value->find(editor->field().key) : nullptr);
}

void GroupEditor::showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) {
  FieldEditor::showProblems(problems, path);
  for (FieldEditor* editor : editors_)
    editor->showProblems(problems, models::memberPath(path, editor->field().key));
}

}  // namespace heddle::panels
