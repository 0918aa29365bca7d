// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/source.h"
#include "backend/deployment/postgres_uri.h"
#include "backend/query/capabilities.h"

#include <any>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <QObject>

namespace heddle::client {

class PgConnection;
class PgLane;

/// Which worker thread answers: a slow detail must not hold up a list.
enum class Lane { lists, details, analysis };

/// Reads one deployment's Postgres. Lives in the GUI thread and never blocks it: each lane is a thread of its
/// own with its own connection, opened at the first question and closed after 60 s without one. Every
/// statement runs in `BEGIN READ ONLY` with a timeout, so a write fails in the database. After a
/// loss the next question reconnects. Owned by DeploymentSession; destroying it cancels what runs and lets
/// the threads end by themselves.
class PgSession : public QObject {
  Q_OBJECT

 public:
  /// What runs in the lane's thread: read through the connection, answer a value. Throws SourceFailure.
  using Work = std::function<std::any(PgConnection&)>;
  using Done = std::function<void(std::any answer, const SourceError* error)>;

  explicit PgSession(deployment::PostgresTarget target, QObject* parent = nullptr);
  ~PgSession() override;

  /// Runs `work` in the lane after those asked before; `done` is called in this object's thread unless
  /// `context` is gone. Answers a number for cancel(). Feeds are the usual callers.
  quint64 run(Lane lane, QObject* context, Work work, Done done);
  /// Takes it out of the queue, or cancels the running statement; `done` then gets an error of kind
  /// cancelled.
  void cancel(quint64 number);

  /// Unknown until the first connection; each (re)connection reads them again.
  const query::Capabilities* capabilities() const { return capabilities_ ? &*capabilities_ : nullptr; }
  SourceState state() const { return state_; }
  /// How far the database's clock is ahead of this computer's, measured at every connection and once a minute
  /// after that while questions are asked; 0 before the first.
  std::chrono::microseconds clockAhead() const { return clockAhead_; }
  /// Opens the list lane now, so that state and capabilities become known.
  void connectNow();

 Q_SIGNALS:
  void stateChanged(const heddle::client::SourceState& state);
  void capabilitiesRead();
  /// By more than a round trip's noise.
  void clockChanged();

 private:
  PgLane& lane(Lane which);
  void wire(PgLane& lane);

  deployment::PostgresTarget target_;
  std::unique_ptr<PgLane> lists_, details_, analysis_;
  std::optional<query::Capabilities> capabilities_;
  SourceState state_;
  std::chrono::microseconds clockAhead_{0};
  quint64 next_ = 0;
};

}  // namespace heddle::client
