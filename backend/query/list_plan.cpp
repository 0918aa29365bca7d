// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_plan.h"

#include "backend/query/filter/condition.h"
#include "backend/query/filter/schema_sql.h"

#include <algorithm>

namespace heddle::query {
namespace {

FilterTerm termOf(std::string field, const std::vector<std::string>& words) {
  FilterTerm term;
  term.field = std::move(field);
  for (const auto& word : words) {
    FilterValue value;
    value.text = word;
    term.values.push_back(std::move(value));
  }
  return term;
}

bool onlyEquals(const FilterTerm& term) {
  return std::all_of(term.values.begin(), term.values.end(),
                     [](const FilterValue& value) { return value.match == Match::equals; });
}

bool onlyIds(const FilterTerm& term, const Capabilities& can) {
  return onlyEquals(term) && std::all_of(term.values.begin(), term.values.end(),
                                         [&](const FilterValue& value) { return isWholeId(value, can); });
}

/// A negated word as the other words: an index finds those. Only where the set is closed.
FilterTerm positive(const ListSchema& schema, const Capabilities& can, const FilterTerm& term) {
  const Field* field = schema.find(term.field);
  if (!term.negated || field == nullptr || field->kind != FieldKind::word || can.flavour != Flavour::heddle)
    return term;
  FilterTerm turned = termOf(term.field, {});
  for (const auto& word : field->words) {
    const bool excluded = std::any_of(term.values.begin(), term.values.end(),
                                      [&](const FilterValue& value) { return value.text == word.word; });
    if (!excluded) turned.values.push_back(termOf({}, {std::string(word.word)}).values.front());
  }
  return turned.values.empty() ? term : turned;
}

class Planner {
 public:
  Planner(const ListSchema& schema, const Capabilities& can) : plan_{schema, can} {}

  ListPlan plan(const ListQuery& query) {
    const Filter filter = wholeFilter(plan_.schema, query);
    chooseOrder(filter, query.order);
    std::vector<FilterTerm> rest;
    for (const auto& term : filter.terms) {
      if (!takeFew(term)) rest.push_back(positive(plan_.schema, plan_.can, term));
    }
    if (plan_.few.empty()) {
      std::erase_if(rest, [this](const FilterTerm& term) { return takeLegs(term); });
      std::erase_if(rest, [this](const FilterTerm& term) { return takeBound(term); });
      std::erase_if(rest, [this](const FilterTerm& term) { return takeCandidate(term); });
    }
    if (plan_.legs.empty()) {
      plan_.legs.push_back(
          {plan_.schema.tableSql(plan_.can) + " " + std::string(plan_.schema.alias), std::string()});
    }
    plan_.rest = conditionsOf(plan_.schema, rest, plan_.can);
    return std::move(plan_);
  }

 private:
  void chooseOrder(const Filter& filter, Order order) {
    plan_.column = plan_.schema.defaultOrder;
    plan_.order = order;
    const Field* field = filter.sort ? plan_.schema.find(filter.sort->field) : nullptr;
    if (field == nullptr || !isSortable(*field) || field->sql(plan_.can).empty()) return;
    plan_.order = filter.sort->descending ? Order::newestFirst : Order::oldestFirst;
    const auto column = columnOf(*field);
    if (column.empty() || !plan_.schema.ordered(plan_.can, column)) {
      plan_.value = sortValue(*field, plan_.can);
      return;
    }
    plan_.column = column;
    if (field->kind == FieldKind::age)  // the oldest was created first
      plan_.order = filter.sort->descending ? Order::oldestFirst : Order::newestFirst;
  }

  /// The field's column when it is nothing but one of the list's own table.
  std::string columnOf(const Field& field) const {
    const std::string sql = field.sql(plan_.can), alias = std::string(plan_.schema.alias) + ".";
    if (!sql.starts_with(alias)) return {};
    const auto name = sql.substr(alias.size());
    const bool plain =
        std::all_of(name.begin(), name.end(), [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
    return plain ? name : std::string();
  }

  std::string positiveCondition(const FilterTerm& term) const {
    auto sql = conditionOf(plan_.schema, term, plan_.can);
    // Without the coalesce around it, so that an index is recognised.
    constexpr std::string_view kHead = "coalesce(", kTail = ", false)";
    return sql.substr(kHead.size(), sql.size() - kHead.size() - kTail.size());
  }

  bool takeFew(const FilterTerm& term) {
    const Field* field = plan_.schema.find(term.field);
    if (field == nullptr || !field->fewRows || term.negated || !onlyIds(term, plan_.can)) return false;
    plan_.few += " and (" + positiveCondition(term) + ")";
    return true;
  }

  bool takeLegs(const FilterTerm& term) {
    if (!plan_.legs.empty() || plan_.schema.legs == nullptr || term.negated || !onlyEquals(term) ||
        plan_.column != plan_.schema.defaultOrder)
      return false;
    auto legs = plan_.schema.legs(plan_.can, term);
    if (!legs) return false;
    plan_.legs = std::move(*legs);
    return true;
  }

  bool takeBound(const FilterTerm& term) {
    const Field* field = plan_.schema.find(term.field);
    if (field == nullptr || term.negated || term.values.size() != 1 ||
        (field->kind != FieldKind::time && field->kind != FieldKind::age) || columnOf(*field) != plan_.column)
      return false;
    plan_.bounds += " and " + positiveCondition(term);
    return true;
  }

  /// What is looked up by an index but comes without order: the beginning of an id, a value inside JSON.
  bool takeCandidate(const FilterTerm& term) {
    if (!plan_.candidate.empty() || term.negated || !onlyEquals(term)) return false;
    const Field* field = plan_.schema.find(term.field);
    const bool json = field != nullptr && field->indexedJson && knownIndexes(plan_.can);
    const bool prefix = field != nullptr && field->kind == FieldKind::id && field->prefixed &&
                        !plan_.can.idsAreText();  // text is not ordered by its bytes
    if (!json && !prefix) return false;
    plan_.candidate = positiveCondition(term);
    return true;
  }

  ListPlan plan_;
};

}  // namespace

Filter wholeFilter(const ListSchema& schema, const ListQuery& query) {
  Filter filter = query.filter;
  const auto add = [&](const char* field, const std::vector<std::string>& words) {
    if (!words.empty() && schema.find(field) != nullptr) filter.terms.push_back(termOf(field, words));
  };
  add("status", query.statuses);
  const auto addWhole = [&](const char* field, const std::string& id) {
    const auto before = filter.terms.size();
    if (!id.empty()) add(field, {id});
    if (filter.terms.size() > before) filter.terms.back().values.front().quoted = true;
  };
  addWhole("thread", query.threadId);
  addWhole("assistant", query.assistantId);
  return filter;
}

ListPlan planFor(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query) {
  return Planner(schema, capabilities).plan(query);
}

}  // namespace heddle::query
