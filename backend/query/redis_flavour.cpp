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
  const bool python = has(indexes, "checkpoint") && has(indexes, "checkpoint_write");
  const bool javaScript = has(indexes, "checkpoints") && has(indexes, "checkpoint_writes");
  if (python) return javaScript ? RedisFlavour::bothSavers : RedisFlavour::pythonSaver;
  return javaScript ? RedisFlavour::jsSaver : RedisFlavour::none;
}

std::string_view word(RedisFlavour flavour) {
  if (flavour == RedisFlavour::pythonSaver) return "redis-python-saver";
  if (flavour == RedisFlavour::bothSavers) return "redis-both-savers";
  return flavour == RedisFlavour::jsSaver ? "redis-js-saver" : "";
}

std::string_view badge(RedisFlavour flavour) {
  if (flavour == RedisFlavour::pythonSaver) return "Python Redis checkpointer";
  if (flavour == RedisFlavour::bothSavers) return "Python and JavaScript Redis checkpointers";
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
