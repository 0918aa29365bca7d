// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/crons/forecast_strip.h"

#include "models/format/numbers.h"
#include "ui/theme/paint.h"

#include <algorithm>

#include <QDateTime>
#include <QHelpEvent>
#include <QLocale>
#include <QToolTip>

namespace heddle::panels {

namespace {

constexpr int kMark = 6;   // of collisions, above the bars
constexpr int kBars = 40;  // at 100 %
constexpr qint64 kHourUs = 3'600'000'000;

}  // namespace

ForecastStrip::ForecastStrip(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(QStringLiteral("Fires by hour"));
}

void ForecastStrip::setForecast(const models::CronForecast& forecast, const models::TimeFormat& format) {
  fromUs_ = forecast.fromUs;
  hours_ = forecast.hours;
  format_ = format;
  setAccessibleDescription(forecast.summary);
  update();
}

QSize ForecastStrip::sizeHint() const {
  return {320, kMark + 2 + theme::scaled(kBars) + 4 + theme::scaled(16)};
}

QSize ForecastStrip::minimumSizeHint() const {
  return {160, sizeHint().height()};
}

QRect ForecastStrip::barArea() const {
  return {0, kMark + 2, width(), theme::scaled(kBars)};
}

QString ForecastStrip::hourText(int hour, bool withDay) const {
  const QDateTime at = models::dateTime(fromUs_ + hour * kHourUs, format_);
  return QLocale(QLocale::English).toString(at, withDay ? QStringLiteral("ddd d") : QStringLiteral("HH:mm"));
}

void ForecastStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const auto& tokens = theme::tokens();
  const QRect area = barArea();
  painter.fillRect(area, tokens.sunken);
  if (hours_.empty()) return;
  const int count = static_cast<int>(hours_.size());
  const bool week = count > 25;  // a day has parts of 25 hours
  int most = 1;
  for (const auto& hour : hours_)
    most = std::max(most, hour.fires);
  const int every = week ? 24 : 3;
  for (int i = 0; i < count; ++i) {
    const auto& hour = hours_[static_cast<std::size_t>(i)];
    const int left = area.left() + i * area.width() / count;
    const int right = area.left() + (i + 1) * area.width() / count;
    const int gap = right - left > 4 ? 1 : 0;
    if (i % every == 0) {
      painter.fillRect(QRect(left, area.top(), 1, area.height()), tokens.line);
      theme::drawLine(&painter,
                      QRect(left + 2, area.bottom() + 3, area.width() * every / count - 4, theme::scaled(16)),
                      hourText(i, week), theme::fonts().small, tokens.muted);
    }
    if (hour.fires == 0) continue;
    const int height = std::max(2, hour.fires * (area.height() - 2) / most);
    const QRect bar(left + gap, area.bottom() + 1 - height, std::max(1, right - left - 2 * gap), height);
    painter.fillRect(bar, tokens.chart[0]);
    if (hour.collisions > 0) {
      const int middle = bar.center().x();
      painter.setPen(Qt::NoPen);
      painter.setBrush(tokens.timeout.strong);
      painter.drawPolygon(QPolygon({QPoint(middle - 3, 0), QPoint(middle + 4, 0), QPoint(middle, kMark)}));
    }
  }
}

bool ForecastStrip::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || hours_.empty()) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int count = static_cast<int>(hours_.size());
  const int index = std::clamp(help->pos().x() * count / std::max(1, width()), 0, count - 1);
  const auto& hour = hours_[static_cast<std::size_t>(index)];
  QString text = hourText(index, true) + u' ' + hourText(index, false) + QStringLiteral(": ") +
                 models::countText(hour.fires) +
                 (hour.fires == 1 ? QStringLiteral(" fire") : QStringLiteral(" fires"));
  if (hour.collisions > 0) text += QStringLiteral(", %1 at the same time").arg(hour.collisions);
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

}  // namespace heddle::panels
