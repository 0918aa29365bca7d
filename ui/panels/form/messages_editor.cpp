// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/messages_editor.h"

#include "models/values/value_text.h"
#include "ui/panels/form/growing_text.h"
#include "ui/widgets/buttons.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

using wire::Value;

namespace {

// A message names its speaker as "role" (the chat form) or as "type" (as LangChain writes it).
const char* speakerKey(const Value& message) {
  return !message.find("role") && message.find("type") ? "type" : "role";
}

void set(Value::Object& members, const char* key, Value value) {
  for (auto& [name, each] : members) {
    if (name != key) continue;
    each = std::move(value);
    return;
  }
  members.emplace_back(key, std::move(value));
}

}  // namespace

MessagesEditor::MessagesEditor(const models::Field& field, const QString& name, QWidget* parent)
    : FieldEditor(field, parent),
      name_(name),
      add_(widgets::makeButton(tr("Add a message"), theme::ButtonKind::Plain, QStringLiteral("plus"), this)) {
  theme::setSmall(add_);
  add_->setAccessibleName(tr("Add to %1").arg(name));
  column()->addWidget(add_, 0, Qt::AlignLeft);
  connect(add_, &QPushButton::clicked, this, [this] {
    addRow();
    fill(rows_.back(),
         Value::ofObject({{"role", Value::ofString("user")}, {"content", Value::ofString({})}}));
    rows_.back().text->setFocus();
    touch();
  });
}

void MessagesEditor::addRow() {
  auto* frame = new QWidget(this);
  auto* row = new QHBoxLayout(frame);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  const QString name = tr("%1 message %2").arg(name_).arg(rows_.size() + 1);
  auto* role = new QComboBox(frame);
  role->setAccessibleName(tr("Role of %1").arg(name));
  auto* text = new GrowingText(frame);
  text->setAccessibleName(name);
  text->setPlaceholderText(tr("What is said"));
  auto* remove = widgets::makeIconButton(QStringLiteral("close"), tr("Remove %1").arg(name), frame);
  row->addWidget(role, 0, Qt::AlignTop);
  row->addWidget(text, 1, Qt::AlignTop);
  row->addWidget(remove, 0, Qt::AlignTop);
  column()->insertWidget(column()->indexOf(add_), frame);
  rows_.push_back({frame, role, text, {}});
  connect(role, &QComboBox::currentIndexChanged, this, [this] { touch(); });
  connect(text, &QPlainTextEdit::textChanged, this, [this] { touch(); });
  connect(remove, &QToolButton::clicked, this, [this, frame] {
    removeRow(frame);
    touch();
  });
}

void MessagesEditor::removeRow(QWidget* frame) {
  rows_.erase(
      std::remove_if(rows_.begin(), rows_.end(), [frame](const Row& row) { return row.frame == frame; }),
      rows_.end());
  frame->hide();
  frame->deleteLater();  // its button may be the one that was pressed
}

void MessagesEditor::fill(Row& row, const Value& message) {
  row.given = message;
  const bool typed = speakerKey(message) == std::string_view("type");
  const QStringList roles = typed ? QStringList{QStringLiteral("human"), QStringLiteral("ai"),
                                                QStringLiteral("system"), QStringLiteral("tool")}
                                  : QStringList{QStringLiteral("user"), QStringLiteral("assistant"),
                                                QStringLiteral("system"), QStringLiteral("tool")};
  QString speaker = models::qtext(message.stringAt(speakerKey(message)));
  if (speaker.isEmpty()) speaker = roles.first();
  row.role->clear();
  row.role->addItems(roles);
  if (!roles.contains(speaker)) row.role->addItem(speaker);
  row.role->setCurrentText(speaker);
  const Value* content = message.isObject() ? message.find("content") : &message;
  row.text->setPlainText(content ? models::wholeText(*content) : QString());
  row.text->setReadOnly(content && !content->isString());
}

Value MessagesEditor::read(const Row& row) const {
  Value::Object members = row.given.isObject() ? row.given.members() : Value::Object();
  set(members, speakerKey(row.given), Value::ofString(models::utf8(row.role->currentText())));
  if (!row.text->isReadOnly())
    set(members, "content", Value::ofString(models::utf8(row.text->toPlainText())));
  return Value::ofObject(std::move(members));
}

std::optional<Value> MessagesEditor::typed() const {
  if (rows_.empty() && !field().required && !given()) return std::nullopt;
  Value::Array messages;
  for (const Row& row : rows_)
    messages.push_back(read(row));
  return Value::ofArray(std::move(messages));
}

void MessagesEditor::display(const Value* value) {
  Value::Array messages;
  if (value && value->isArray())
    messages = value->items();
  else if (value && !value->isNull())
    messages = {*value};  // one message, or what one says
  while (rows_.size() > messages.size())
    removeRow(rows_.back().frame);
  while (rows_.size() < messages.size())
    addRow();
  for (std::size_t i = 0; i < messages.size(); ++i)
    fill(rows_[i], messages[i]);
}

void MessagesEditor::showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) {
  std::vector<models::FieldProblem> own;
  for (const models::FieldProblem& problem : problems) {
    if (problem.path.startsWith(path)) own.push_back({path, problem.sentence});
  }
  FieldEditor::showProblems(own, path);
}

}  // namespace heddle::panels
