// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/growing_text.h"

#include "ui/theme/text_size.h"

#include <cmath>

namespace heddle::panels {
namespace {

constexpr int kMostLines = 8;
constexpr int kAround = 16;  // frame, document margin, and what rounding takes

}  // namespace

GrowingText::GrowingText(QWidget* parent) : QPlainTextEdit(parent) {
  setTabChangesFocus(true);
  connect(this, &QPlainTextEdit::textChanged, this, &GrowingText::fit);
  theme::whenThemeChanges(this, [this] { fit(); });
}

void GrowingText::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) fit();
}

void GrowingText::fit() {
  // The layout of a plain text document counts in lines, wrapped ones included.
  const int lines = std::clamp(static_cast<int>(std::ceil(document()->size().height())), 1, kMostLines);
  // A bar beside a text that is shown whole would only make it wrap earlier.
  setVerticalScrollBarPolicy(lines < kMostLines ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
  setFixedHeight(lines * fontMetrics().lineSpacing() + kAround);
}

}  // namespace heddle::panels
