// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Runner frames, version 1: the contract is frames.md beside this file. Pure functions and machines on
/// bytes.
namespace heddle::wire {

inline constexpr std::size_t kFrameHeaderBytes = 12;
inline constexpr std::size_t kFrameBodyLimit = 256 * 1024;
inline constexpr std::size_t kBodyLimit = 128 * 1024 * 1024;
/// Bodies begun and not finished, over all channels: what a hostile peer can make us hold.
inline constexpr std::size_t kUnfinishedLimit = 2 * kBodyLimit;

enum class FrameKind : std::uint8_t {
  hello = 1,
  welcome,
  graphs,
  run,
  started,
  event,
  credit,
  ckptPut,
  writesPut,
  ack,
  fenced,
  ckptGet,
  ckptList,
  ckptData,
  saverOp,
  deltaGet,
  deltaData,
  store,
  cancel,
  end,
  call,
  reply,
  ping,
  pong,
  log,
  drain,
  bye,
};
inline constexpr std::uint8_t kLastFrameKind = static_cast<std::uint8_t>(FrameKind::bye);

/// One whole body, put together from as many frames as it took.
struct Message {
  FrameKind kind = FrameKind::hello;
  std::uint32_t channel = 0;
  std::string body;

  bool operator==(const Message&) const = default;
};

/// Appends one frame. `body` is at most kFrameBodyLimit bytes; `more` when the body goes on in the next
/// frame.
void appendFrame(std::string& out, FrameKind kind, std::uint32_t channel, std::string_view body, bool more);

/// Appends a body as consecutive frames. `body` is at most kBodyLimit bytes.
void appendMessage(std::string& out, FrameKind kind, std::uint32_t channel, std::string_view body);

/// Takes bytes in any portions and yields whole messages. After an error the session is over: every later
/// feed answers the same error.
class FrameDecoder {
 public:
  core::Result<void> feed(std::string_view bytes, std::vector<Message>& out);

 private:
  using Key = std::pair<std::uint32_t, FrameKind>;

  core::Result<std::size_t> takeFrame(std::string_view bytes, std::vector<Message>& out);
  core::Result<void> takeBody(Key key, bool more, std::string_view body, std::vector<Message>& out);
  core::Error fail(std::string message);

  std::string rest_;                       // the beginning of a frame
  std::map<Key, std::string> unfinished_;  // bodies with MORE seen last
  std::size_t unfinishedBytes_ = 0;
  std::string failure_;
};

}  // namespace heddle::wire
