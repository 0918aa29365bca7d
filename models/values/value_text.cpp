// SPDX-License-Identifier: Apache-2.0
#include "models/values/value_text.h"

#include "models/format/numbers.h"
#include "models/tables/cell_text.h"

#include <QRegularExpression>

namespace heddle::models {

using Kind = wire::Value::Kind;

QString qtext(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string utf8(const QString& text) {
  return text.toStdString();
}

namespace {

QString cut(QString text, int limit) {
  if (text.size() > limit) text = text.left(limit - 1) + QChar(0x2026);
  return text;
}

QString plural(std::size_t count, const QString& one, const QString& many) {
  return QString::number(count) + u' ' + (count == 1 ? one : many);
}

}  // namespace

QString valueSummary(const wire::Value& value, int limit) {
  switch (value.kind()) {
    case Kind::null:
      return QStringLiteral("null");
    case Kind::boolean:
      return value.boolean() ? QStringLiteral("true") : QStringLiteral("false");
    case Kind::number:
      return qtext(value.numberText());
    case Kind::string: {
      const std::string& whole = value.string();
      const auto bytes = std::min(whole.size(), static_cast<std::size_t>(limit) * 4);
      return cut(jsonQuoted(qtext(std::string_view(whole).substr(0, bytes))), limit);
    }
    case Kind::array:
      return u'[' + plural(value.size(), QStringLiteral("item"), QStringLiteral("items")) + u']';
    case Kind::object:
      return u'{' + plural(value.size(), QStringLiteral("key"), QStringLiteral("keys")) + u'}';
    case Kind::bytes:
      break;
  }
  return QStringLiteral("binary, ") + bytesText(static_cast<qint64>(value.bytes().size()));
}

QString valueType(const wire::Value& value) {
  if (!value.hint().empty()) {
    const QString hint = qtext(value.hint());
    return hint.mid(hint.lastIndexOf(u'.') + 1);
  }
  return kindWord(value);
}

QString kindWord(const wire::Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return QStringLiteral("null");
    case Kind::boolean:
      return QStringLiteral("boolean");
    case Kind::number:
      return QStringLiteral("number");
    case Kind::string:
      return QStringLiteral("string");
    case Kind::array:
      return QStringLiteral("array");
    case Kind::object:
      return QStringLiteral("object");
    case Kind::bytes:
      break;
  }
  return QStringLiteral("bytes");
}

QString wholeText(const wire::Value& value) {
  if (value.kind() == Kind::string) return qtext(value.string());
  return qtext(wire::writeJson(value));
}

QString memberStep(const QString& name) {
  static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
  if (kPlain.match(name).hasMatch()) return u'.' + name;
  QString quoted = name;
  quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
  return QStringLiteral("['") + quoted + QStringLiteral("']");
}

QString prettyJson(const QString& json) {
  const auto parsed = wire::parseJson(utf8(json));
  return parsed ? qtext(wire::writeJson(*parsed, wire::JsonStyle::indented)) : json;
}

}  // namespace heddle::models
