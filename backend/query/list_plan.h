// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

namespace heddle::query {

/// Where the rows of a list come from and in which order. Every statement made of it touches a bounded number
/// of rows, whatever the filter: an index finds them, or they are walked in windows along the order.
struct ListPlan {
  const ListSchema& schema;
  const Capabilities& can;
  std::string column = {};  // the order's column, without the alias
  std::string value = {};   // sorted by this expression instead; empty: by the column
  Order order = Order::newestFirst;
  std::vector<Leg> legs = {};
  std::string bounds = {};     // on the column, ` and …`
  std::string few = {};        // ` and …`: leads to few rows by an index of its own
  std::string candidate = {};  // served by an index without order; how many it finds is not known
  std::string rest = {};       // ` and …`: looked at row by row

  /// Rows have to be looked at that may not match.
  bool walks() const { return few.empty() && (!rest.empty() || !candidate.empty()); }
};

/// The filter with the query's own members as terms.
Filter wholeFilter(const ListSchema& schema, const ListQuery& query);
ListPlan planFor(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query);

}  // namespace heddle::query
