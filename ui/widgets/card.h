// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QVBoxLayout>
#include <QWidget>

namespace heddle::widgets {

// The surface things lie on: 1 px border, radius 8. Lay children into `body()`.
class Card : public QWidget {
  Q_OBJECT
 public:
  // `padding` is the room around the body; 0 for tables that fill the card (they keep the border visible).
  // Children of a card without padding are cut at its round corners.
  explicit Card(int padding = theme::metrics::kPagePadding, QWidget* parent = nullptr);

  QVBoxLayout* body() const { return body_; }
  // A line in the tone of a status, for the card that needs attention; Accent marks the chosen one.
  void setBorderTone(theme::Tone tone);
  void clearBorderTone();
  void setDashed(bool dashed);
  // On the raised ground: messages and notices inside another card.
  void setRaised(bool raised);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* inner_ = nullptr;  // carries the mask; only without padding
  QVBoxLayout* body_;
  theme::Tone tone_ = theme::Tone::Text;
  bool toned_ = false;
  bool dashed_ = false;
  bool raised_ = false;
};

// A 1 px line.
class Rule : public QWidget {
  Q_OBJECT
 public:
  explicit Rule(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace heddle::widgets
