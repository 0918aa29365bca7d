// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/format/time_text.h"
#include "models/rows/store_row.h"
#include "ui/panels/layout.h"

#include <memory>

#include <QWidget>

namespace heddle::widgets {
class KeyValueGrid;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class ValuePane;

/// One item of the store: where it is, how long it lives, and its value. The inspector of the Store page.
class StoreItemPanel : public QWidget {
  Q_OBJECT
 public:
  explicit StoreItemPanel(QWidget* parent = nullptr);

  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);
  /// `cut`: the value was too large to be read as a whole.
  void setItem(const models::StoreItemRow& row, const std::shared_ptr<const wire::Value>& value, bool cut,
               const models::TimeFormat& format);

 Q_SIGNALS:
  void retryRequested();

 private:
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::KeyValueGrid* facts_;
  ValuePane* value_;
};

}  // namespace heddle::panels
