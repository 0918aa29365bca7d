// SPDX-License-Identifier: Apache-2.0
#include "backend/query/sql_text.h"

#include "backend/core/uuid.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace heddle::query {
namespace {

void refuseNul(std::string_view text) {
  if (text.find('\0') != std::string_view::npos)
    throw std::invalid_argument("A value for SQL holds a NUL character.");
}

/// `{"a","b"}`, before it becomes a literal.
std::string arrayText(const std::vector<std::string>& items) {
  std::string out = "{";
  for (const auto& item : items) {
    if (out.size() > 1) out.push_back(',');
    out.push_back('"');
    for (const char c : item) {
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
    out.push_back('"');
  }
  return out + "}";
}

}  // namespace

std::string literal(std::string_view text) {
  refuseNul(text);
  const bool escapes = text.find('\\') != std::string_view::npos;
  std::string out = escapes ? "E'" : "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back(c);
    out.push_back(c);
  }
  return out + "'";
}

std::string identifier(std::string_view name) {
  refuseNul(name);
  if (name.empty()) throw std::invalid_argument("A name for SQL is empty.");
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out.push_back(c);
    out.push_back(c);
  }
  return out + "\"";
}

std::string uuidLiteral(std::string_view text) {
  const auto id = core::Uuid::parse(text);
  if (!id) throw std::invalid_argument("A value for SQL is not a UUID.");
  return "'" + id->text() + "'::uuid";
}

std::string uuidArray(const std::vector<std::string>& ids) {
  std::vector<std::string> parsed;
  for (const auto& text : ids) {
    if (const auto id = core::Uuid::parse(text)) parsed.push_back(id->text());
  }
  return literal(arrayText(parsed)) + "::uuid[]";
}

std::string textArray(const std::vector<std::string>& texts) {
  return literal(arrayText(texts)) + "::text[]";
}

std::string timestampLiteral(Micros time) {
  using namespace std::chrono;
  const sys_time<microseconds> point{microseconds{time}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{point - day};
  const int year = static_cast<int>(date.year());
  char text[64];
  std::snprintf(text, sizeof text, "'%04d-%02u-%02u %02d:%02d:%02d.%06d+00%s'::timestamptz",
                year > 0 ? year : 1 - year, static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()), year > 0 ? "" : " BC");
  return text;
}

std::string microsOf(std::string_view expression) {
  return "(extract(epoch from " + std::string(expression) + ") * 1000000)::bigint::text";
}

std::string textAt(const Row& row, std::size_t column) {
  return column < row.size() && row[column] ? *row[column] : std::string();
}

std::optional<Micros> microsAt(const Row& row, std::size_t column) {
  const auto text = textAt(row, column);
  Micros value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int intAt(const Row& row, std::size_t column, int fallback) {
  const auto value = microsAt(row, column);
  return value ? static_cast<int>(*value) : fallback;
}

bool flagAt(const Row& row, std::size_t column) {
  const auto text = textAt(row, column);
  return text == "true" || text == "t";
}

}  // namespace heddle::query
