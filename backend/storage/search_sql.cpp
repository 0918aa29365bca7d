// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/search_sql.h"

#include <algorithm>
#include <array>
#include <optional>

namespace heddle::storage {
namespace {

/// Steps of `a.b[0][-1]`, or nothing when it is no path.
std::optional<std::vector<std::string>> pathSteps(std::string_view path) {
  std::vector<std::string> steps;
  while (!path.empty()) {
    if (path.front() == '[') {
      const std::size_t end = path.find(']');
      if (end == std::string_view::npos || end == 1) return std::nullopt;
      steps.emplace_back(path.substr(1, end - 1));
      path.remove_prefix(end + 1);
    } else {
      if (path.front() == '.') path.remove_prefix(1);
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      if (end == 0) return std::nullopt;
      steps.emplace_back(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return steps;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = " E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    if (c != '\0') out.push_back(c);
  }
  return out + "'";
}

std::string likeAnywhere(std::string_view text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "%";
}

std::string objectSql(const std::vector<ObjectField>& fields, const std::vector<std::string>& selected) {
  std::string out;
  for (const ObjectField& field : fields) {
    const bool wanted =
        selected.empty() || std::find(selected.begin(), selected.end(), field.name) != selected.end();
    if (!wanted) continue;
    out += (out.empty() ? "" : ", ") + quoted(field.name) + "::text, " + field.sql;
  }
  return "json_build_object(" + out + ")::text";
}

std::string Search::placed(std::string_view condition) const {
  const std::size_t mark = condition.find('?');
  return std::string(condition.substr(0, mark)) + "$" + std::to_string(params_.count()) +
         std::string(condition.substr(mark + 1));
}

void Search::add(const std::string& condition) {
  where_ += (where_.empty() ? " where " : " and ") + condition;
}

Search& Search::where(std::string_view condition, std::string_view value) {
  params_.text(value);
  add(placed(condition));
  return *this;
}

Search& Search::whereAny(std::string_view condition, const std::vector<std::string>& values) {
  params_.texts(values);
  add(placed(condition));
  return *this;
}

Search& Search::contains(std::string_view column, const core::JsonText& filter) {
  if (filter.text == "{}" || filter.isNull()) return *this;
  params_.json(filter);
  add(placed(std::string(column) + " @> ?::jsonb"));
  return *this;
}

Search& Search::fixed(std::string_view condition) {
  add(std::string(condition));
  return *this;
}

Search& Search::visible(std::string_view metadata, std::string_view id, const core::AccessFilter& filter) {
  if (filter.everything()) return *this;
  std::string all;
  const auto argument = [this] { return "$" + std::to_string(params_.count()); };
  for (const core::JsonText& part : filter.contains) {
    params_.json(part);
    all += (all.empty() ? "" : " and ") + std::string(metadata) + " @> " + argument() + "::jsonb";
  }
  for (const auto& [key, value] : filter.equal) {
    params_.text(key);
    all += (all.empty() ? "" : " and ") + std::string(metadata) + " -> " + argument() + "::text = ";
    params_.json(value);
    all += argument() + "::jsonb";
  }
  if (!filter.anyway.empty()) {
    params_.texts(filter.anyway);
    all = "(" + all + ") or " + std::string(id) + " = any (" + argument() + "::text[]::uuid[])";
  }
  add("(" + all + ")");
  return *this;
}

Step Search::page(std::string_view orderBy, int limit, int offset) && {
  return {
      {"", "select " + object_ + " from " + from_ + where_ + " order by " + std::string(orderBy) + " limit " +
               std::to_string(std::max(0, limit) + 1) + " offset " + std::to_string(std::max(0, offset))},
      std::move(params_)};
}

Step Search::count() && {
  return {{"", "select count(*) from " + from_ + where_}, std::move(params_)};
}

std::vector<Step> sightSteps(Search all, Search seen) {
  std::vector<Step> steps;
  steps.push_back(std::move(all).count());
  steps.push_back(std::move(seen).count());
  return steps;
}

core::Sight sightFrom(const std::vector<Rows>& answers) {
  if (answers[0].integer(0, 0) == 0) return core::Sight::missing;
  return answers[1].integer(0, 0) == 0 ? core::Sight::hidden : core::Sight::visible;
}

core::Page pageOf(const Rows& rows, int limit) {
  core::Page page;
  page.more = rows.size() > limit;
  for (int row = 0; row < std::min(rows.size(), limit); ++row)
    page.rows.push_back({rows.text(row, 0)});
  return page;
}

std::string extractSql(std::string_view path) {
  static constexpr std::array<std::string_view, 4> kRoots{"values", "metadata", "config", "interrupts"};
  const auto steps = pathSteps(path);
  if (!steps || steps->empty()) return "null";
  if (std::find(kRoots.begin(), kRoots.end(), steps->front()) == kRoots.end()) return "null";
  std::string array;
  for (std::size_t i = 1; i < steps->size(); ++i)
    array += (array.empty() ? "" : ", ") + quoted((*steps)[i]);
  return "t.\"" + steps->front() + "\" #> array[" + array + "]::text[]";
}

}  // namespace heddle::storage
