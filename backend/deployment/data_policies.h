// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"

#include <optional>
#include <string>

#include <boost/json/value.hpp>

namespace heddle::deployment {

/// "store.index": how items are found by meaning.
struct StoreIndex {
  std::string embed;  // "./file.py:function", or "provider:model"
  int dims = 0;
  core::JsonText fields{"[\"$\"]"};
};

/// "store" of langgraph.json.
struct StorePolicy {
  std::optional<StoreIndex> index;
  bool refreshOnRead = true;
  std::optional<double> defaultTtlMinutes;
  double sweepMinutes = 5;
};

/// "checkpointer.ttl" of langgraph.json.
struct ThreadTtlPolicy {
  std::string strategy = "delete";          // or "keep_latest"
  std::optional<double> defaultTtlMinutes;  // of threads made from now on
  double sweepMinutes = 5;
  int sweepLimit = 10000;
};

/// Each reads one section and answers what is wrong with it as "key must …", or an empty text.
std::string readStore(const boost::json::value& section, StorePolicy& policy);
std::string readCheckpointer(const boost::json::value& section, ThreadTtlPolicy& policy);

}  // namespace heddle::deployment
