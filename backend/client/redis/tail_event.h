// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/uuid.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QMetaType>

namespace heddle::client {

/// One row of the live tail.
struct TailEvent {
  enum class Kind { event, gap, end, note };
  Kind kind = Kind::event;
  core::ThreadId thread;
  core::RunId run;
  std::int64_t fence = 0;  // 0 for flavours without one
  std::int64_t n = 0;      // within the attempt, from 1
  std::int32_t attempt = 0;
  std::int64_t time = 0;      // microseconds since 1970, server clock; 0: unknown
  std::int64_t received = 0;  // microseconds since 1970, this computer's clock
  std::string mode;           // values, updates, messages, custom …; "end" for the end
  std::string ns;
  std::shared_ptr<const std::string> data;  // JSON text; for gap and note a sentence
};

/// Counted exactly: received = shown + dropped + those of the batch under way.
struct TailCounters {
  std::uint64_t received = 0;
  std::uint64_t shown = 0;    // handed over in batches
  std::uint64_t dropped = 0;  // above the rate cap, or undecodable
  std::uint64_t gaps = 0;     // holes in a run's numbering
  std::uint64_t bytes = 0;
  double bytesPerSecond = 0, eventsPerSecond = 0;  // over the last second
  std::int64_t lag = 0;  // microseconds between the newest event's server time and its arrival
};

using TailBatch = std::vector<TailEvent>;

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::TailCounters)
Q_DECLARE_METATYPE(heddle::client::TailBatch)
