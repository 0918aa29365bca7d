// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/cron_fields.h"

#include <algorithm>
#include <charconv>

namespace heddle::schedule {
namespace {

std::optional<int> plainNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

bool sameWord(std::string_view given, std::string_view lower) {
  return std::equal(given.begin(), given.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

struct Range {
  int first, last;
};

std::optional<Range> rangeOf(const FieldKind& kind, std::string_view text, bool stepped) {
  if (text == "*") return Range{kind.least, kind.most};
  const auto ends = split(text, '-');
  if (ends.size() > 2) return std::nullopt;
  const auto first = kind.number(ends.front());
  if (!first) return std::nullopt;
  if (ends.size() == 1) return Range{*first, stepped ? kind.most : *first};
  const auto last = kind.number(ends.back());
  if (!last) return std::nullopt;
  return Range{*first, *last};
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> FieldKind::number(std::string_view text) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (sameWord(text, names[i])) return firstName + static_cast<int>(i);
  }
  const auto value = plainNumber(text);
  if (!value || *value < least || *value > most) return std::nullopt;
  return value;
}

std::optional<std::vector<int>> numbersOf(const FieldKind& kind, std::string_view part) {
  const auto pieces = split(part, '/');
  if (pieces.size() > 2) return std::nullopt;
  int step = 1;
  if (pieces.size() == 2) {
    const auto given = plainNumber(pieces.back());
    if (!given || *given < 1) return std::nullopt;
    step = *given;
  }
  const auto range = rangeOf(kind, pieces.front(), pieces.size() == 2);
  if (!range) return std::nullopt;
  const int span = kind.most - kind.least + 1;
  const int count = (range->last - range->first + span) % span;
  std::vector<int> numbers;
  for (int i = 0; i <= count; i += std::min(step, span))
    numbers.push_back(kind.least + (range->first - kind.least + i) % span);
  return numbers;
}

}  // namespace heddle::schedule
