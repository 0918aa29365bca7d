// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

// Tables of runs, threads and assistants under the official names, whatever a flavour calls its own. A
// renaming subquery costs nothing: Postgres flattens it, so the indexes below still serve.

/// `run` as something to select from.
std::string runTable(const Capabilities& capabilities);
std::string threadTable(const Capabilities& capabilities);
/// What the catalogue calls the table of that official name.
std::string catalogued(const Capabilities& capabilities, std::string_view name);
/// Any other table of the schema, by its name.
std::string schemaTable(const Capabilities& capabilities, std::string_view name);

/// An id of a run, thread or assistant as the column has it. Throws std::invalid_argument when the column is
/// a uuid and the text is none.
std::string objectId(const Capabilities& capabilities, const std::string& id);
/// The same for `= any (…)`.
std::string objectIds(const Capabilities& capabilities, const std::vector<std::string>& ids);

}  // namespace heddle::query
