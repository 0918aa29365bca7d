// SPDX-License-Identifier: Apache-2.0
#include "app/cli/list_groups.h"

#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "backend/client/postgres/list_figures.h"

#include <cstdio>

namespace heddle::cli {
namespace {

using wire::Value;

Value groupJson(const query::Group& group) {
  return Value::ofObject({{"value", group.noValue ? Value() : Value::ofString(group.label)},
                          {"rows", Value::ofInt(group.rows)},
                          {"filter", textValue(group.term)}});
}

void printGroupsJson(const std::string& field, const query::Grouping& found) {
  Value::Array groups;
  for (const auto& group : found.groups)
    groups.push_back(groupJson(group));
  printJson(Value::ofObject({{"group_by", textValue(field)},
                             {"groups", Value::ofArray(std::move(groups))},
                             {"histogram", Value::ofBool(found.histogram)},
                             {"matching", Value::ofInt(found.matching)},
                             {"others", Value::ofInt(found.others)},
                             {"scanned", Value::ofInt(found.scanned)},
                             {"whole_list", Value::ofBool(found.whole)}}));
}

}  // namespace

void printGroups(const Arguments& arguments, const query::Grouping& found) {
  if (arguments.json) {
    printGroupsJson(arguments.groupBy, found);
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& group : found.groups)
    rows.push_back({group.noValue ? "(no value)" : group.label, std::to_string(group.rows), group.term});
  if (found.others > 0) rows.push_back({"(other values)", std::to_string(found.others), ""});
  printTable({"VALUE", "ROWS", "FILTER"}, rows);
}

int listGroups(const Arguments& arguments, client::PgSession& postgres, const query::ListSchema& schema,
               const query::ListQuery& query) {
  client::ListFigures figures(postgres, schema);
  const auto answer = answerOf<query::Grouping>(figures, &client::ListFigures::grouped, [&] {
    figures.group(query, query::groupField(arguments.groupBy));
  });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& found = std::get<query::Grouping>(answer);
  printGroups(arguments, found);
  if (!arguments.json && !found.whole)
    std::fprintf(stderr, "Of the newest %lld rows; there are older ones.\n",
                 static_cast<long long>(found.scanned));
  return kFine;
}

}  // namespace heddle::cli
