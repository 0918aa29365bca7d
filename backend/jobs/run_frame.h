// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"
#include "backend/core/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Bodies of RUN and END frames (wire/frames.md) from and to what the queue knows. Pure.
namespace heddle::jobs {

/// On a later attempt whose head is the run's own, input, command and checkpoint are left out: it continues
/// from there (DESIGN §4a.1).
std::string runFrameBody(const core::ClaimedRun& run);

/// How long a runner may take from RUN to STARTED: a large input takes its time to arrive and to be read.
inline std::chrono::seconds startPatience(std::chrono::seconds least, std::size_t frameBytes) {
  return least + std::chrono::seconds(frameBytes >> 20U);
}

/// The 60-bit time of a UUIDv6; empty for any other text.
std::optional<std::uint64_t> checkpointTime(std::string_view id);

/// A JSON array, or nothing; a part of `kwargs`.
std::string_view streamModesOf(const core::JsonText& kwargs);
bool isResumable(const core::JsonText& kwargs);
/// Its events can be followed by the event protocol.
bool speaksProtocol(const core::JsonText& kwargs);
core::Durability durabilityOf(const core::JsonText& kwargs);

/// END as a request to finish, without slot; `error` without its traceback.
struct EndFrame {
  core::FinishRequest finish;
  std::string errorName;
  bool handedOff = false;  // it stopped between two steps and goes on elsewhere
};
core::Result<EndFrame> readEndFrame(std::string_view body);

/// `{"error", "message"}`
core::JsonText errorJson(std::string_view name, std::string_view message);

}  // namespace heddle::jobs
