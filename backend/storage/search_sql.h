// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/resources.h"
#include "backend/storage/rows.h"
#include "backend/storage/statement.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::storage {

/// A field of an API object and the SQL that yields its value.
struct ObjectField {
  std::string name, sql;
};

/// `json_build_object(…)::text` of the fields, in their order; only the selected ones when any are named.
/// Unknown names are left out.
std::string objectSql(const std::vector<ObjectField>& fields, const std::vector<std::string>& selected = {});

/// A search as one statement: conditions with their arguments, order, page. The text is made of fixed pieces;
/// whatever a client sent travels as an argument.
class Search {
 public:
  Search(std::string object, std::string from) : object_(std::move(object)), from_(std::move(from)) {}

  /// `condition` with its argument as `?`: `status = ?`.
  Search& where(std::string_view condition, std::string_view value);
  Search& whereAny(std::string_view condition, const std::vector<std::string>& values);
  /// Containment, unless the filter is empty.
  Search& contains(std::string_view column, const core::JsonText& filter);
  Search& fixed(std::string_view condition);
  /// What the filter lets through; `metadata` and `id` are the columns it looks at.
  Search& visible(std::string_view metadata, std::string_view id, const core::AccessFilter& filter);

  /// One row more than `limit` is asked for, to tell whether another page follows. `orderBy` must be a fixed
  /// piece.
  Step page(std::string_view orderBy, int limit, int offset) &&;
  Step count() &&;

 private:
  std::string placed(std::string_view condition) const;
  void add(const std::string& condition);

  std::string object_, from_, where_;
  Params params_;
};

/// Two counts, for sightFrom: whether the row is there, and whether the filter lets it through. Both searches
/// name the row by its id.
std::vector<Step> sightSteps(Search all, Search seen);
core::Sight sightFrom(const std::vector<Rows>& answers);

core::Page pageOf(const Rows& rows, int limit);

/// `values.messages[-1].content` as SQL on the thread's columns, or `null` for anything else.
std::string extractSql(std::string_view path);

/// `text` as an SQL literal.
std::string quoted(std::string_view text);

/// `%text%` with the wildcards of LIKE in it taken literally.
std::string likeAnywhere(std::string_view text);

}  // namespace heddle::storage
