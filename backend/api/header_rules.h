// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// Which headers of a request go somewhere: names in lower case, `*` stands for any characters, what is
/// excluded is out whatever includes it.
struct HeaderRules {
  std::vector<std::string> includes, excludes;

  bool takes(std::string_view name) const;
  /// What a graph sees of a request unless langgraph.json says otherwise. Keys are never among it.
  static HeaderRules forGraphs();
};

}  // namespace heddle::api
