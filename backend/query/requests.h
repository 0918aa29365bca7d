// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::query {

enum class Order { newestFirst, oldestFirst };

/// What a page of runs shows. `after` is the key of the last row shown (or Page::next).
struct RunQuery {
  std::vector<std::string> statuses;  // empty: all
  std::string threadId, assistantId;  // empty: any
  Order order = Order::newestFirst;
  std::optional<Key> after;
  int limit = 200;

  bool operator==(const RunQuery&) const = default;
};

struct ThreadQuery {
  std::vector<std::string> statuses;  // empty: all
  Order order = Order::newestFirst;
  std::optional<Key> after;
  int limit = 200;

  bool operator==(const ThreadQuery&) const = default;
};

struct AssistantQuery {
  std::string graphId;  // empty: any
  Order order = Order::newestFirst;
  std::optional<Key> after;
  int limit = 200;

  bool operator==(const AssistantQuery&) const = default;
};

struct HistoryQuery {
  std::string threadId;
  std::optional<std::string> ns;        // nothing: all namespaces
  std::string runId;                    // empty: any
  std::optional<std::string> beforeId;  // checkpoint id, exclusive
  int limit = 100;
};

/// A page and where the next one starts; no `next` at the end of the list. Rare statuses are looked for in
/// bounded windows, so a page may be short although `next` is set: ask on.
template <typename Record>
struct Page {
  std::vector<Record> rows;
  std::optional<Key> next;
};

/// Count of rows beyond the top key; `atLeast` when the count stopped at its bound.
struct NewerCount {
  std::int64_t count = 0;
  bool atLeast = false;
};

}  // namespace heddle::query
