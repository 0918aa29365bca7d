// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::query {

/// What rows are grouped by: a field of the list, of JSON fields a place in it.
struct GroupField {
  std::string name;
  std::vector<std::string> path = {};

  bool operator==(const GroupField&) const = default;
};
/// `status`, `meta.user.id`.
GroupField groupField(std::string_view text);

/// Rows that share a value, or whose values share a bucket.
struct Group {
  std::string label;  // the value, or the bucket as the grammar writes a range; empty: they have no value
  std::int64_t rows = 0;
  std::string term = {};  // of the filter that finds them; empty where the grammar has none
  bool noValue = false;
};

/// Groups of the matching rows among the newest ones: never more than `scanned` rows were looked at.
struct Grouping {
  bool histogram =
      false;           // buckets in their order, empty ones too; otherwise values, the frequent ones first
  bool whole = false;  // the list ended within what was looked at
  std::int64_t scanned = 0, matching = 0;
  std::int64_t others = 0;  // rows in the groups beyond the first kMostGroups
  std::vector<Group> groups;
};

inline constexpr int kGroupedRows = 20000;
inline constexpr int kMostGroups = 50;

/// Why this list cannot be grouped by it in this database; empty when it can.
std::string whyNotGrouped(const ListSchema& schema, const GroupField& field,
                          const Capabilities& capabilities);
/// Times, durations, sizes and numbers come in buckets.
bool isHistogram(const ListSchema& schema, const GroupField& field);
/// Groups the matching ones of the newest `query.windowRows` rows. The query and the field were checked.
std::string groupSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                     const GroupField& field);
Grouping groupingFrom(const ListSchema& schema, const ListQuery& query, const GroupField& field,
                      const std::vector<Row>& rows);

/// Values with how often they stand, rising, in buckets of a field of this kind.
std::vector<Group> bucketsOf(FieldKind kind, const std::string& field,
                             const std::vector<std::pair<std::int64_t, std::int64_t>>& values);

}  // namespace heddle::query
