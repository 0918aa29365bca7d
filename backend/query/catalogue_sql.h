// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

inline constexpr int kRawRows = 200;
inline constexpr int kRawCharacters = 400;

std::string tablesSql();
TableRecord tableFrom(const Row& row);

/// Rows of (column, type name); needed for rawRowsSql.
std::string columnsSql(const TableRecord& table);
/// At most kRawRows rows in storage order. `after` is RawPage::next of the page before. Tables are walked by
/// their row address; views and partitioned tables have no such order and show their first rows only.
std::string rawRowsSql(const TableRecord& table, const std::vector<Row>& columns, const std::string& after);
RawPage rawPageFrom(const TableRecord& table, const std::vector<Row>& columns, const std::vector<Row>& rows);

/// Which kinds of object carry this id: a UUID in any spelling, or any text where ids are text. Empty text
/// when the schema has nothing to look into.
std::string findSql(const Capabilities& capabilities, const std::string& id);
/// No index knows a checkpoint by its id alone. The first statement looks into the threads that were alive
/// when it was made, as its id tells; the second one reads the whole table, as far as the time for it goes.
/// Empty when the id is none of a checkpoint's (a UUID of version 6).
std::vector<std::string> findCheckpointSql(const Capabilities& capabilities, const std::string& id);
FoundObject foundFrom(const Row& row);

}  // namespace heddle::query
