// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <utility>
#include <vector>

namespace heddle::storage {

/// A connection target as libpq understands it: a URI (`postgres://…?host=/dir`) or `key=value` pairs,
/// checked once and completed with what the server needs (UTF-8, keepalives, a connect timeout). Holds the
/// password; never print it.
class Conninfo {
 public:
  /// Error invalid: the text is neither form; the message repeats no part of it.
  static core::Result<Conninfo> parse(const std::string& text);

  /// For PQconnectdbParams: null-terminated arrays that live as long as this object stays unchanged.
  std::vector<const char*> keywords() const;
  std::vector<const char*> values() const;

 private:
  void setDefault(const std::string& key, const std::string& value);

  std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace heddle::storage
