// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace heddle::core {

/// The official words (semantics: Run object). `running` is never stored: it is a leased slot (DESIGN §3).
enum class RunStatus { pending, running, success, error, timeout, interrupted };
enum class ThreadStatus { idle, busy, interrupted, error };
enum class MultitaskStrategy { reject, enqueue, interrupt, rollback };
enum class CancelAction { interrupt, rollback };
enum class Durability { sync, async, exit };

std::string_view word(RunStatus status);
std::string_view word(ThreadStatus status);
std::string_view word(MultitaskStrategy strategy);
std::string_view word(CancelAction action);
std::string_view word(Durability durability);

std::optional<RunStatus> parseRunStatus(std::string_view word);
std::optional<ThreadStatus> parseThreadStatus(std::string_view word);
std::optional<MultitaskStrategy> parseMultitaskStrategy(std::string_view word);
std::optional<CancelAction> parseCancelAction(std::string_view word);
std::optional<Durability> parseDurability(std::string_view word);

/// Finished for good: no later attempt may change it.
constexpr bool isTerminal(RunStatus status) {
  return status != RunStatus::pending && status != RunStatus::running;
}

}  // namespace heddle::core
