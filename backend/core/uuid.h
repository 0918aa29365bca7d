// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::core {

/// 128 bits of RFC 9562; a value, cheap to copy, ordered as bytes (so version 7 sorts by time).
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool isNil() const;
  /// Lower case, with dashes: the one spelling used on the wire and in SQL text.
  std::string text() const;

  /// Accepts the 36-character form in either case, and the 32 digits without dashes; nothing else.
  static std::optional<Uuid> parse(std::string_view text);
  static Uuid random();                                         // version 4
  static Uuid timeOrdered();                                    // version 7, rising within a process
  static Uuid named(const Uuid& space, std::string_view name);  // version 5
};

/// 6ba7b821-9dad-11d1-80b4-00c04fd430c8: the space in which system assistants are named (semantics: §1).
extern const Uuid kAssistantSpace;

/// A distinct type per kind of id, so that a run's id never lands where a thread's belongs.
template <typename Tag>
struct Id {
  Uuid value;

  auto operator<=>(const Id&) const = default;
  std::string text() const { return value.text(); }
  static std::optional<Id> parse(std::string_view text) {
    auto parsed = Uuid::parse(text);
    if (!parsed) return std::nullopt;
    return Id{*parsed};
  }
};

using RunId = Id<struct RunTag>;
using ThreadId = Id<struct ThreadTag>;
using AssistantId = Id<struct AssistantTag>;
using CronId = Id<struct CronTag>;

}  // namespace heddle::core

template <>
struct std::hash<heddle::core::Uuid> {
  std::size_t operator()(const heddle::core::Uuid& id) const noexcept;
};
template <typename Tag>
struct std::hash<heddle::core::Id<Tag>> {
  std::size_t operator()(const heddle::core::Id<Tag>& id) const noexcept {
    return std::hash<heddle::core::Uuid>{}(id.value);
  }
};
