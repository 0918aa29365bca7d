// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/action_gate.h"

#include <chrono>
#include <functional>

#include <QObject>
#include <QPointer>
#include <QTimer>

class QWidget;

namespace heddle::panels {

/// How long what looks like a secret stays on the screen once somebody has revealed it: kTime, and less when
/// the window is minimised or hidden, the computer slept, or the gate closes (the deployment was locked
/// again, or went). Whoever reveals hides again on `over`. Child of the view that reveals; GUI thread.
class RevealTime : public QObject {
  Q_OBJECT
 public:
  /// Long enough to read or copy a value; an unlocking takes 15 times as long, since work is done under it.
  static constexpr std::chrono::seconds kTime{60};
  using Clock = std::function<std::chrono::milliseconds()>;

  /// `wall` goes on while the computer sleeps, which timers do not.
  explicit RevealTime(QWidget* view, Clock wall = systemClock());

  /// From the beginning, also when it runs already.
  void start();
  /// Hidden by other means.
  void stop();
  bool isRunning() const { return tick_.isActive(); }
  void setGate(const ActionGate& gate);
  /// "Hide value" and the time left: "Hide value · 0:42".
  QString label(const QString& hide) const;

  static Clock systemClock();

 Q_SIGNALS:
  /// A second less.
  void ticked();
  void over();

 private:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void tick();
  void end();

  QWidget* view_;
  QPointer<QWidget> window_;  // watched while it runs
  Clock wall_;
  QTimer tick_;
  std::chrono::seconds left_{0};
  std::chrono::milliseconds lastTick_{0};
  bool gateOpen_ = false;
};

}  // namespace heddle::panels
