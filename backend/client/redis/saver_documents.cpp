// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_documents.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace heddle::client {
namespace {

/// Which fit together, by place. Redis may not tell a size (a login without MEMORY): such a one is read.
std::vector<std::size_t> fitting(const RedisReply& sizes, bool& truncated) {
  std::vector<std::size_t> order(sizes.items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sizes.items[a].integer < sizes.items[b].integer;
  });
  std::int64_t together = 0;
  std::vector<std::size_t> chosen;
  for (const auto place : order) {
    together += sizes.items[place].integer;
    if (together > kMostDocumentBytes) {
      truncated = true;
      break;
    }
    chosen.push_back(place);
  }
  return chosen;
}

}  // namespace

void readSaverDocuments(RedisSession& redis, std::vector<SaverDocument> wanted, QObject* context,
                        SaverDocumentsDone done) {
  std::vector<std::vector<std::string>> sizes;
  sizes.reserve(wanted.size());
  for (const auto& one : wanted)
    sizes.push_back({"MEMORY", "USAGE", one.key});
  redis.commands(
      std::move(sizes), context,
      [&redis, wanted = std::move(wanted), context, done = std::move(done)](const RedisReply& reply,
                                                                            const SourceError* error) {
        if (error != nullptr) {
          done({}, error);
          return;
        }
        SaverDocuments documents;
        documents.texts.resize(wanted.size());
        const auto chosen = fitting(reply, documents.truncated);
        std::vector<std::vector<std::string>> gets;
        gets.reserve(chosen.size());
        for (const auto place : chosen) {
          gets.push_back({"JSON.GET", wanted[place].key});
          if (!wanted[place].path.empty()) gets.back().push_back(wanted[place].path);
        }
        redis.commands(
            std::move(gets), context,
            [chosen, documents, done](const RedisReply& answers, const SourceError* problem) mutable {
              for (std::size_t i = 0; i < chosen.size() && i < answers.items.size(); ++i) {
                const auto& item = answers.items[i];
                if (item.kind == RedisReply::Kind::text) documents.texts[chosen[i]] = item.text;
              }
              done(std::move(documents), problem);
            });
      });
}

void readSaverDocuments(RedisSession& redis, const std::vector<std::string>& keys, QObject* context,
                        SaverDocumentsDone done) {
  std::vector<SaverDocument> wanted;
  wanted.reserve(keys.size());
  for (const auto& key : keys)
    wanted.push_back({key, {}});
  readSaverDocuments(redis, std::move(wanted), context, std::move(done));
}

}  // namespace heddle::client
