// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/array_alignment.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace heddle::checkpoint {
namespace {

using wire::Value;
using Items = Value::Array;
using Matches = std::vector<std::pair<std::size_t, std::size_t>>;  // both rising
using Places = std::unordered_map<std::string_view, std::size_t>;

/// Lists that differ in more places than this pair by place: the search for a common run takes the square of
/// their number.
constexpr std::ptrdiff_t kMostEdits = 500;

std::string_view keyOf(const Value& item, std::string_view name) {
  return item.isObject() ? item.stringAt(name) : std::string_view();
}

/// Nothing unless every item has a key of its own.
std::optional<Places> placesByKey(const Items& items, std::string_view name) {
  Places out;
  out.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto key = keyOf(items[i], name);
    if (key.empty() || !out.emplace(key, i).second) return std::nullopt;
  }
  return out;
}

/// Of (a rising, b in any order) the longest part in which b rises, too: what stayed in order.
Matches longestRising(const Matches& pairs) {
  std::vector<std::size_t> tails, before(pairs.size());
  for (std::size_t n = 0; n < pairs.size(); ++n) {
    const auto place =
        std::lower_bound(tails.begin(), tails.end(), pairs[n].second,
                         [&](std::size_t tail, std::size_t b) { return pairs[tail].second < b; });
    const auto length = static_cast<std::size_t>(place - tails.begin());
    before[n] = length == 0 ? n : tails[length - 1];
    if (place == tails.end())
      tails.push_back(n);
    else
      *place = n;
  }
  Matches out(tails.size());
  for (std::size_t left = tails.size(), n = tails.empty() ? 0 : tails.back(); left > 0; n = before[n])
    out[--left] = pairs[n];
  return out;
}

std::optional<Matches> matchByKey(const Items& a, const Items& b) {
  if (a.empty() || b.empty()) return std::nullopt;
  for (const std::string_view name : {"id", "key", "name"}) {
    if (!placesByKey(a, name)) continue;
    const auto after = placesByKey(b, name);
    if (!after) continue;
    Matches pairs;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (const auto found = after->find(keyOf(a[i], name)); found != after->end())
        pairs.emplace_back(i, found->second);
    }
    return longestRising(pairs);
  }
  return std::nullopt;
}

std::uint64_t mixed(std::uint64_t seed, std::uint64_t value) {
  return (seed ^ value) * 0x9e3779b97f4a7c15ULL + (seed >> 29);
}

std::uint64_t hashOf(const Value& value) {
  const std::hash<std::string_view> text;
  std::uint64_t hash = static_cast<std::uint64_t>(value.kind()) + 1;
  switch (value.kind()) {
    case Value::Kind::null:
      return hash;
    case Value::Kind::boolean:
      return mixed(hash, value.boolean() ? 1 : 2);
    case Value::Kind::number:
      return mixed(hash, text(value.numberText()));
    case Value::Kind::string:
      return mixed(hash, text(value.string()));
    case Value::Kind::bytes:
      return mixed(hash, text(value.bytes()));
    case Value::Kind::array:
      for (const auto& item : value.items())
        hash = mixed(hash, hashOf(item));
      return hash;
    case Value::Kind::object:
      for (const auto& [key, member] : value.members())
        hash += mixed(text(key), hashOf(member));  // whatever their order
      return hash;
  }
  return hash;
}

std::vector<std::uint64_t> hashesOf(const Items& items) {
  std::vector<std::uint64_t> out;
  out.reserve(items.size());
  for (const auto& item : items)
    out.push_back(hashOf(item));
  return out;
}

/// Longest common subsequence of what is left between equal beginnings and ends.
class CommonRun {
 public:
  CommonRun(const Items& a, const Items& b) : a_(hashesOf(a)), b_(hashesOf(b)) {}

  Matches find() {
    std::size_t head = 0;
    const std::size_t shorter = std::min(a_.size(), b_.size());
    for (; head < shorter && a_[head] == b_[head]; ++head)
      matches_.emplace_back(head, head);
    std::size_t tail = 0;
    while (tail < shorter - head && a_[a_.size() - 1 - tail] == b_[b_.size() - 1 - tail])
      ++tail;
    findBetween(head, a_.size() - tail, b_.size() - tail);
    for (; tail > 0; --tail)
      matches_.emplace_back(a_.size() - tail, b_.size() - tail);
    return std::move(matches_);
  }

 private:
  /// Myers' search for the shortest edit script: on diagonal k the furthest place in A after d edits.
  void findBetween(std::size_t from, std::size_t endA, std::size_t endB) {
    const auto rows = static_cast<std::ptrdiff_t>(endA - from),
               columns = static_cast<std::ptrdiff_t>(endB - from);
    if (rows == 0 || columns == 0) return;
    const auto most = std::min(kMostEdits, rows + columns);
    std::vector<Furthest> trace;
    for (std::ptrdiff_t edits = 0; edits <= most; ++edits) {
      Furthest next(static_cast<std::size_t>(2 * edits + 1));
      for (std::ptrdiff_t k = -edits; k <= edits; k += 2) {
        auto x = edits == 0 ? 0 : startOf(trace.back(), edits, k);
        while (x < rows && x - k < columns && same(from, x, x - k))
          ++x;
        next[static_cast<std::size_t>(k + edits)] = x;
        if (x >= rows && x - k >= columns) return traceBack(trace, from, rows, columns);
      }
      trace.push_back(std::move(next));
    }
  }

  using Furthest = std::vector<std::ptrdiff_t>;  // of diagonals -d to d

  static std::ptrdiff_t at(const Furthest& furthest, std::ptrdiff_t k) {
    const auto reach = static_cast<std::ptrdiff_t>(furthest.size() / 2);
    return k < -reach || k > reach ? -1 : furthest[static_cast<std::size_t>(k + reach)];
  }
  /// Where diagonal k is entered with the d-th edit: down from k + 1 (an item of B) or right from k - 1.
  static bool comesDown(const Furthest& before, std::ptrdiff_t edits, std::ptrdiff_t k) {
    return k == -edits || (k != edits && at(before, k - 1) < at(before, k + 1));
  }
  static std::ptrdiff_t startOf(const Furthest& before, std::ptrdiff_t edits, std::ptrdiff_t k) {
    return comesDown(before, edits, k) ? at(before, k + 1) : at(before, k - 1) + 1;
  }
  bool same(std::size_t from, std::ptrdiff_t x, std::ptrdiff_t y) const {
    return a_[from + static_cast<std::size_t>(x)] == b_[from + static_cast<std::size_t>(y)];
  }

  void traceBack(const std::vector<Furthest>& trace, std::size_t from, std::ptrdiff_t x, std::ptrdiff_t y) {
    Matches found;
    const auto diagonal = [&](std::ptrdiff_t toX, std::ptrdiff_t toY) {
      for (; x > toX && y > toY; --x, --y)
        found.emplace_back(from + static_cast<std::size_t>(x - 1), from + static_cast<std::size_t>(y - 1));
    };
    for (auto edits = static_cast<std::ptrdiff_t>(trace.size()); edits > 0; --edits) {
      const auto& before = trace[static_cast<std::size_t>(edits - 1)];
      const auto k = comesDown(before, edits, x - y) ? x - y + 1 : x - y - 1;
      const auto previous = at(before, k);
      diagonal(previous, previous - k);
      x = previous;
      y = previous - k;
    }
    diagonal(0, 0);
    matches_.insert(matches_.end(), found.rbegin(), found.rend());
  }

  std::vector<std::uint64_t> a_, b_;
  Matches matches_;
};

/// Items between two matches: with keys they are other items; without, the same place is the same item as
/// far as both sides reach.
void fillGap(std::vector<ItemPair>& out, ItemPair from, const std::pair<std::size_t, std::size_t>& to,
             bool byPlace) {
  std::size_t i = *from.a, j = *from.b;
  while (byPlace && i < to.first && j < to.second)
    out.push_back({i++, j++});
  while (i < to.first)
    out.push_back({i++, std::nullopt});
  while (j < to.second)
    out.push_back({std::nullopt, j++});
}

}  // namespace

std::vector<ItemPair> alignItems(const Items& a, const Items& b) {
  auto keyed = matchByKey(a, b);
  const bool byPlace = !keyed.has_value();
  Matches matches = keyed ? std::move(*keyed) : CommonRun(a, b).find();
  matches.emplace_back(a.size(), b.size());
  std::vector<ItemPair> out;
  out.reserve(std::max(a.size(), b.size()));
  ItemPair next{0, 0};
  for (const auto& match : matches) {
    fillGap(out, next, match, byPlace);
    if (match.first < a.size() && match.second < b.size()) out.push_back({match.first, match.second});
    next = {match.first + 1, match.second + 1};
  }
  return out;
}

}  // namespace heddle::checkpoint
