// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"
#include "models/rows/store_row.h"
#include "models/values/masked_value.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/layout.h"

#include <QWidget>

class QVBoxLayout;

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
  void setItem(const models::StoreItemRow& row, const models::MaskedValue& value, bool cut,
               const models::TimeFormat& format);
  void setGate(const ActionGate& gate);

 Q_SIGNALS:
  void retryRequested();
  // Nothing is changed yet.
  void editRequested(const QString& id);
  void deleteRequested(const QString& id);

 private:
  void buildActions(QVBoxLayout* column);
  void updateActions();

  QString id_;
  bool cut_ = false;
  ActionGate gate_;
  QAction* edit_;
  QAction* delete_;
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::KeyValueGrid* facts_;
  ValuePane* value_;
};

}  // namespace heddle::panels
