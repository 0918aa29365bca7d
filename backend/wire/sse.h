// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::wire {

/// One event of a text/event-stream (WHATWG HTML §9.2), as LangGraph servers send it.
struct SseEvent {
  std::string event = "message";
  std::string data;
  std::string id;  // of this event; empty when it had none
};

/// Incremental reader: any cut of the bytes gives the same events. Lines end with CRLF, LF or CR.
/// An event above the byte limit is dropped whole and counted, so memory stays bounded.
class SseParser {
 public:
  explicit SseParser(std::size_t maxEventBytes = std::size_t{64} << 20) : maxEventBytes_(maxEventBytes) {}

  /// Events completed by these bytes, in order.
  std::vector<SseEvent> feed(std::string_view bytes);

  /// Comment lines seen (servers send them as heartbeats).
  std::size_t comments() const { return comments_; }
  std::size_t dropped() const { return dropped_; }

 private:
  void endLine(std::vector<SseEvent>& out);
  void takeField(std::string_view name, std::string_view value);

  std::size_t maxEventBytes_;
  std::string line_;
  SseEvent current_;
  std::size_t size_ = 0;
  bool hasData_ = false;
  bool oversized_ = false;
  bool afterCr_ = false;
  std::size_t comments_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace heddle::wire
