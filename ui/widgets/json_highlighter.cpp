// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/json_highlighter.h"

#include "ui/theme/theme_switch.h"

namespace heddle::widgets {
namespace {

int stringEnd(const QString& line, int from) {
  const int size = static_cast<int>(line.size());
  for (int i = from + 1; i < size; ++i) {
    if (line.at(i) == u'\\')
      ++i;
    else if (line.at(i) == u'"')
      return i + 1;
  }
  return size;
}

bool isKey(const QString& line, int end) {
  while (end < line.size() && line.at(end).isSpace())
    ++end;
  return end < line.size() && line.at(end) == u':';
}

bool isNumberPart(QChar c) {
  return c.isDigit() || c == u'.' || c == u'-' || c == u'+' || c == u'e' || c == u'E';
}

}  // namespace

QVector<JsonSpan> jsonSpans(const QString& line) {
  QVector<JsonSpan> spans;
  const int size = static_cast<int>(line.size());
  for (int i = 0; i < size;) {
    const QChar c = line.at(i);
    int end = i + 1;
    if (c == u'"') {
      end = stringEnd(line, i);
      spans.append({i, end - i, isKey(line, end) ? JsonInk::Key : JsonInk::String});
    } else if (c.isDigit() || (c == u'-' && end < size && line.at(end).isDigit())) {
      while (end < size && isNumberPart(line.at(end)))
        ++end;
      spans.append({i, end - i, JsonInk::Number});
    } else if (c.isLetter()) {
      while (end < size && line.at(end).isLetter())
        ++end;
      const QStringView word = QStringView(line).mid(i, end - i);
      if (word == u"true" || word == u"false" || word == u"null")
        spans.append({i, end - i, JsonInk::Literal});
    }
    i = end;
  }
  return spans;
}

QColor jsonInkColor(JsonInk ink) {
  const theme::Tokens& t = theme::tokens();
  switch (ink) {
    case JsonInk::Key:
      return t.syntaxKey;
    case JsonInk::String:
      return t.syntaxString;
    case JsonInk::Number:
      return t.syntaxNumber;
    case JsonInk::Literal:
      return t.syntaxLiteral;
  }
  return t.text;
}

JsonHighlighter::JsonHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this,
          &QSyntaxHighlighter::rehighlight);
}

void JsonHighlighter::highlightBlock(const QString& text) {
  for (const JsonSpan& span : jsonSpans(text))
    setFormat(span.start, span.length, jsonInkColor(span.ink));
}

}  // namespace heddle::widgets
