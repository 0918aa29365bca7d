// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/pg_handles.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::storage {

/// The answer of one statement; move-only, owns libpq's memory. Views live as long as the Rows. A statement
/// with binary results must select text and bytea only (cast the rest), so that both kinds read alike.
class Rows {
 public:
  Rows() = default;  // no rows
  explicit Rows(PgResultHandle result) : result_(std::move(result)) {}

  int size() const { return PQntuples(result_.get()); }
  bool empty() const { return size() == 0; }
  /// Rows touched by insert, update or delete.
  std::int64_t affected() const;

  bool isNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  std::string_view view(int row, int column) const;
  std::string text(int row, int column) const { return std::string(view(row, column)); }
  std::optional<std::string> maybeText(int row, int column) const;
  std::int64_t integer(int row, int column) const;
  double real(int row, int column) const;
  bool boolean(int row, int column) const { return view(row, column) == "t" || view(row, column) == "true"; }

 private:
  PgResultHandle result_;
};

}  // namespace heddle::storage
