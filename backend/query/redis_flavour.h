// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"

#include <string>
#include <string_view>

namespace heddle::query {

enum class RedisFlavour {
  none,         // no search index of a checkpointer: a server's Redis, or anybody's
  pythonSaver,  // langgraph-checkpoint-redis
  jsSaver,      // @langchain/langgraph-checkpoint-redis
  bothSavers,   // programs of both languages share the Redis; saver_places.h tells them apart
};

/// "redis-python-saver" for scripts; empty for none.
std::string_view word(RedisFlavour flavour);
/// "Python Redis checkpointer"; empty for none.
std::string_view badge(RedisFlavour flavour);
/// Why a page that reads Postgres stays empty where there are only checkpoints in Redis: a sentence, or empty
/// for none.
std::string absence(RedisFlavour flavour, Part part);

}  // namespace heddle::query
