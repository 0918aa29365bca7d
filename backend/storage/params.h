// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::storage {

/// The arguments $1, $2, … of one statement, in the order of the calls. Owns its bytes. The types come from
/// casts in the SQL (`$1::uuid`). Text and JSON pass the sanitizer (jsonb_text.h): Postgres can store what
/// comes out.
class Params {
 public:
  Params& null();
  Params& text(std::string_view value);
  Params& maybeText(const std::optional<std::string>& value);
  Params& integer(std::int64_t value);
  Params& maybeInteger(const std::optional<std::int64_t>& value);
  Params& real(double value);
  Params& boolean(bool value);
  Params& json(const core::JsonText& value);
  Params& maybeJson(const std::optional<core::JsonText>& value);
  /// For text[], int[] and bytea[] parameters.
  Params& texts(const std::vector<std::string>& values);
  Params& integers(const std::vector<int>& values);
  Params& byteas(const std::vector<std::optional<std::string_view>>& values);

  int count() const { return static_cast<int>(values_.size()); }
  std::size_t bytes() const;
  std::vector<const char*> pointers() const;
  std::vector<int> lengths() const;
  std::vector<int> formats() const;

 private:
  struct Argument {
    std::string data;
    bool isNull = false, binary = false;
  };
  Params& add(std::string data, bool binary);

  std::vector<Argument> values_;
};

}  // namespace heddle::storage
