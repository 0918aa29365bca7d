// SPDX-License-Identifier: Apache-2.0
// The store like a folder: namespaces below a namespace, and its items.
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/thread_sources.h"
#include "app/cli/verbs.h"
#include "backend/client/store_feed.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/list_json.h"
#include "backend/wire/masking.h"

#include <algorithm>

namespace heddle::cli {
namespace {

using client::StoreFeed;
using wire::Value;

std::string placeText(const query::StorePlace& place) {
  return wire::writeJson(Value::ofArray({Value::ofString(place.path), Value::ofString(place.key)}));
}

std::optional<query::StorePlace> parsePlace(const std::string& text) {
  const auto value = wire::parseJson(text);
  if (!value || !value->isArray() || value->size() != 2) return std::nullopt;
  const auto& parts = value->items();
  if (!parts[0].isString() || !parts[1].isString()) return std::nullopt;
  return query::StorePlace{std::string(parts[0].string()), std::string(parts[1].string())};
}

/// What is wrong with the options has been told when there is none.
std::optional<query::StoreQuery> queryOf(const Arguments& arguments) {
  query::StoreQuery query;
  query.labels = arguments.labels;
  query.below = arguments.below;
  query.limit = arguments.limit;
  auto parsed = query::readFilter(query::storeSchema(), arguments.filter);
  for (const auto& error : parsed.errors)
    complain(kUsage, error.sentence);
  if (!parsed.errors.empty()) return std::nullopt;
  query.filter = std::move(parsed.filter);
  if (!arguments.after.empty() && !(query.after = parsePlace(arguments.after))) {
    complain(kUsage, "--after takes what `next` said.");
    return std::nullopt;
  }
  return query;
}

std::variant<query::StorePage, client::SourceError> fullPage(StoreFeed& feed, query::StoreQuery query) {
  query::StorePage all;
  const auto wanted = static_cast<std::size_t>(query.limit);
  do {
    query.limit = static_cast<int>(wanted - all.items.size());
    auto answer = answerOf<query::StorePage>(feed, &StoreFeed::itemsLoaded, [&] { feed.loadItems(query); });
    if (auto* error = std::get_if<client::SourceError>(&answer)) return *error;
    auto& page = std::get<query::StorePage>(answer);
    all.items.insert(all.items.end(), page.items.begin(), page.items.end());
    all.next = query.after = page.next;
  } while (all.next && all.items.size() < wanted);
  return all;
}

/// Nothing after a complaint. What is not read is told.
std::unique_ptr<StoreFeed> storeOf(const Arguments& arguments, const client::DeploymentSession& session) {
  const auto source = sourceFor(arguments, session);
  auto feed = session.makeStore(source);
  if (!feed) {
    complain(kFindings,
             source == client::Source::redis
                 ? "This deployment has no Redis URI."
                 : "This deployment has no Postgres and no Redis URI; the verb reads one of them.");
    return feed;
  }
  QObject::connect(feed.get(), &StoreFeed::bounded, feed.get(), [](const QString& sentence) {
    if (!sentence.isEmpty()) std::fprintf(stderr, "heddle: %s\n", qPrintable(sentence));
  });
  return feed;
}

std::string joined(const std::vector<std::string>& labels) {
  std::string text;
  for (const auto& label : labels)
    text += (text.empty() ? "" : " ") + label;
  return text;
}

/// Its beginning, without a torn character.
std::string beginning(const std::string& text, std::size_t bytes) {
  auto end = std::min(bytes, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end);
}

void print(const query::StoreLevel& level, const query::StorePage& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& child : level.children) {
    rows.push_back({joined(child.labels) + "/",
                    std::to_string(child.items) + (child.atLeast ? "+" : "") + " items",
                    std::to_string(child.bytes) + (child.atLeast ? "+" : ""), "", ""});
  }
  for (const auto& item : page.items) {
    rows.push_back({joined(item.labels), item.key, std::to_string(item.bytes),
                    item.updatedAt ? localTime(*item.updatedAt) : "-", beginning(item.preview, 60)});
  }
  printTable({"NAMESPACE", "KEY", "BYTES", "UPDATED", "VALUE"}, rows);
}

}  // namespace

int storeList(const Arguments& arguments, client::DeploymentSession& session) {
  const auto query = queryOf(arguments);
  if (!query) return kUsage;
  const auto store = storeOf(arguments, session);
  if (!store) return kFindings;
  auto& feed = *store;
  const auto levels =
      answerOf<query::StoreLevel>(feed, &StoreFeed::levelLoaded, [&] { feed.loadLevel(arguments.labels); });
  if (const auto* error = std::get_if<client::SourceError>(&levels)) return complain(*error);
  auto pages = fullPage(feed, *query);
  if (const auto* error = std::get_if<client::SourceError>(&pages)) return complain(*error);
  const auto& level = std::get<query::StoreLevel>(levels);
  auto& page = std::get<query::StorePage>(pages);
  if (!arguments.reveal) {
    for (auto& item : page.items)
      item.preview = wire::withoutSecrets(item.preview);
  }
  if (!arguments.json) {
    print(level, page);
    return kFine;
  }
  Value::Array namespaces, items;
  for (const auto& child : level.children)
    namespaces.push_back(query::jsonOf(child));
  for (const auto& item : page.items)
    items.push_back(query::jsonOf(item));
  printJson(Value::ofObject({{"namespaces", Value::ofArray(std::move(namespaces))},
                             {"more_namespaces", Value::ofBool(level.more)},
                             {"items", Value::ofArray(std::move(items))},
                             {"next", page.next ? Value::ofString(placeText(*page.next)) : Value()}}));
  return kFine;
}

int storeGet(const Arguments& arguments, client::DeploymentSession& session) {
  auto labels = arguments.labels;
  if (labels.size() < 2)
    return complain(kUsage, "An item is named by the labels of its namespace and its key.");
  const auto key = labels.back();
  labels.pop_back();
  const auto store = storeOf(arguments, session);
  if (!store) return kFindings;
  auto& feed = *store;
  const auto answer =
      answerOf<query::StoreItemDetail>(feed, &StoreFeed::itemLoaded, [&] { feed.loadItem(labels, key); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& item = std::get<query::StoreItemDetail>(answer);
  if (!arguments.json) {
    printIndented(jsonValue(item.value, secretsOf(arguments)), secretsOf(arguments));
    return kFine;
  }
  printJson(query::jsonOf(item), secretsOf(arguments));
  return kFine;
}

}  // namespace heddle::cli
