// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/thread_feed.h"

#include "backend/client/postgres/checkpoint_reading.h"
#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/thread_sql.h"

namespace heddle::client {
namespace {

using ThreadPage = query::Page<query::ThreadRecord>;

struct History {
  std::vector<query::CheckpointRecord> rows;
  bool more = false;
};

}  // namespace

ThreadFeed::ThreadFeed(PgSession& session, QObject* parent)
    : QObject(parent),
      page_(session, Lane::lists, this),
      count_(session, Lane::lists, this),
      reread_(session, Lane::lists, this) {
  qRegisterMetaType<ThreadPage>();
}

quint64 ThreadFeed::load(const query::ThreadQuery& query) {
  return page_.ask(
      [query](PgConnection& connection) -> std::any {
        return readList(connection, query::threadsSchema(), query, query::threadFrom);
      },
      answerTo<ThreadPage>(this, &ThreadFeed::loaded));
}

quint64 ThreadFeed::countBeyond(const query::ThreadQuery& query, const query::Key& top) {
  return count_.ask(
      [query, top](PgConnection& connection) -> std::any {
        require(connection, query::Part::threads);
        return query::newerCountFrom(
            connection.rows(query::threadsBeyondSql(connection.capabilities(), query, top)));
      },
      answerTo<query::NewerCount>(this, &ThreadFeed::counted));
}

quint64 ThreadFeed::reread(const std::vector<std::string>& threadIds, const query::ThreadQuery& query) {
  return reread_.ask(
      [threadIds, query](PgConnection& connection) -> std::any {
        require(connection, query::Part::threads);
        return mapped(connection.rows(query::threadsByIdSql(connection.capabilities(), threadIds, query)),
                      query::rereadThreadFrom);
      },
      answerTo<std::vector<query::ThreadRecord>>(this, &ThreadFeed::rereadDone));
}

void ThreadFeed::cancel() {
  page_.drop();
  count_.drop();
  reread_.drop();
}

PgThreadDetailFeed::PgThreadDetailFeed(PgSession& session, QObject* parent)
    : ThreadDetailFeed(parent),
      session_(session),
      detail_(session, Lane::details, this),
      history_(session, Lane::details, this),
      checkpoint_(session, Lane::details, this) {
  qRegisterMetaType<query::ThreadDetail>();
  qRegisterMetaType<CheckpointContentPtr>();
}

quint64 PgThreadDetailFeed::load(const std::string& threadId) {
  return detail_.ask(
      [threadId](PgConnection& connection) -> std::any {
        require(connection, query::Part::threads);
        const auto rows = connection.blobs(query::threadDetailSql(connection.capabilities(), threadId));
        if (rows.empty()) throw notFound(QStringLiteral("There is no thread with this id (any more)."));
        return query::threadDetailFrom(rows.front());
      },
      answerTo<query::ThreadDetail>(this, &ThreadDetailFeed::loaded));
}

quint64 PgThreadDetailFeed::loadHistory(const query::HistoryQuery& query) {
  return history_.ask(
      [query](PgConnection& connection) -> std::any {
        requireCheckpoints(connection);
        auto one = query;
        ++one.limit;  // one more tells whether the list goes on
        History history{mapped(connection.rows(query::historySql(connection.capabilities(), one)),
                               query::checkpointFrom)};
        history.more = static_cast<int>(history.rows.size()) > query.limit;
        if (history.more) history.rows.pop_back();
        return history;
      },
      [this](quint64 generation, std::any answer, const SourceError* error) {
        if (error != nullptr) {
          Q_EMIT failed(generation, *error);
          return;
        }
        const auto history = std::any_cast<History>(std::move(answer));
        Q_EMIT historyLoaded(generation, history.rows, history.more);
      });
}

quint64 PgThreadDetailFeed::loadCheckpoint(const std::string& threadId, const std::string& ns,
                                           const std::string& checkpointId,
                                           std::shared_ptr<const checkpoint::AesKey> key,
                                           query::ValueCaps caps) {
  return checkpoint_.ask(
      [=](PgConnection& connection) -> std::any {
        return readCheckpointContent(connection, threadId, ns, checkpointId, key.get(), caps);
      },
      answerTo<CheckpointContentPtr>(this, &ThreadDetailFeed::checkpointLoaded));
}

void PgThreadDetailFeed::cancel() {
  detail_.drop();
  history_.drop();
  checkpoint_.drop();
}

std::string PgThreadDetailFeed::historyAbsence() const {
  const auto* known = session_.capabilities();
  return known == nullptr ? std::string() : query::absence(*known, query::Part::history);
}

}  // namespace heddle::client
