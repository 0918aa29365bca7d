// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>

#include <QWidget>

class QPlainTextEdit;
class QTimer;

namespace heddle::widgets {

class TextLabel;

// What is wrong with an edited text, and where. Lines and columns count from 1.
struct TextProblem {
  int line = 1;
  int column = 1;
  QString message;
};

// An editor for JSON input with a line beneath that says whether it can be used. What is valid is decided by
// the check given to it; it runs 200 ms after the last key.
class JsonEdit : public QWidget {
  Q_OBJECT
 public:
  using Check = std::function<std::optional<TextProblem>(const QString& text)>;

  explicit JsonEdit(QWidget* parent = nullptr);

  void setCheck(Check check);
  void setText(const QString& text);
  QString text() const;
  // Checks at once when a check is still due.
  bool isValid();
  QPlainTextEdit* editor() const { return editor_; }

 Q_SIGNALS:
  void validityChanged(bool valid);
  void checked();  // after every check, valid or not

 private:
  void validate();

  QPlainTextEdit* editor_;
  TextLabel* line_;
  QTimer* pause_;
  Check check_;
  bool valid_ = true;
};

}  // namespace heddle::widgets
