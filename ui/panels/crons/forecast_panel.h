// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/cron_row.h"
#include "models/tables/crons_table.h"

#include <QWidget>

namespace heddle::widgets {
class Card;
class DataTable;
class StatefulView;
class TextLabel;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

class ForecastStrip;

/// What fires in the next 24 hours or 7 days: bars by hour, collisions and clock changes in words, and the
/// first fires one by one. Asks by signals; GUI thread.
class ForecastPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ForecastPanel(QWidget* parent = nullptr);

  int hours() const;
  QSize sizeHint() const override;
  /// The notes wrap, but the height does not follow them: the table gives way.
  bool hasHeightForWidth() const override { return false; }
  void setForecast(const models::CronForecast& forecast, const models::TimeFormat& format);
  void showLoading();
  void showError(const QString& sentence, const QString& cause);

 Q_SIGNALS:
  void hoursChanged();
  void cronChosen(const QString& cronId);
  void retryRequested();

 private:
  void buildHead(widgets::Card& card);
  void buildContent(QWidget& content);
  void wire();

  models::ForecastTable fires_;
  bool ofWeek_ = false;  // the week, not the day
  widgets::ToggleChip* day_;
  widgets::ToggleChip* week_;
  widgets::TextLabel* summary_;
  widgets::TextLabel* notes_;
  ForecastStrip* strip_;
  widgets::DataTable* table_;
  widgets::StatefulView* states_;
};

}  // namespace heddle::panels
