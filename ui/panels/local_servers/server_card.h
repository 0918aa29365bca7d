// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"
#include "models/rows/server_row.h"
#include "ui/widgets/card.h"

class QAction;

namespace heddle::widgets {
class Chip;
class KeyValueGrid;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// One local server: state, address, graphs, Python, data, and what can be done with it. A click or the focus
/// chooses it.
class ServerCard : public widgets::Card {
  Q_OBJECT
 public:
  explicit ServerCard(const QString& id, QWidget* parent = nullptr);

  const QString& id() const { return id_; }
  void setRow(const models::ServerRow& row, qint64 nowUs);
  void setChosen(bool chosen);

 Q_SIGNALS:
  void chosen();
  void startRequested();
  void stopRequested();
  void restartRequested();
  void openRequested();
  void removeRequested();

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  void buildHead();
  void buildButtons();

  QString id_;
  bool chosen_ = false;
  bool failed_ = false;
  widgets::TextLabel* name_;
  widgets::Chip* state_;
  widgets::TextLabel* uptime_;
  widgets::KeyValueGrid* facts_;
  QAction* start_;
  QAction* stop_;
  QAction* restart_;
  QAction* open_;
  QAction* remove_;
};

}  // namespace heddle::panels
