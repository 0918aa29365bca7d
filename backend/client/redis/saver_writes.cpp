// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_writes.h"

#include "backend/client/redis/saver_rows.h"

#include <memory>
#include <utility>

namespace heddle::client {
namespace {

struct Counting {
  RedisSession& redis;
  std::vector<query::SaverCheckpoint> rows;
  QObject* context;
  SaverCountsDone done;
  std::vector<std::size_t> places;  // of the rows whose writes were asked for their channel
};
using SharedCount = std::shared_ptr<Counting>;

/// A shallow JavaScript saver numbers all writes from 0, so only the channel tells what one is.
void askChannels(const SharedCount& counting, const RedisReply& lists) {
  std::vector<query::RedisCommand> asks;
  for (std::size_t i = 0; i < counting->rows.size() && i < lists.items.size(); ++i) {
    if (!query::numbersEveryWrite(counting->rows[i])) continue;
    for (const auto& key : textsOf(lists.items[i])) {
      asks.push_back({"JSON.GET", key, "$.channel"});
      counting->places.push_back(i);
    }
  }
  if (asks.empty()) {
    counting->done(counting->rows, nullptr);
    return;
  }
  counting->redis.commands(std::move(asks), counting->context,
                           [counting](const RedisReply& reply, const SourceError* error) {
                             for (std::size_t i = 0; i < reply.items.size(); ++i)
                               query::countWrite(counting->rows[counting->places[i]], reply.items[i].text);
                             counting->done(counting->rows, error);
                           });
}

}  // namespace

void countSaverWrites(RedisSession& redis, std::vector<query::SaverCheckpoint> rows, int most,
                      QObject* context, SaverCountsDone done) {
  std::vector<query::RedisCommand> lists;
  lists.reserve(rows.size());
  for (const auto& row : rows)
    lists.push_back(query::saverWrites(row, most));
  const auto counting =
      std::make_shared<Counting>(Counting{redis, std::move(rows), context, std::move(done), {}});
  redis.commands(std::move(lists), context, [counting](const RedisReply& reply, const SourceError* error) {
    if (error != nullptr) {
      counting->done({}, error);
      return;
    }
    for (std::size_t i = 0; i < counting->rows.size() && i < reply.items.size(); ++i)
      query::countWrites(counting->rows[i], textsOf(reply.items[i]));
    askChannels(counting, reply);
  });
}

}  // namespace heddle::client
