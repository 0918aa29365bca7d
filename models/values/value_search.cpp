// SPDX-License-Identifier: Apache-2.0
#include "models/values/value_search.h"

#include "models/values/value_text.h"

#include <algorithm>

#include <QElapsedTimer>

namespace heddle::models {

namespace {

constexpr int kBetweenLooks = 64;          // nodes
constexpr std::size_t kLargeText = 65536;  // after such a text the clock is read at once

const wire::Value& childOf(const wire::Value& value, std::size_t row) {
  return value.isArray() ? value.items()[row] : value.members()[row].second;
}

bool couldBeIndex(const QString& text) {
  return std::all_of(text.begin(), text.end(), [](QChar c) { return c == u'[' || c == u']' || c.isDigit(); });
}

}  // namespace

ValueSearch::ValueSearch(std::shared_ptr<const wire::Value> value, const QString& text, const Path& after)
    : value_(std::move(value)), text_(text), start_(after), inKeys_(couldBeIndex(text)) {
  done_ = !value_ || value_->size() == 0 || text_.isEmpty();
  const wire::Value* at = value_.get();
  for (const int row : start_) {
    levels_.push_back({at, static_cast<std::size_t>(row)});
    at = &childOf(*at, static_cast<std::size_t>(row));
  }
}

const wire::Value& ValueSearch::current() const {
  return levels_.empty() ? *value_ : childOf(*levels_.back().value, levels_.back().row);
}

/// Down, else to the next beside or above; past the last node is the root again.
void ValueSearch::advance() {
  const wire::Value& here = current();
  if (here.size() > 0) {
    levels_.push_back({&here, 0});
    return;
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (++level.row < level.value->size()) return;
    levels_.pop_back();
  }
}

bool ValueSearch::matches() const {
  if (levels_.empty()) return false;
  const Level& level = levels_.back();
  if (level.value->isObject() ? text_.inUtf8(level.value->members()[level.row].first)
                              : inKeys_ && text_.in(u'[' + QString::number(level.row) + u']'))
    return true;
  const wire::Value& here = current();
  if (here.size() > 0) return false;
  return here.isString() ? text_.inUtf8(here.string()) : text_.in(wholeText(here));
}

bool ValueSearch::atStart() const {
  return std::equal(levels_.begin(), levels_.end(), start_.begin(), start_.end(),
                    [](const Level& level, int row) { return level.row == static_cast<std::size_t>(row); });
}

ValueSearch::Step ValueSearch::run(std::chrono::milliseconds slice) {
  if (done_) return Step::nothing;
  QElapsedTimer clock;
  clock.start();
  for (int passed = 1;; ++passed) {
    advance();
    if (matches()) return Step::found;
    if (atStart()) {
      done_ = true;
      return Step::nothing;
    }
    const wire::Value& here = current();
    const bool large = here.isString() && here.string().size() > kLargeText;
    if ((large || passed % kBetweenLooks == 0) && clock.elapsed() >= slice.count()) return Step::goOn;
  }
}

ValueSearch::Path ValueSearch::path() const {
  Path rows;
  for (const Level& level : levels_)
    rows.push_back(static_cast<int>(level.row));
  return rows;
}

}  // namespace heddle::models
