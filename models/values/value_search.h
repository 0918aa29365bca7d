// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/format/text_match.h"

#include <chrono>
#include <memory>
#include <vector>

namespace heddle::models {

/// A search through a value in reading order, begun after one node and around the end, a slice at a time: a
/// state of 100 MB must not hold up the thread that shows it. It makes nothing of what it passes; any one
/// thread.
class ValueSearch {
 public:
  using Path = std::vector<int>;  // rows from the root down; empty: the root
  enum class Step { goOn, found, nothing };

  /// `after` must be a path of `value`.
  ValueSearch(std::shared_ptr<const wire::Value> value, const QString& text, const Path& after);

  /// Looks on for about this long; a single value is never cut.
  Step run(std::chrono::milliseconds slice);
  /// Of the node found: the first whose key, or whose value when it has no members, contains the text.
  Path path() const;

 private:
  struct Level {
    const wire::Value* value = nullptr;
    std::size_t row = 0;  // of the child that is looked at
  };
  void advance();
  bool matches() const;
  bool atStart() const;
  const wire::Value& current() const;

  std::shared_ptr<const wire::Value> value_;
  TextMatch text_;
  Path start_;
  std::vector<Level> levels_;
  bool inKeys_;  // an array's "[3]" can only be meant by such characters
  bool done_ = false;
};

}  // namespace heddle::models
