// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/code_view.h"

#include "ui/theme/text_size.h"
#include "ui/widgets/json_highlighter.h"

#include <QTextDocument>

namespace heddle::widgets {
namespace {
constexpr int kColourLimit = 256 * 1024;
}

CodeView::CodeView(QWidget* parent) : QPlainTextEdit(parent) {
  setReadOnly(true);
  setFrameShape(QFrame::NoFrame);
  setLineWrapMode(NoWrap);
  theme::followFont(this, &theme::Fonts::mono);
  setTabChangesFocus(true);
  document()->setDocumentMargin(theme::metrics::kCellPadding);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setUndoRedoEnabled(false);
}

void CodeView::setCode(const QString& text, Language language) {
  const bool coloured = language == Language::Json && text.size() <= kColourLimit;
  if (!coloured) {
    delete colours_;
    colours_ = nullptr;
  }
  setPlainText(text);
  if (coloured && !colours_) colours_ = new JsonHighlighter(document());
}

void CodeView::setWrapped(bool wrapped) {
  setLineWrapMode(wrapped ? WidgetWidth : NoWrap);
}

void CodeView::fitLines(int lines) {
  theme::whenThemeChanges(this, [this, lines] {
    const int line = QFontMetrics(theme::fonts().mono).lineSpacing();
    setFixedHeight(lines * line + 2 * theme::metrics::kCellPadding + 2);
  });
}

}  // namespace heddle::widgets
