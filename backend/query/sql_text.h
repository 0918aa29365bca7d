// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

// The one place where values become SQL text: statements are sent whole, never prepared, so that they pass
// transaction poolers.

/// `'…'`, whatever standard_conforming_strings says. Throws std::invalid_argument when the text holds NUL.
std::string literal(std::string_view text);
/// `"…"`. Throws std::invalid_argument when the name is empty or holds NUL.
std::string identifier(std::string_view name);
/// A parsed UUID as `'…'::uuid`. Throws std::invalid_argument when the text is none.
std::string uuidLiteral(std::string_view text);
/// `'{…}'::uuid[]`; texts that are no UUID are left out (no row can match them).
std::string uuidArray(const std::vector<std::string>& ids);
/// `'{…}'::text[]`.
std::string textArray(const std::vector<std::string>& texts);
/// `'2026-01-31 23:59:59.123456+00'::timestamptz`, exact.
std::string timestampLiteral(Micros time);

/// Expression giving a timestamptz as microseconds since 1970, as text.
std::string microsOf(std::string_view expression);

/// One row as read: every value cast to text in the statement, NULL is nothing.
using Row = std::vector<std::optional<std::string>>;

/// Readers of cells; a column that is missing or NULL gives the fallback.
std::string textAt(const Row& row, std::size_t column);
std::optional<Micros> microsAt(const Row& row, std::size_t column);
int intAt(const Row& row, std::size_t column, int fallback = 0);
bool flagAt(const Row& row, std::size_t column);

}  // namespace heddle::query
