// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QObject>

#include "backend/client/postgres/pg_session.h"

namespace heddle::client {

/// One kind of question of one page: at most one in flight, a newer one replaces the one that waits, and an answer
/// that was replaced is dropped. Lives in the session's thread; owned by its feed.
class Question : public QObject {
  Q_OBJECT

 public:
  Question(PgSession& session, Lane lane, QObject* parent);

  /// Answers the generation that `done` belongs to.
  quint64 ask(PgSession::Work work, PgSession::Done done);
  /// The one in flight and the one waiting; neither gets an answer.
  void drop();
  bool busy() const { return inFlight_.has_value(); }

 private:
  struct Waiting {
    PgSession::Work work;
    PgSession::Done done;
    quint64 generation = 0;
  };
  void send(Waiting waiting);

  PgSession& session_;
  Lane lane_;
  std::optional<quint64> inFlight_;
  std::optional<Waiting> waiting_;
  quint64 generation_ = 0;
};

}  // namespace heddle::client
