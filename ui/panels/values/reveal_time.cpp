// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/values/reveal_time.h"

#include <utility>

#include <QDateTime>
#include <QEvent>
#include <QWidget>

namespace heddle::panels {

namespace {

constexpr std::chrono::seconds kTick{1};
/// Between two ticks: a busy computer is late by less, a sleep lasts longer.
constexpr std::chrono::seconds kMostBetweenTicks{5};

}  // namespace

RevealTime::Clock RevealTime::systemClock() {
  return [] { return std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()); };
}

RevealTime::RevealTime(QWidget* view, Clock wall)
    : QObject(view), view_(view), wall_(std::move(wall)), tick_(this) {
  tick_.setInterval(kTick);
  connect(&tick_, &QTimer::timeout, this, &RevealTime::tick);
}

void RevealTime::start() {
  stop();
  left_ = kTime;
  lastTick_ = wall_();
  window_ = view_->window();
  window_->installEventFilter(this);
  tick_.start();
  Q_EMIT ticked();
}

void RevealTime::stop() {
  tick_.stop();
  if (window_) window_->removeEventFilter(this);
  window_ = nullptr;
}

void RevealTime::setGate(const ActionGate& gate) {
  const bool closes = std::exchange(gateOpen_, gate.allowed) && !gate.allowed;
  if (closes) end();
}

QString RevealTime::label(const QString& hide) const {
  return QStringLiteral("%1 · %2:%3")
      .arg(hide)
      .arg(left_.count() / 60)
      .arg(left_.count() % 60, 2, 10, QLatin1Char('0'));
}

bool RevealTime::eventFilter(QObject* watched, QEvent* event) {
  const bool minimised = event->type() == QEvent::WindowStateChange && window_ && window_->isMinimized();
  if (watched == window_ && (minimised || event->type() == QEvent::Hide)) end();
  return false;
}

void RevealTime::tick() {
  const auto now = wall_();
  const bool slept = now - std::exchange(lastTick_, now) > kMostBetweenTicks;
  left_ -= kTick;
  if (slept || left_ <= std::chrono::seconds(0))
    end();
  else
    Q_EMIT ticked();
}

void RevealTime::end() {
  if (!isRunning()) return;
  stop();
  Q_EMIT over();
}

}  // namespace heddle::panels
