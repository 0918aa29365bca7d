// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/source_dot.h"

#include "ui/theme/paint.h"
#include "ui/theme/text_size.h"
#include "ui/widgets/accessible_role.h"

#include <QPainter>

namespace heddle::shell {
namespace {
constexpr int kTextLeft = 14;
constexpr int kGap = 5;

int widthOf(const QFont& font, const QString& text) {
  return QFontMetrics(font).horizontalAdvance(text);
}
}  // namespace

SourceDot::SourceDot(const QString& label, const QString& name, QWidget* parent)
    : QWidget(parent), label_(label), name_(name) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
  widgets::setAccessibleRole(this, QAccessible::StaticText);
  setState({});
  theme::whenThemeChanges(this, [this] { updateGeometry(); });
}

void SourceDot::setState(const SourceState& state) {
  state_ = state;
  setAccessibleName(QString(name_ + QLatin1Char(' ') + word()));
  setToolTip(state.detail.isEmpty() ? accessibleName()
                                    : QString(accessibleName() + QLatin1Char('\n') + state.detail));
  updateGeometry();
  update();
}

QString SourceDot::word() const {
  switch (state_.health) {
    case SourceHealth::Unknown:
      return tr("unknown");
    case SourceHealth::Connecting:
      return tr("connecting");
    case SourceHealth::Up:
      return state_.latencyMs ? tr("%1 ms").arg(*state_.latencyMs) : tr("up");
    case SourceHealth::Down:
      return tr("down");
    case SourceHealth::Absent:
      return tr("none");
  }
  return {};
}

QSize SourceDot::sizeHint() const {
  return {kTextLeft + widthOf(theme::fonts().smallMedium, label_) + kGap +
              widthOf(theme::fonts().small, word()) + 2,
          20};
}

void SourceDot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  const QRect dot(0, height() / 2 - 4, 8, 8);
  switch (state_.health) {
    case SourceHealth::Up:
      theme::drawBox(&painter, dot, 4, t.success.strong, QColor());
      break;
    case SourceHealth::Down:
      theme::drawBox(&painter, dot, 1, t.error.strong, QColor());
      break;
    case SourceHealth::Connecting:
      theme::drawBox(&painter, dot, 4, QColor(), t.running.strong);
      break;
    case SourceHealth::Unknown:
    case SourceHealth::Absent:
      theme::drawBox(&painter, dot, 4, QColor(), t.faint);
      break;
  }
  QRect text = rect().adjusted(kTextLeft, 0, 0, 0);
  const bool absent = state_.health == SourceHealth::Absent;
  theme::drawLine(&painter, text, label_, theme::fonts().smallMedium, absent ? t.faint : t.text);
  text.setLeft(text.left() + widthOf(theme::fonts().smallMedium, label_) + kGap);
  const bool down = state_.health == SourceHealth::Down;
  theme::drawLine(&painter, text, word(), theme::fonts().small, down ? t.error.strong : t.muted);
}

}  // namespace heddle::shell
