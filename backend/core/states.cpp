// SPDX-License-Identifier: Apache-2.0
#include "backend/core/states.h"

#include <array>
#include <utility>

namespace heddle::core {
namespace {

template <typename Enum, std::size_t N>
using Words = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Words<RunStatus, 6> kRun{{{RunStatus::pending, "pending"},
                                    {RunStatus::running, "running"},
                                    {RunStatus::success, "success"},
                                    {RunStatus::error, "error"},
                                    {RunStatus::timeout, "timeout"},
                                    {RunStatus::interrupted, "interrupted"}}};
constexpr Words<ThreadStatus, 4> kThread{{{ThreadStatus::idle, "idle"},
                                          {ThreadStatus::busy, "busy"},
                                          {ThreadStatus::interrupted, "interrupted"},
                                          {ThreadStatus::error, "error"}}};
constexpr Words<MultitaskStrategy, 4> kMultitask{{{MultitaskStrategy::reject, "reject"},
                                                  {MultitaskStrategy::enqueue, "enqueue"},
                                                  {MultitaskStrategy::interrupt, "interrupt"},
                                                  {MultitaskStrategy::rollback, "rollback"}}};
constexpr Words<CancelAction, 2> kCancel{
    {{CancelAction::interrupt, "interrupt"}, {CancelAction::rollback, "rollback"}}};
constexpr Words<Durability, 3> kDurability{
    {{Durability::sync, "sync"}, {Durability::async, "async"}, {Durability::exit, "exit"}}};

template <typename Enum, std::size_t N>
std::string_view wordIn(const Words<Enum, N>& words, Enum value) {
  for (const auto& [candidate, text] : words) {
    if (candidate == value) return text;
  }
  return {};
}

template <typename Enum, std::size_t N>
std::optional<Enum> valueIn(const Words<Enum, N>& words, std::string_view text) {
  for (const auto& [value, candidate] : words) {
    if (candidate == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view word(RunStatus status) {
  return wordIn(kRun, status);
}
std::string_view word(ThreadStatus status) {
  return wordIn(kThread, status);
}
std::string_view word(MultitaskStrategy strategy) {
  return wordIn(kMultitask, strategy);
}
std::string_view word(CancelAction action) {
  return wordIn(kCancel, action);
}
std::string_view word(Durability durability) {
  return wordIn(kDurability, durability);
}

std::optional<RunStatus> parseRunStatus(std::string_view text) {
  return valueIn(kRun, text);
}
std::optional<ThreadStatus> parseThreadStatus(std::string_view text) {
  return valueIn(kThread, text);
}
std::optional<MultitaskStrategy> parseMultitaskStrategy(std::string_view text) {
  return valueIn(kMultitask, text);
}
std::optional<CancelAction> parseCancelAction(std::string_view text) {
  return valueIn(kCancel, text);
}
std::optional<Durability> parseDurability(std::string_view text) {
  return valueIn(kDurability, text);
}

}  // namespace heddle::core
