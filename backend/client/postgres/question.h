// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_session.h"
#include "backend/query/requests.h"

#include <optional>

#include <QObject>

namespace heddle::client {

/// One kind of question of one page: at most one in flight, a newer one replaces the one that waits, and an
/// answer that was replaced is dropped. Lives in the session's thread; owned by its feed.
class Question : public QObject {
  Q_OBJECT

 public:
  Question(PgSession& session, Lane lane, QObject* parent);

  using Done = std::function<void(quint64 generation, std::any answer, const SourceError* error)>;

  /// Answers the generation that `done` will carry; generations are unique within the process and rise.
  quint64 ask(PgSession::Work work, Done done);
  /// The one in flight and the one waiting; neither gets an answer.
  void drop();
  bool busy() const { return inFlight_.has_value(); }

 private:
  struct Waiting {
    PgSession::Work work;
    Done done;
    quint64 generation = 0;
  };
  void send(Waiting waiting);

  PgSession& session_;
  Lane lane_;
  std::optional<quint64> inFlight_;
  std::optional<Waiting> waiting_;
  quint64 dropped_ = 0;  // answers up to this generation are not wanted
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::NewerCount)
