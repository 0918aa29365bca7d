// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/rows.h"

#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace heddle::storage {

std::int64_t Rows::affected() const {
  const char* count = PQcmdTuples(result_.get());
  return *count ? std::strtoll(count, nullptr, 10) : 0;
}

std::string_view Rows::view(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::optional<std::string> Rows::maybeText(int row, int column) const {
  if (isNull(row, column)) return std::nullopt;
  return text(row, column);
}

std::int64_t Rows::integer(int row, int column) const {
  const std::string_view digits = view(row, column);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw std::logic_error("a column that should hold an integer does not");
  }
  return value;
}

double Rows::real(int row, int column) const {
  return std::strtod(text(row, column).c_str(), nullptr);
}

}  // namespace heddle::storage
