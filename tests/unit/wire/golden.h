// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <iterator>
#include <string>

/// Bytes of a file below tests/data; empty when it is missing.
inline std::string goldenBytes(const std::string& path) {
  std::ifstream file(std::string(HEDDLE_SOURCE_DIR) + "/tests/data/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
