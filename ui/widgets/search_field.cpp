// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/search_field.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTimer>

namespace heddle::widgets {
namespace {

// The icon is painted: an action of the line edit would be a button without a name and without a purpose.
constexpr int kIconRoom = 20;

}  // namespace

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent), pause_(new QTimer(this)) {
  setPlaceholderText(placeholder);
  setAccessibleName(placeholder);
  setTextMargins(kIconRoom, 0, 0, 0);
  pause_->setSingleShot(true);
  pause_->setInterval(150);
  connect(pause_, &QTimer::timeout, this, &SearchField::say);
  connect(this, &QLineEdit::textChanged, pause_, qOverload<>(&QTimer::start));
  connect(this, &QLineEdit::returnPressed, this, &SearchField::say);
}

void SearchField::setRemark(const QString& remark) {
  remark_ = remark;
  setAccessibleDescription(remark);
  update();
}

void SearchField::say() {
  pause_->stop();
  if (text() == said_) return;
  said_ = text();
  Q_EMIT searchChanged(said_);
}

void SearchField::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
    clear();
    say();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void SearchField::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::drawIcon(&painter, QStringLiteral("search"), t.muted, QPointF(8, (height() - 16) / 2));
  const QRect room = rect().adjusted(0, 0, -8, 0);
  const int typed = fontMetrics().horizontalAdvance(text().isEmpty() ? placeholderText() : text()) + 48;
  if (!remark_.isEmpty() && typed + fontMetrics().horizontalAdvance(remark_) < room.width())
    theme::drawLine(&painter, room, remark_, theme::fonts().small, t.faint, Qt::AlignRight);
}

}  // namespace heddle::widgets
