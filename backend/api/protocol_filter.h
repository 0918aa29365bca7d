// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// `node:task` segments from the root down; empty: the root.
using Namespace = std::vector<std::string>;
/// Of a stream event: `a:uuid|b:uuid`.
Namespace namespaceOf(std::string_view joined);

/// What one subscription of the event protocol asked for (semantics §8).
class ProtocolFilter {
 public:
  /// `{channels, namespaces?, depth?, since?}`; unknown fields are ignored. Error: badRequest.
  static core::Result<ProtocolFilter> read(std::string_view params);

  /// `name`: of a `custom` event, empty when it has none. `custom` alone takes all names.
  bool wants(std::string_view channel, std::string_view name = {}) const;
  /// At or below one of the namespaces, `depth` further segments at most; anywhere when none was given. A
  /// segment without task id stands for all tasks of its node.
  bool reaches(const Namespace& place) const;
  /// The client has the events up to this one.
  std::int64_t since() const { return since_; }

 private:
  std::vector<std::string> channels_;
  std::vector<Namespace> namespaces_;  // empty: everywhere
  std::optional<std::size_t> depth_;
  std::int64_t since_ = 0;
};

}  // namespace heddle::api
