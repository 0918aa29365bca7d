// SPDX-License-Identifier: Apache-2.0
#include "app/cli/thread_sources.h"

#include "app/cli/asking.h"
#include "app/cli/list_groups.h"
#include "app/cli/printing.h"
#include "backend/client/redis/saver_thread_feed.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/list_json.h"
#include "backend/query/saver_filter.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>

namespace heddle::cli {
namespace {

using wire::Value;
using ThreadPage = query::Page<query::ThreadRecord>;

/// What was found by one walk, page by page, and what of all there is it covers.
struct SavedThreads {
  std::vector<query::ThreadRecord> rows;
  QString remark;
  bool complete = false;
};

/// The options as one query; what is wrong with them has been told then.
std::optional<query::ThreadQuery> savedQuery(const Arguments& arguments) {
  if (!arguments.sort.empty() || !arguments.after.empty()) {
    complain(kUsage, "Checkpoints in Redis have no index to sort or page threads by.");
    return std::nullopt;
  }
  auto parsed = query::readFilter(query::threadsSchema(), arguments.filter);
  if (!parsed.errors.empty()) {
    complain(kUsage, parsed.errors.front().sentence);
    return std::nullopt;
  }
  query::ThreadQuery query;
  query.filter = std::move(parsed.filter);
  query.statuses = arguments.statuses;
  query.threadId = arguments.threadId;
  query.assistantId = arguments.assistantId;
  query.order = arguments.oldestFirst ? query::Order::oldestFirst : query::Order::newestFirst;
  auto refusal = query::unanswerable(query);
  if (refusal.empty() && !arguments.groupBy.empty())
    refusal = query::ungroupable(query::groupField(arguments.groupBy));
  if (!refusal.empty()) {
    complain(kUsage, refusal);
    return std::nullopt;
  }
  return query;
}

/// Pages until there are so many rows; the walk through the keys goes no further than its first step.
std::variant<SavedThreads, client::SourceError> savedThreads(client::RedisSession& redis,
                                                             query::ThreadQuery query, std::size_t wanted) {
  client::SaverThreadFeed feed(redis);
  SavedThreads all;
  QObject::connect(&feed, &client::SaverThreadFeed::bounded, &feed,
                   [&all](quint64, const QString& sentence) { all.remark = sentence; });
  do {
    auto answer = answerOf<ThreadPage>(feed, &client::SaverThreadFeed::loaded, [&] { feed.load(query); });
    if (const auto* error = std::get_if<client::SourceError>(&answer)) return *error;
    auto& page = std::get<ThreadPage>(answer);
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all.rows));
    query.after = page.next;
  } while (query.after && query.after->time == client::SaverThreadFeed::kFound && all.rows.size() < wanted);
  all.complete = !query.after && all.remark.isEmpty() && all.rows.size() <= wanted;
  if (all.rows.size() > wanted) all.rows.resize(wanted);
  return all;
}

void printThreads(const Arguments& arguments, const SavedThreads& found) {
  if (arguments.json) {
    Value::Array threads;
    for (const auto& row : found.rows)
      threads.push_back(query::jsonOf(row));
    printJson(Value::ofObject({{"threads", Value::ofArray(std::move(threads))},
                               {"next", Value()},
                               {"complete", Value::ofBool(found.complete)},
                               {"note", textValue(found.remark.toStdString())}}));
    return;
  }
  std::vector<std::vector<std::string>> lines;
  for (const auto& row : found.rows)
    lines.push_back(
        {row.address, row.status, row.graphId, row.updatedAt != 0 ? localTime(row.updatedAt) : "-"});
  printTable({"THREAD", "STATUS", "GRAPH", "UPDATED"}, lines);
}

}  // namespace

client::Source sourceFor(const Arguments& arguments, const client::DeploymentSession& session) {
  if (arguments.from == "redis") return client::Source::redis;
  const bool only = arguments.from.empty() && session.postgres() == nullptr && session.redis() != nullptr;
  return only ? client::Source::redis : client::Source::postgres;
}

std::unique_ptr<client::ThreadDetailFeed> threadDetailsOf(const Arguments& arguments,
                                                          const client::DeploymentSession& session) {
  const auto source = sourceFor(arguments, session);
  auto feed = session.makeThreadDetails(source);
  if (!feed)
    complain(kFindings, source == client::Source::redis
                            ? "This deployment has no Redis URI."
                            : "This deployment has no Postgres URI; the verb reads Postgres.");
  return feed;
}

int savedThreadsList(const Arguments& arguments, client::DeploymentSession& session) {
  if (session.redis() == nullptr) return complain(kFindings, "This deployment has no Redis URI.");
  const auto query = savedQuery(arguments);
  if (!query) return kUsage;
  const bool grouped = !arguments.groupBy.empty();
  const auto wanted = static_cast<std::size_t>(grouped ? query::kGroupedRows : arguments.limit);
  const auto answer = savedThreads(*session.redis(), *query, wanted);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& found = std::get<SavedThreads>(answer);
  if (!found.remark.isEmpty() && (!arguments.json || grouped))
    std::fprintf(stderr, "heddle: %s\n", qPrintable(found.remark));
  if (grouped) {
    auto groups = query::groupThreads(found.rows, query::groupField(arguments.groupBy));
    groups.whole = found.complete;
    printGroups(arguments, groups);
  } else {
    printThreads(arguments, found);
  }
  return kFine;
}

}  // namespace heddle::cli
