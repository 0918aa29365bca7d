// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QLabel>

namespace heddle::widgets {

enum class TextRole { Text, Medium, Small, Caption, Title, Figure, Mono };

// A label in one of the type roles and tones; follows the theme. With `setElide` it is one line that shortens
// itself and shows its whole text as a tool tip.
class TextLabel : public QLabel {
  Q_OBJECT
 public:
  explicit TextLabel(const QString& text = {}, TextRole role = TextRole::Text,
                     theme::Tone tone = theme::Tone::Text, QWidget* parent = nullptr);

  void setTone(theme::Tone tone);
  void setElide(Qt::TextElideMode mode);
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void dress();
  void recolor();

  TextRole role_;
  theme::Tone tone_;
  Qt::TextElideMode elide_ = Qt::ElideNone;
};

}  // namespace heddle::widgets
