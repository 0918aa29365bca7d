// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QPlainTextEdit>

namespace heddle::widgets {

class JsonHighlighter;

// Read-only text in mono. JSON is coloured up to 256 KiB; beyond that, colours would cost more than they
// tell.
class CodeView : public QPlainTextEdit {
  Q_OBJECT
 public:
  enum class Language { Plain, Json };

  explicit CodeView(QWidget* parent = nullptr);
  void setCode(const QString& text, Language language = Language::Json);
  void setWrapped(bool wrapped);
  // Tall enough for `lines` lines and no taller, for a code view among other things.
  void fitLines(int lines);

 private:
  JsonHighlighter* colours_ = nullptr;
};

}  // namespace heddle::widgets
