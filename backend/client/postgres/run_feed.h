// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <vector>

#include <QObject>

namespace heddle::client {

/// The runs page's questions. Lives in the GUI thread; every request answers a generation, every signal
/// carries the generation it answers; compare and drop what is old. Owned by the page's controller, outlived
/// by the session.
class RunFeed : public QObject {
  Q_OBJECT

 public:
  explicit RunFeed(PgSession& session, QObject* parent = nullptr);

  /// One page. Windows of rare statuses are walked for at most 1 s; then the page comes with `next`.
  quint64 load(const query::RunQuery& query);
  /// How many rows that match `query` are newer than `top` (older, when sorted oldest first).
  quint64 countBeyond(const query::RunQuery& query, const query::Key& top);
  /// The visible rows as they are now, with whether they match; ids that are gone are missing in the answer.
  quint64 reread(const std::vector<std::string>& runIds, const query::RunQuery& query = {});
  quint64 summarise();
  void cancel();

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::RunRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::RunRecord>& rows);
  void summarised(quint64 generation, const heddle::query::PendingSummary& summary);
  /// Of any of the four; `generation` tells which.
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question page_, count_, reread_, summary_;
};

/// One run in full. Same rules.
class RunDetailFeed : public QObject {
  Q_OBJECT

 public:
  explicit RunDetailFeed(PgSession& session, QObject* parent = nullptr);
  quint64 load(const std::string& runId);

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::RunDetail& detail);
  void failed(quint64 generation, const heddle::client::SourceError& error);  // kind notFound: no such run

 private:
  Question detail_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::RunDetail)
Q_DECLARE_METATYPE(heddle::query::PendingSummary)
Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::RunRecord>)
