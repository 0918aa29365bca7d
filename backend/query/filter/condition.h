// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"

#include <string>

namespace heddle::query {

/// Whether a list can be sorted by it: points and lengths of time, sizes, numbers.
bool isSortable(const Field& field);
/// The field's value as bigint, for sorting; times in microseconds.
std::string sortValue(const Field& field, const Capabilities& capabilities);

/// A term as a condition that is never NULL, over the list's aliases. Every value goes through sql_text.h.
/// The filter has been checked against these capabilities; a field they do not keep matches nothing.
std::string conditionOf(const ListSchema& schema, const FilterTerm& term, const Capabilities& capabilities);
/// The value of an id field is taken as a whole, not as an id's beginning.
bool isWholeId(const FilterValue& value, const Capabilities& capabilities);
/// All terms, ` and …` each; empty for no terms.
std::string conditionsOf(const ListSchema& schema, const std::vector<FilterTerm>& terms,
                         const Capabilities& capabilities);

}  // namespace heddle::query
