// SPDX-License-Identifier: Apache-2.0
#include "backend/query/redis_flavour.h"

namespace heddle::query {

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
  if (part == Part::store) return "This Redis holds no store of LangGraph that the login can see.";
  Capabilities saver;  // what any checkpointer has: threads and their states
  saver.flavour = Flavour::pythonSaver;
  saver.checkpoints = true;
  return absence(saver, part);
}

}  // namespace heddle::query
