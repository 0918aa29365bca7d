// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QSyntaxHighlighter>
#include <QVector>

namespace heddle::widgets {

enum class JsonInk { Key, String, Number, Literal };

struct JsonSpan {
  int start;
  int length;
  JsonInk ink;

  bool operator==(const JsonSpan&) const = default;
};

// The coloured parts of one line of JSON text. Works line by line (JSON strings do not span lines) and never
// fails: text that is not JSON is coloured as far as it looks like it.
QVector<JsonSpan> jsonSpans(const QString& line);
QColor jsonInkColor(JsonInk ink);

class JsonHighlighter : public QSyntaxHighlighter {
  Q_OBJECT
 public:
  explicit JsonHighlighter(QTextDocument* document);

 protected:
  void highlightBlock(const QString& text) override;
};

}  // namespace heddle::widgets
