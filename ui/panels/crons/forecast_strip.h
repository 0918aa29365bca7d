// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"
#include "models/rows/cron_row.h"

#include <QWidget>

namespace heddle::panels {

/// Fires to come as one bar for each hour; hours in which crons meet carry a mark above their bar. What it
/// shows stands as text in the table beside it.
class ForecastStrip : public QWidget {
  Q_OBJECT
 public:
  explicit ForecastStrip(QWidget* parent = nullptr);

  void setForecast(const models::CronForecast& forecast, const models::TimeFormat& format);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRect barArea() const;
  QString hourText(int hour, bool withDay) const;

  qint64 fromUs_ = 0;
  std::vector<models::CronForecast::Hour> hours_;
  models::TimeFormat format_;
};

}  // namespace heddle::panels
