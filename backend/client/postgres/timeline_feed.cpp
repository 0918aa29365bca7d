// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/timeline_feed.h"

#include "backend/client/postgres/feed_reading.h"

namespace heddle::client {

TimelineFeed::TimelineFeed(PgSession& session, QObject* parent)
    : QObject(parent), tasks_(session, Lane::details, this) {}

quint64 TimelineFeed::load(const std::string& threadId, const std::string& runId) {
  return tasks_.ask(
      [threadId, runId](PgConnection& connection) -> std::any {
        requireCheckpoints(connection);
        return mapped(connection.rows(query::timelineSql(connection.capabilities(), threadId, runId)),
                      query::taskFrom);
      },
      answerTo<std::vector<query::TaskRecord>>(this, &TimelineFeed::loaded));
}

}  // namespace heddle::client
