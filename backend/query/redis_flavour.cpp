// SPDX-License-Identifier: Apache-2.0
#include "backend/query/redis_flavour.h"

#include <algorithm>

namespace heddle::query {
namespace {

bool has(const std::vector<std::string>& indexes, std::string_view name) {
  return std::find(indexes.begin(), indexes.end(), name) != indexes.end();
}

}  // namespace

RedisFlavour redisFlavourOf(const std::vector<std::string>& indexes) {
  if (has(indexes, "checkpoint") && has(indexes, "checkpoint_write")) return RedisFlavour::pythonSaver;
  if (has(indexes, "checkpoints") && has(indexes, "checkpoint_writes")) return RedisFlavour::jsSaver;
  return RedisFlavour::none;
}

std::string_view word(RedisFlavour flavour) {
  if (flavour == RedisFlavour::pythonSaver) return "redis-python-saver";
  return flavour == RedisFlavour::jsSaver ? "redis-js-saver" : "";
}

std::string_view badge(RedisFlavour flavour) {
  if (flavour == RedisFlavour::pythonSaver) return "Python Redis checkpointer";
  return flavour == RedisFlavour::jsSaver ? "JavaScript Redis checkpointer" : "";
}

std::string absence(RedisFlavour flavour, Part part) {
  if (flavour == RedisFlavour::none) return {};
  if (part == Part::store) return "This page reads Postgres; items of a store in Redis are not read.";
  Capabilities saver;  // what any checkpointer has: threads and their states
  saver.flavour = Flavour::pythonSaver;
  saver.checkpoints = true;
  return absence(saver, part);
}

}  // namespace heddle::query
