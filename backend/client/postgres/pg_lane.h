// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/cancel_handle.h"
#include "backend/client/postgres/pg_session.h"

#include <chrono>
#include <deque>
#include <memory>

#include <QObject>
#include <QPointer>
#include <QTimer>

class QThread;

namespace heddle::client {

class PgWorker;

/// One worker thread with one connection, and the queue before it. Lives in the GUI thread, which holds the
/// queue; the worker gets one question at a time. Started at the first question, stopped after idleTime()
/// without one. Destroying it never waits: what runs is cut, and the thread is retired (retired_threads.h).
class PgLane : public QObject {
  Q_OBJECT

 public:
  PgLane(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout);
  ~PgLane() override;

  void enqueue(quint64 number, QPointer<QObject> context, PgSession::Work work, PgSession::Done done);
  /// False when it is not here.
  bool cancel(quint64 number);
  bool isRunning() const { return thread_ != nullptr; }
  void setIdleTime(std::chrono::milliseconds time) { idle_.setInterval(time); }

 Q_SIGNALS:
  void reported(const heddle::client::SourceState& state);
  void capabilitiesRead(const heddle::query::Capabilities& capabilities);
  void clockRead(std::chrono::microseconds ahead);

 private:
  struct Job {
    quint64 number = 0;
    QPointer<QObject> context;
    PgSession::Work work;
    PgSession::Done done;
    bool cancelled = false;
  };
  void startThread();
  void stopThread();
  void sendNext();
  void finished(quint64 number, const std::shared_ptr<std::any>& answer,
                const std::optional<SourceError>& error);
  void dropIfStill(quint64 number);

  deployment::PostgresTarget target_;
  std::chrono::milliseconds statementTimeout_;
  std::shared_ptr<CancelHandle> cancel_;  // shared with the worker and with cancels under way
  QThread* thread_ = nullptr;
  PgWorker* worker_ = nullptr;
  std::deque<Job> queue_;  // the front one is in flight when busy_
  bool busy_ = false;
  QTimer idle_;
};

}  // namespace heddle::client
