// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/json_edit.h"

#include "ui/theme/text_size.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/text_label.h"

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTimer>
#include <QVBoxLayout>

namespace heddle::widgets {

JsonEdit::JsonEdit(QWidget* parent)
    : QWidget(parent),
      editor_(new QPlainTextEdit),
      line_(new TextLabel({}, TextRole::Small, theme::Tone::Muted)),
      pause_(new QTimer(this)) {
  theme::followFont(editor_, &theme::Fonts::mono);
  editor_->setTabChangesFocus(true);
  editor_->setLineWrapMode(QPlainTextEdit::NoWrap);
  editor_->setAccessibleName(tr("JSON"));
  editor_->document()->setDocumentMargin(8);
  new JsonHighlighter(editor_->document());
  line_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(editor_, 1);
  column->addWidget(line_);
  setFocusProxy(editor_);
  pause_->setSingleShot(true);
  pause_->setInterval(200);
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this, &JsonEdit::validate);
  connect(pause_, &QTimer::timeout, this, &JsonEdit::validate);
  connect(editor_, &QPlainTextEdit::textChanged, pause_, qOverload<>(&QTimer::start));
}

void JsonEdit::setCheck(Check check) {
  check_ = std::move(check);
  validate();
}

void JsonEdit::setText(const QString& text) {
  editor_->setPlainText(text);
  validate();
}

QString JsonEdit::text() const {
  return editor_->toPlainText();
}

bool JsonEdit::isValid() {
  if (pause_->isActive()) validate();
  return valid_;
}

void JsonEdit::validate() {
  pause_->stop();
  const std::optional<TextProblem> problem = check_ ? check_(text()) : std::nullopt;
  QList<QTextEdit::ExtraSelection> marks;
  if (problem) {
    line_->setText(
        tr("Line %1, column %2: %3").arg(problem->line).arg(problem->column).arg(problem->message));
    line_->setTone(theme::Tone::Error);
    QTextEdit::ExtraSelection mark;
    mark.format.setBackground(theme::tokens().error.soft);
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    mark.cursor = QTextCursor(editor_->document()->findBlockByNumber(std::max(0, problem->line - 1)));
    marks.append(mark);
  } else {
    line_->setText(tr("Valid JSON"));
    line_->setTone(theme::Tone::Muted);
  }
  editor_->setExtraSelections(marks);
  const bool turned = valid_ == problem.has_value();
  valid_ = !problem;
  if (turned) Q_EMIT validityChanged(valid_);
  Q_EMIT checked();
}

}  // namespace heddle::widgets
