// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_session.h"

#include <any>
#include <chrono>
#include <memory>
#include <optional>

#include <QObject>

namespace heddle::client {

/// Lives in a lane's thread: opens the connection when needed and answers one question at a time. Signals are
/// the only way out.
class PgWorker : public QObject {
  Q_OBJECT

 public:
  PgWorker(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout,
           std::shared_ptr<CancelHandle> cancel);

  void answer(quint64 number, const PgSession::Work& work);

 Q_SIGNALS:
  /// By pointer: the way to another thread would copy a page.
  void answered(quint64 number, const std::shared_ptr<std::any>& answer,
                const std::optional<heddle::client::SourceError>& error);
  void reported(const heddle::client::SourceState& state);
  void capabilitiesRead(const heddle::query::Capabilities& capabilities);
  /// Of the database, against this computer's.
  void clockRead(std::chrono::microseconds ahead);

 private:
  std::any read(quint64 number, const PgSession::Work& work);
  std::any ask(const PgSession::Work& work);
  void openNow();
  void readClock();

  std::shared_ptr<CancelHandle> cancel_;
  PgConnection connection_;
  bool openFailed_ = false;  // the failure was reported as such, not as a loss
  std::chrono::steady_clock::time_point clockRead_;
};

}  // namespace heddle::client
