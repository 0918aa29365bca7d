// SPDX-License-Identifier: Apache-2.0
#include "models/form/field.h"
#include "models/values/value_text.h"

#include <algorithm>

#include <QObject>

namespace heddle::models {
namespace {

using wire::Value;

class Checker {
 public:
  void check(const Field& field, const Value& value, const QString& path);
  std::vector<FieldProblem> take() { return std::move(problems_); }

 private:
  void say(const QString& path, const QString& sentence) { problems_.push_back({path, sentence}); }
  void checkNumber(const Field& field, const Value& value, const QString& path);
  void checkGroup(const Field& field, const Value& value, const QString& path);
  void checkMessages(const Value& value, const QString& path);

  std::vector<FieldProblem> problems_;
};

void Checker::checkNumber(const Field& field, const Value& value, const QString& path) {
  if (value.kind() != Value::Kind::number) {
    say(path, field.kind == FieldKind::integer ? QObject::tr("A whole number is expected.")
                                               : QObject::tr("A number is expected."));
    return;
  }
  const std::optional<double> number = value.real();
  const std::string& text = value.numberText();
  // Digits alone decide: a double cannot tell 12345678901234567891 from its neighbour.
  if (field.kind == FieldKind::integer && text.find_first_of(".eE") != std::string::npos)
    say(path, QObject::tr("A whole number is expected."));
  else if (number && field.least && *number < *field.least)
    say(path, QObject::tr("At least %1.").arg(*field.least));
  else if (number && field.most && *number > *field.most)
    say(path, QObject::tr("At most %1.").arg(*field.most));
}

void Checker::checkGroup(const Field& field, const Value& value, const QString& path) {
  if (!value.isObject()) return say(path, QObject::tr("An object is expected."));
  for (const Field& member : field.members) {
    const QString inner = memberPath(path, member.key);
    if (const Value* given = value.find(member.key))
      check(member, *given, inner);
    else if (member.required && !member.initial)
      say(inner, QObject::tr("This is required."));
  }
}

void Checker::checkMessages(const Value& value, const QString& path) {
  if (!value.isArray()) return;  // one message, or a string, is taken as well
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const Value& message = value.items()[i];
    if (message.isObject() && !message.find("content"))
      say(itemPath(path, i), QObject::tr("A message has content."));
  }
}

void Checker::check(const Field& field, const Value& value, const QString& path) {
  if (value.isNull()) {
    if (!field.nullable && field.kind != FieldKind::json) say(path, QObject::tr("Null is not allowed here."));
    return;
  }
  switch (field.kind) {
    case FieldKind::text:
      if (!value.isString()) say(path, QObject::tr("Text is expected."));
      return;
    case FieldKind::integer:
    case FieldKind::number:
      return checkNumber(field, value, path);
    case FieldKind::boolean:
      if (value.kind() != Value::Kind::boolean) say(path, QObject::tr("True or false is expected."));
      return;
    case FieldKind::choice:
      if (std::find(field.choices.begin(), field.choices.end(), value) == field.choices.end())
        say(path, QObject::tr("This is none of the choices."));
      return;
    case FieldKind::list:
      if (!value.isArray()) return say(path, QObject::tr("A list is expected."));
      for (std::size_t i = 0; i < value.items().size(); ++i)
        check(field.item.front(), value.items()[i], itemPath(path, i));
      return;
    case FieldKind::group:
      return checkGroup(field, value, path);
    case FieldKind::messages:
      return checkMessages(value, path);
    case FieldKind::json:
      return;
  }
}

}  // namespace

QString memberPath(const QString& parent, const std::string& key) {
  return parent.isEmpty() ? qtext(key) : QString(parent + u'.' + qtext(key));
}

QString itemPath(const QString& parent, std::size_t index) {
  return parent + QStringLiteral("[%1]").arg(index);
}

std::vector<FieldProblem> checkValue(const Field& field, const Value& value) {
  Checker checker;
  checker.check(field, value, {});
  return checker.take();
}

}  // namespace heddle::models
