// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_store.h"

#include "backend/wire/value.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <tuple>

namespace heddle::query {
namespace {

constexpr const char* kItemMembers[] = {"prefix",     "key",        "created_at",
                                        "updated_at", "expires_at", "ttl_minutes"};
constexpr char kJoint = '\x1f';

std::string memberText(const SaverFields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() || found->second == "null" ? std::string() : found->second;
}

/// Python counts microseconds, JavaScript nanoseconds; an end is told in seconds.
std::optional<Micros> timeOfItem(const std::string& text) {
  constexpr double kNanosBegin = 1e17, kMicrosBegin = 1e14, kMicrosOfSecond = 1e6, kNanosOfMicro = 1e3;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end == text.data()) return std::nullopt;
  if (number >= kNanosBegin) return static_cast<Micros>(number / kNanosOfMicro);
  return static_cast<Micros>(number >= kMicrosBegin ? number : number * kMicrosOfSecond);
}

/// Labels are joined with dots; Python stores them as escaped for the search, the dots too.
std::vector<std::string> labelsOf(std::string_view text) {
  std::vector<std::string> labels;
  if (!text.empty()) labels.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    if (text[i] == '.')
      labels.emplace_back();
    else
      labels.back() += text[i];
  }
  return labels;
}

std::string pathOfLabels(const std::vector<std::string>& labels) {
  std::string path;
  for (const auto& label : labels)
    path += label + kJoint;
  return path;
}

bool isBelow(const std::vector<std::string>& labels, const std::vector<std::string>& above) {
  return labels.size() >= above.size() && std::equal(above.begin(), above.end(), labels.begin());
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool holdsIn(const FilterTerm& term, const StoreItemRecord& item) {
  std::string place = item.key;
  if (term.field == "namespace") {
    place.clear();
    for (const auto& label : item.labels)
      place += (place.empty() ? "" : ".") + label;
  }
  const bool any = std::any_of(term.values.begin(), term.values.end(), [&](const FilterValue& value) {
    return lower(place).find(lower(value.text)) != std::string::npos;
  });
  return any != term.negated;
}

}  // namespace

RedisCommand storeSearch(const std::string& index) {
  RedisCommand command{"FT.SEARCH", index, "*", "RETURN", std::to_string(3 * std::size(kItemMembers))};
  for (const std::string& name : std::vector<std::string>(std::begin(kItemMembers), std::end(kItemMembers)))
    command.insert(command.end(), {"$." + name, "AS", name});
  command.insert(command.end(),
                 {"SORTBY", "updated_at", "DESC", "LIMIT", "0", std::to_string(kMostStoreItems)});
  return command;
}

SaverItem saverItemFrom(const std::string& store, bool several, const std::string& document,
                        const SaverFields& fields) {
  SaverItem item;
  item.document = document;
  item.row.labels = labelsOf(memberText(fields, "prefix"));
  if (several) item.row.labels.insert(item.row.labels.begin(), store);
  item.row.key = memberText(fields, "key");
  item.row.createdAt = timeOfItem(memberText(fields, "created_at"));
  item.row.updatedAt = timeOfItem(memberText(fields, "updated_at"));
  item.row.expiresAt = timeOfItem(memberText(fields, "expires_at"));
  if (const auto minutes = memberText(fields, "ttl_minutes"); !minutes.empty()) {
    std::int64_t number = 0;
    if (std::from_chars(minutes.data(), minutes.data() + minutes.size(), number).ec == std::errc())
      item.row.ttlMinutes = number;
  }
  return item;
}

void inOrder(std::vector<SaverItem>& items) {
  std::stable_sort(items.begin(), items.end(), [](const SaverItem& a, const SaverItem& b) {
    return std::tie(a.row.labels, a.row.key) < std::tie(b.row.labels, b.row.key);
  });
}

std::string unanswerable(const StoreQuery& query) {
  const auto& terms = query.filter.terms;
  const auto odd = std::find_if(terms.begin(), terms.end(), [](const FilterTerm& term) {
    const bool known = term.path.empty() && (term.field == "key" || term.field == "namespace");
    return !known || !std::all_of(term.values.begin(), term.values.end(),
                                  [](const FilterValue& value) { return value.match == Match::equals; });
  });
  if (odd == terms.end() && !query.filter.sort) return {};
  return std::string("No index of a store in Redis answers `") +
         (odd == terms.end() ? "sort" : printTerm(*odd)) +
         "`. Its items are found by words in `key:` and `namespace:`.";
}

bool matches(const StoreQuery& query, const StoreItemRecord& item) {
  const bool place = query.below ? isBelow(item.labels, query.labels) : item.labels == query.labels;
  const auto& terms = query.filter.terms;
  return place && std::all_of(terms.begin(), terms.end(),
                              [&item](const FilterTerm& term) { return holdsIn(term, item); });
}

StoreLevel levelOf(const std::vector<SaverItem>& items, const std::vector<std::string>& labels) {
  std::map<std::string, StoreNamespace> children;
  for (const auto& item : items) {
    const auto& own = item.row.labels;
    if (own.size() <= labels.size() || !isBelow(own, labels)) continue;
    auto& child = children[own[labels.size()]];
    child.labels.assign(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(labels.size()) + 1);
    ++child.items;
    child.bytes += item.row.bytes;
    child.hasChildren = child.hasChildren || own.size() > labels.size() + 1;
  }
  StoreLevel level;
  for (auto& [name, child] : children)
    level.children.push_back(std::move(child));
  return level;
}

StorePlace placeOf(const StoreItemRecord& item) {
  return {pathOfLabels(item.labels), item.key};
}

std::string storeValueFrom(const std::string& matches) {
  const auto found = wire::parseJson(matches);
  if (!found || !found->isArray() || found->size() == 0) return "null";
  const auto& value = found->items().front();
  if (value.isString()) {
    const auto inner = wire::parseJson(value.string());
    if (inner && inner->isObject()) return wire::writeJson(*inner);
  }
  return wire::writeJson(value);
}

}  // namespace heddle::query
