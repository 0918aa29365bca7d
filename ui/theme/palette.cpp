// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/palette.h"

namespace heddle::theme {

QPalette makePalette(const Tokens& t) {
  QPalette p;
  const auto set = [&p](QPalette::ColorRole role, const QColor& color) { p.setColor(role, color); };
  set(QPalette::Window, t.background);
  set(QPalette::WindowText, t.text);
  set(QPalette::Base, t.surface);
  set(QPalette::AlternateBase, t.hover);
  set(QPalette::Text, t.text);
  set(QPalette::PlaceholderText, t.faint);
  set(QPalette::Button, t.raised);
  set(QPalette::ButtonText, t.text);
  set(QPalette::BrightText, t.error.strong);
  set(QPalette::ToolTipBase, t.raised);
  set(QPalette::ToolTipText, t.text);
  set(QPalette::Highlight, t.selection);
  set(QPalette::HighlightedText, t.text);
  set(QPalette::Link, t.accentText);
  set(QPalette::LinkVisited, t.accentText);
  set(QPalette::Light, t.raised);
  set(QPalette::Midlight, t.lineFaint);
  set(QPalette::Mid, t.line);
  set(QPalette::Dark, t.muted);
  set(QPalette::Shadow, t.line);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
    p.setColor(QPalette::Disabled, role, t.faint);
  return p;
}

}  // namespace heddle::theme
