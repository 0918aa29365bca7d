// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

enum class RedisFlavour {
  none,         // no search index of a checkpointer: a server's Redis, or anybody's
  pythonSaver,  // langgraph-checkpoint-redis
  jsSaver,      // @langchain/langgraph-checkpoint-redis
};

/// Decides by the names of the search indexes (storage facts, section E); what FT._LIST answers.
RedisFlavour redisFlavourOf(const std::vector<std::string>& indexes);

/// "redis-python-saver" for scripts; empty for none.
std::string_view word(RedisFlavour flavour);
/// "Python Redis checkpointer"; empty for none.
std::string_view badge(RedisFlavour flavour);

}  // namespace heddle::query
