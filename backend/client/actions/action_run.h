// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action_plan.h"
#include "backend/client/api/api_session.h"

#include <chrono>
#include <deque>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace heddle::client {

/// What became of one target.
struct ItemResult {
  enum class Outcome {
    waiting,           // not sent yet
    sent,              // the API took it; its effect has not been read yet
    done,              // read again: it is so
    changedMeanwhile,  // somebody or something else was there first
    failed,            // the API refused it, or its effect does not show
    notSent,           // stopped before
  };
  QString target;
  Outcome outcome = Outcome::waiting;
  QString sentence;  // what the API said, or how it stands now

  bool operator==(const ItemResult&) const = default;
};
QString word(ItemResult::Outcome outcome);

/// How fast the requests of an action follow each other.
struct ActionPace {
  std::chrono::milliseconds undo{0};  // before the first one; stop() then sends nothing at all
  std::chrono::milliseconds between{50};
  std::chrono::milliseconds look{400};  // between two looks for an effect that does not show yet
  int looks = 25;
};

/// Carries out one permitted plan: one request after the other, then every target is read again, and only
/// what shows there counts as done. Can be stopped between two requests, and tries failures again with the
/// same permit. GUI thread; `api` and `gate` outlive it. Writes the end into the audit log.
class ActionRun : public QObject {
  Q_OBJECT

 public:
  enum class Phase { undoable, sending, checking, finished };

  ActionRun(ApiSession& api, ActionPlan plan, WritePermit permit, ActionPace pace = {},
            QObject* parent = nullptr);

  void start();
  /// No further request leaves; what was sent is still read again.
  void stop();
  /// Once finished: sends what failed once more.
  void retryFailures();

  Phase phase() const { return phase_; }
  std::chrono::seconds undoLeft() const;
  const ActionPlan& plan() const { return plan_; }
  const std::vector<ItemResult>& items() const { return items_; }
  AuditCounts counts() const;
  /// "Asked 120, done 118, 2 changed meanwhile."
  QString report() const;
  int settled() const;

 Q_SIGNALS:
  void phaseChanged();
  void undoTicked();
  void itemChanged(int index);
  void finished();

 private:
  void begin();
  void sendNext();
  void answered(std::size_t index, const SourceError* error);
  void check();
  void look(std::size_t index);
  void looked(std::size_t index, const TargetState& state, const SourceError* error);
  void set(std::size_t index, ItemResult::Outcome outcome, const QString& sentence);
  void turnTo(Phase phase);
  void end();

  ApiSession& api_;
  ActionPlan plan_;
  WritePermit permit_;
  ActionPace pace_;
  Phase phase_ = Phase::finished;
  std::vector<ItemResult> items_;
  std::deque<std::size_t> toSend_, toLook_;
  std::vector<int> looks_;
  QTimer undo_, next_;
  QElapsedTimer undoing_;
};

/// Reads every target and says what the action would do to it, without sending it: the dry run. One after the
/// other; ends early when it is deleted. GUI thread.
class ActionRehearsal : public QObject {
  Q_OBJECT

 public:
  ActionRehearsal(ApiSession& api, ActionPlan plan, QObject* parent = nullptr);
  void start();
  const std::vector<ItemResult>& items() const { return items_; }
  /// "118 of 120 would change; 2 have nothing left to do."
  QString report() const;

 Q_SIGNALS:
  void itemChanged(int index);
  void finished();

 private:
  void lookAt(std::size_t index);

  ApiSession& api_;
  ActionPlan plan_;
  std::vector<ItemResult> items_;
};

}  // namespace heddle::client
