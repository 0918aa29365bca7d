// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/action_run.h"

#include "backend/client/actions/effect.h"
#include "backend/client/actions/target_reader.h"

#include <algorithm>

namespace heddle::client {

using Outcome = ItemResult::Outcome;

ActionRun::ActionRun(ApiSession& api, ActionPlan plan, WritePermit permit, ActionPace pace, QObject* parent)
    : QObject(parent), api_(api), plan_(std::move(plan)), permit_(std::move(permit)), pace_(pace) {
  for (const auto& target : plan_.request.targets)
    items_.push_back({target.text(), Outcome::waiting, {}});
  looks_.resize(items_.size());
  undo_.setInterval(std::chrono::milliseconds(250));
  connect(&undo_, &QTimer::timeout, this, [this] {
    if (undoing_.hasExpired(pace_.undo.count()))
      begin();
    else
      Q_EMIT undoTicked();
  });
  next_.setSingleShot(true);
  connect(&next_, &QTimer::timeout, this, [this] { phase_ == Phase::sending ? sendNext() : check(); });
}

void ActionRun::start() {
  for (std::size_t i = 0; i < items_.size(); ++i)
    toSend_.push_back(i);
  if (pace_.undo.count() <= 0) {
    begin();
    return;
  }
  undoing_.start();
  undo_.start();
  turnTo(Phase::undoable);
}

std::chrono::seconds ActionRun::undoLeft() const {
  if (phase_ != Phase::undoable) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(pace_.undo - std::chrono::milliseconds(undoing_.elapsed()));
}

void ActionRun::begin() {
  undo_.stop();
  turnTo(Phase::sending);
  sendNext();
}

void ActionRun::stop() {
  if (phase_ != Phase::undoable && phase_ != Phase::sending) return;
  const bool inFlight = phase_ == Phase::sending && !next_.isActive();
  undo_.stop();
  next_.stop();
  for (const auto index : toSend_)
    set(index, Outcome::notSent, QStringLiteral("Stopped before it was sent."));
  toSend_.clear();
  if (inFlight) return;  // its answer goes on
  turnTo(Phase::checking);
  check();
}

void ActionRun::retryFailures() {
  if (phase_ != Phase::finished) return;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].outcome != Outcome::failed) continue;
    set(i, Outcome::waiting, {});
    looks_[i] = 0;
    toSend_.push_back(i);
  }
  if (toSend_.empty()) return;
  begin();
}

void ActionRun::sendNext() {
  if (toSend_.empty()) {
    turnTo(Phase::checking);
    check();
    return;
  }
  const auto index = toSend_.front();
  toSend_.pop_front();
  api_.perform(permit_, index, this,
               [this, index](const wire::Value&, const SourceError* error) { answered(index, error); });
}

void ActionRun::answered(std::size_t index, const SourceError* error) {
  using Kind = SourceError::Kind;
  // A request without an answer may have arrived: the look afterwards tells.
  const bool silent = error != nullptr && (error->kind == Kind::timeout || error->kind == Kind::unreachable);
  // Not there any more, or not in a state for it: the look tells which.
  const bool elsewhere = error != nullptr && (error->kind == Kind::notFound || error->kind == Kind::invalid);
  if (error == nullptr || silent)
    set(index, Outcome::sent, error != nullptr ? error->sentence : QStringLiteral("Taken by the API."));
  else
    set(index, elsewhere ? Outcome::changedMeanwhile : Outcome::failed, error->sentence);
  if (error == nullptr || silent || elsewhere) toLook_.push_back(index);
  // What is refused for the whole deployment is refused for the rest, and nobody there hears the rest.
  if (error != nullptr && (error->kind == Kind::forbidden || error->kind == Kind::unreachable)) {
    for (const auto rest : toSend_)
      set(rest, Outcome::failed, QStringLiteral("Not sent: ") + error->sentence);
    toSend_.clear();
  }
  if (toSend_.empty())
    sendNext();
  else
    next_.start(pace_.between);
}

void ActionRun::check() {
  if (toLook_.empty()) {
    end();
    return;
  }
  const auto index = toLook_.front();
  toLook_.pop_front();
  look(index);
}

void ActionRun::look(std::size_t index) {
  readTarget(
      api_, plan_.request.verb, plan_.request.targets[index], this,
      [this, index](const TargetState& state, const SourceError* error) { looked(index, state, error); });
}

void ActionRun::looked(std::size_t index, const TargetState& state, const SourceError* error) {
  const auto judged = judge(plan_.request, items_[index], state, error);
  const bool again = judged.outcome == Outcome::sent && ++looks_[index] < pace_.looks;
  if (again) {
    toLook_.push_back(index);
    // One round over all that are still on their way, then a pause.
    if (looks_[index] > looks_[toLook_.front()]) {
      check();
      return;
    }
    next_.start(pace_.look);
    return;
  }
  set(index, judged.outcome == Outcome::sent ? Outcome::failed : judged.outcome, judged.sentence);
  check();
}

void ActionRun::set(std::size_t index, Outcome outcome, const QString& sentence) {
  items_[index].outcome = outcome;
  items_[index].sentence = sentence;
  Q_EMIT itemChanged(static_cast<int>(index));
}

void ActionRun::turnTo(Phase phase) {
  phase_ = phase;
  Q_EMIT phaseChanged();
}

void ActionRun::end() {
  api_.gate().ended(permit_, counts(), report());
  turnTo(Phase::finished);
  Q_EMIT finished();
}

AuditCounts ActionRun::counts() const {
  AuditCounts counts;
  counts.asked = static_cast<int>(items_.size());
  for (const auto& item : items_) {
    if (item.outcome == Outcome::done) ++counts.done;
    if (item.outcome == Outcome::changedMeanwhile) ++counts.changedMeanwhile;
    if (item.outcome == Outcome::failed) ++counts.failed;
    if (item.outcome == Outcome::notSent || item.outcome == Outcome::waiting) ++counts.notSent;
  }
  return counts;
}

QString ActionRun::report() const {
  return reportOf(counts());
}

int ActionRun::settled() const {
  return static_cast<int>(std::count_if(items_.begin(), items_.end(), [](const ItemResult& item) {
    return item.outcome != Outcome::waiting && item.outcome != Outcome::sent;
  }));
}

}  // namespace heddle::client
