// SPDX-License-Identifier: Apache-2.0
#include "app/cli/thread_sources.h"

#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "backend/client/redis/saver_thread_feed.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/list_json.h"
#include "backend/query/saver_filter.h"

#include <algorithm>

namespace heddle::cli {
namespace {

using wire::Value;
using ThreadPage = query::Page<query::ThreadRecord>;

}  // namespace

client::Source threadSource(const Arguments& arguments, const client::DeploymentSession& session) {
  if (arguments.from == "redis") return client::Source::redis;
  const bool only = arguments.from.empty() && session.postgres() == nullptr && session.redis() != nullptr;
  return only ? client::Source::redis : client::Source::postgres;
}

std::unique_ptr<client::ThreadDetailFeed> threadDetailsOf(const Arguments& arguments,
                                                          const client::DeploymentSession& session) {
  const auto source = threadSource(arguments, session);
  auto feed = session.makeThreadDetails(source);
  if (!feed)
    complain(kFindings, source == client::Source::redis
                            ? "This deployment has no Redis URI."
                            : "This deployment has no Postgres URI; the verb reads Postgres.");
  return feed;
}

int savedThreadsList(const Arguments& arguments, client::DeploymentSession& session) {
  if (session.redis() == nullptr) return complain(kFindings, "This deployment has no Redis URI.");
  if (!arguments.sort.empty() || !arguments.after.empty())
    return complain(kUsage, "Checkpoints in Redis have no index to sort or page threads by.");
  auto parsed = query::readFilter(query::threadsSchema(), arguments.filter);
  if (!parsed.errors.empty()) return complain(kUsage, parsed.errors.front().sentence);
  client::SaverThreadFeed feed(*session.redis());
  QString bound;
  QObject::connect(&feed, &client::SaverThreadFeed::bounded, &feed,
                   [&bound](quint64, const QString& sentence) { bound = sentence; });
  query::ThreadQuery query;
  query.filter = std::move(parsed.filter);
  query.statuses = arguments.statuses;
  query.threadId = arguments.threadId;
  query.assistantId = arguments.assistantId;
  if (const auto refusal = query::unanswerable(query); !refusal.empty()) return complain(kUsage, refusal);
  query.order = arguments.oldestFirst ? query::Order::oldestFirst : query::Order::newestFirst;
  auto answer = answerOf<ThreadPage>(feed, &client::SaverThreadFeed::loaded, [&] { feed.load(query); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  auto rows = std::get<ThreadPage>(std::move(answer)).rows;
  const bool cut = rows.size() > static_cast<std::size_t>(arguments.limit);
  if (cut) rows.resize(static_cast<std::size_t>(arguments.limit));
  if (!arguments.json) {
    if (!bound.isEmpty()) std::fprintf(stderr, "heddle: %s\n", qPrintable(bound));
    std::vector<std::vector<std::string>> lines;
    for (const auto& row : rows)
      lines.push_back(
          {row.threadId, row.status, row.graphId, row.updatedAt != 0 ? localTime(row.updatedAt) : "-"});
    printTable({"THREAD", "STATUS", "GRAPH", "UPDATED"}, lines);
    return kFine;
  }
  Value::Array threads;
  threads.reserve(rows.size());
  for (const auto& row : rows)
    threads.push_back(query::jsonOf(row));
  printJson(Value::ofObject({{"threads", Value::ofArray(std::move(threads))},
                             {"next", Value()},
                             {"complete", Value::ofBool(bound.isEmpty() && !cut)},
                             {"note", textValue(bound.toStdString())}}));
  return kFine;
}

}  // namespace heddle::cli
