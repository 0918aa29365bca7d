// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/filter.h"
#include "backend/query/records.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::query {

enum class Order { newestFirst, oldestFirst };

/// Rows of one window; larger ones hold a snapshot longer, smaller ones cost round trips.
inline constexpr int kWindowRows = 5000;

/// What a page of a list shows. `after` is the key of the last row shown (Page::next).
struct ListQuery {
  std::vector<std::string> statuses;  // empty: all
  std::string threadId, assistantId;  // empty: any
  Order order = Order::newestFirst;   // when the filter has no sort
  std::optional<Key> after;
  int limit = 200;
  Filter filter = {};  // checked against the list; holds together with the members above
  int windowRows = kWindowRows;

  bool operator==(const ListQuery&) const = default;
};
using RunQuery = ListQuery;
using ThreadQuery = ListQuery;
using AssistantQuery = ListQuery;
using CronQuery = ListQuery;

/// Items of one namespace, with those below it or without.
struct StoreQuery {
  std::vector<std::string> labels;  // none: the whole store
  bool below = true;
  Filter filter = {};  // checked against storeSchema()
  std::optional<StorePlace> after;
  int limit = 200;
  int windowRows = kWindowRows;
  bool whole = false;  // values in full instead of their beginnings

  bool operator==(const StoreQuery&) const = default;
};

struct HistoryQuery {
  std::string threadId;
  std::optional<std::string> ns;        // nothing: all namespaces
  std::string runId;                    // empty: any
  std::optional<std::string> beforeId;  // checkpoint id, exclusive
  int limit = 100;
  bool subgraphsOnly = false;  // all but the thread's own
};

/// A page and where the next one starts; no `next` at the end of the list. What no index finds is looked for
/// in bounded windows, so a page may be short although `next` is set: ask on.
template <typename Record>
struct Page {
  std::vector<Record> rows;
  std::optional<Key> next;
  /// Place of the first row, to count what lies beyond it; nothing when the list is sorted by a value.
  std::optional<Key> top = {};
  std::int64_t scanned = 0;  // rows looked at to find these; 0 when an index found them
  bool sortedPart = false;   // the sort covers only the newest `scanned` rows
};

/// Count of rows beyond the top key; `atLeast` when the count stopped at its bound.
struct NewerCount {
  std::int64_t count = 0;
  bool atLeast = false;
};

/// One step of an exact count: what one window holds, and where the next begins.
struct CountStep {
  std::int64_t matching = 0, scanned = 0;
  std::optional<Key> next;
};

}  // namespace heddle::query
