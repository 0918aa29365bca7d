// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The bytes of a run's live stream in Redis; the contract is envelope.md beside this file.
namespace heddle::wire {

/// Above this many bytes a published envelope is cut into chunks.
inline constexpr std::size_t kEnvelopeLimit = 64 * 1024;
inline constexpr std::size_t kEnvelopeChunk = 48 * 1024;

struct EnvelopeEvent {
  std::string mode, ns;
  std::chrono::microseconds at{};  // since 1970, the publishing server's clock
  std::string json;

  bool operator==(const EnvelopeEvent&) const = default;
};

/// One flush of one run: the events numbered firstN … lastN of one attempt.
struct Envelope {
  core::ThreadId thread;
  core::RunId run;
  std::int64_t fence = 0;
  std::int32_t attempt = 1;
  std::int64_t firstN = 0, lastN = 0;
  bool end = false;  // the terminal status is committed; the one event is named `end`
  std::vector<EnvelopeEvent> events;

  bool operator==(const Envelope&) const = default;
};

/// One piece of bytes for the log. Payloads above 4 KiB are compressed.
std::string encodeEnvelope(const Envelope& envelope);

/// Cuts what encodeEnvelope made into what may be published: itself, or chunks when above kEnvelopeLimit.
std::vector<std::string> cutEnvelope(std::string whole);

/// Puts chunks together. Keeps at most one unfinished envelope per run stream, so use one reader per channel.
class EnvelopeReader {
 public:
  /// An envelope, nothing yet (a chunk was kept), or an error: these bytes were not a version 1 envelope.
  /// A missed chunk drops the unfinished envelope silently: the hole in the numbers tells.
  core::Result<std::optional<Envelope>> read(std::string_view bytes);

 private:
  std::string unfinished_;  // header and payload so far
  std::uint32_t nextChunk_ = 0;
};

}  // namespace heddle::wire
