// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/resource_tables.h"
#include "backend/query/sql_text.h"

#include <string>
#include <string_view>

// What the tables of fields share.
namespace heddle::query {

/// The table of that official name, whatever this flavour calls its own.
inline std::string tableSql(const Capabilities& capabilities, std::string_view name) {
  if (name == "run") return runTable(capabilities);
  return name == "thread" ? threadTable(capabilities) : schemaTable(capabilities, name);
}

/// Aegra keeps less beside a run or a thread than the official tables do.
inline bool isAegra(const Capabilities& can) {
  return can.flavour == Flavour::aegra;
}

inline std::string keptIf(bool kept, std::string_view sql) {
  return kept ? std::string(sql) : std::string();
}

/// From one point in time to another, as whole microseconds.
inline std::string microsBetween(const std::string& from, const std::string& to) {
  return "(extract(epoch from (" + to + " - " + from + ")) * 1000000)::bigint";
}

/// The schema whose indexes are known.
inline bool knownIndexes(const Capabilities& can) {
  return can.flavour == Flavour::heddle || can.flavour == Flavour::official ||
         can.flavour == Flavour::derivative;
}

}  // namespace heddle::query
