// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/tail_event.h"
#include "backend/client/redis/tail_feed.h"
#include "backend/wire/envelope.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::client {

/// Makes tail rows of what travels through Redis: puts chunks together, drops doubles and attempts that were
/// replaced, and marks holes in a run's numbering. Pure on bytes; one thread.
class TailDecoder {
 public:
  explicit TailDecoder(TailNames names) : names_(std::move(names)) {}

  // Names of one run, and of the whole deployment as a pattern.
  std::string channelOf(const core::ThreadId& thread, const core::RunId& run) const;
  std::string streamKeyOf(const core::ThreadId& thread, const core::RunId& run) const;
  std::string pattern() const;

  /// One message of a channel; answers whether it could be read.
  bool message(std::string_view channel, std::string_view payload, std::int64_t received, TailBatch& out);
  /// One entry of the run's stream, fields as read: name, value, name, value …
  bool entry(const std::string& id, const std::vector<std::string>& fields, const core::RunId& wanted,
             std::int64_t received, TailBatch& out);

  std::uint64_t gaps() const { return gaps_; }
  /// The connection was interrupted: what follows may have holes that the numbering shows.
  void interrupted();

 private:
  struct Run {
    std::int64_t fence = 0, lastN = 0;
    std::string lastId;  // official flavour
    bool joined = false;
    wire::EnvelopeReader live, stored;
  };
  bool envelope(Run& state, std::string_view bytes, wire::EnvelopeReader& reader, std::int64_t received,
                TailBatch& out);
  void take(Run& state, const wire::Envelope& envelope, std::int64_t received, TailBatch& out);
  bool officialFrame(std::string_view channel, std::string_view payload, std::int64_t received,
                     TailBatch& out);
  void official(Run& state, TailEvent row, std::string_view name, std::string_view body,
                const std::string& id, TailBatch& out);
  Run& runOf(const core::RunId& id);

  TailNames names_;
  std::map<core::RunId, Run> runs_;
  std::uint64_t gaps_ = 0;
};

}  // namespace heddle::client
