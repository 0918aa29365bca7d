// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// Events that only the event protocol knows (`protocol:<method>`); other listeners are not told of them.
bool isProtocolEvent(std::string_view event);

/// Which events of a run one listener asked for. The mode before the first `|` decides. metadata, error and
/// feedback always pass, and so does an `updates` that tells of an interrupt.
class StreamFilter {
 public:
  /// As given when a run is created: `messages` and `messages-tuple` are two kinds of event.
  static StreamFilter ofCreation(std::vector<std::string> modes);
  /// As given when joining: either of the two means both. No modes: everything.
  static StreamFilter ofJoin(std::vector<std::string> modes);

  bool passes(std::string_view event, std::string_view data) const;

 private:
  std::vector<std::string> modes_;
  bool joins_ = false;
};

}  // namespace heddle::api
