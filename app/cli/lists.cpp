// SPDX-License-Identifier: Apache-2.0
// The lists: one way to ask for all of them, the same as the window's.
#include "app/cli/asking.h"
#include "app/cli/list_groups.h"
#include "app/cli/printing.h"
#include "app/cli/thread_sources.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/assistant_feed.h"
#include "backend/client/postgres/cron_feed.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/list_json.h"
#include "backend/schedule/cron_words.h"
#include "backend/schedule/forecast.h"

#include <functional>

#include <QString>

namespace heddle::cli {
namespace {

using wire::Value;

std::vector<std::string> cellsOf(const query::RunRecord& run) {
  return {run.runId, run.status, localTime(run.createdAt), run.graphId, run.threadId, run.error};
}
std::vector<std::string> cellsOf(const query::ThreadRecord& thread) {
  return {thread.threadId, thread.status, thread.graphId, localTime(thread.createdAt),
          localTime(thread.updatedAt)};
}
std::vector<std::string> cellsOf(const query::AssistantRecord& assistant) {
  return {assistant.assistantId, assistant.name, assistant.graphId, std::to_string(assistant.version),
          localTime(assistant.updatedAt)};
}

std::vector<std::string> cellsOf(const query::CronRecord& cron) {
  const std::string next =
      cron.nextRun ? schedule::zonedText(
                         std::chrono::sys_seconds(std::chrono::seconds(*cron.nextRun / 1'000'000)), cron.zone)
                   : "-";
  return {cron.cronId,
          cron.isOn() ? "enabled" : "paused",
          next,
          cron.lastStatus,
          cron.assistantName.empty() ? cron.graphId : cron.assistantName,
          schedule::wordsFor(cron.schedule)};
}

/// Columns up to this byte, for a mark beneath the text.
std::size_t widthUpTo(const std::string& text, std::size_t byte) {
  return static_cast<std::size_t>(QString::fromStdString(text.substr(0, byte)).size());
}

int complainOf(const std::string& text, const std::vector<query::FilterError>& errors) {
  for (const auto& error : errors) {
    complain(kUsage, error.sentence);
    const auto begin = widthUpTo(text, error.span.begin);
    const auto length = std::max<std::size_t>(1, widthUpTo(text, error.span.end) - begin);
    std::fprintf(stderr, "  %s\n  %s%s\n", text.c_str(), std::string(begin, ' ').c_str(),
                 std::string(length, '^').c_str());
  }
  return kUsage;
}

/// The options as one query; what is wrong with them has been told then.
std::optional<query::ListQuery> queryOf(const Arguments& arguments, const query::ListSchema& schema) {
  query::ListQuery query;
  auto text = arguments.filter;
  if (!arguments.sort.empty()) text += (text.empty() ? "sort:" : " sort:") + arguments.sort;
  auto parsed = query::readFilter(schema, text);
  if (!parsed.errors.empty()) {
    complainOf(text, parsed.errors);
    return std::nullopt;
  }
  query.filter = std::move(parsed.filter);
  query.statuses = arguments.statuses;
  query.threadId = arguments.threadId;
  query.assistantId = arguments.assistantId;
  query.limit = arguments.limit;
  query.order = arguments.oldestFirst ? query::Order::oldestFirst : query::Order::newestFirst;
  if (!arguments.after.empty()) query.after = parseCursor(arguments.after);
  if (!arguments.after.empty() && !query.after) {
    complain(kUsage, "--after takes what `next` said.");
    return std::nullopt;
  }
  return query;
}

/// Asks on until the page is full or the list ends: what no index finds comes in windows.
template <typename Record, typename Feed>
std::variant<query::Page<Record>, client::SourceError> fullPage(Feed& feed, query::ListQuery query) {
  using Page = query::Page<Record>;
  Page all;
  const auto wanted = static_cast<std::size_t>(query.limit);
  do {
    query.limit = static_cast<int>(wanted - all.rows.size());
    auto answer = answerOf<Page>(feed, &Feed::loaded, [&] { feed.load(query); });
    if (std::holds_alternative<client::SourceError>(answer)) return std::get<client::SourceError>(answer);
    auto& page = std::get<Page>(answer);
    all.rows.insert(all.rows.end(), page.rows.begin(), page.rows.end());
    all.next = query.after = page.next;
  } while (all.next && all.rows.size() < wanted);
  return all;
}

template <typename Record, typename Feed>
int list(const Arguments& arguments, client::DeploymentSession& session, const query::ListSchema& schema,
         const std::vector<std::string>& heads) {
  const auto query = queryOf(arguments, schema);
  if (!query) return kUsage;
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  if (!arguments.groupBy.empty()) return listGroups(arguments, *postgres, schema, *query);
  Feed feed(*postgres);
  const auto answer = fullPage<Record>(feed, *query);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& page = std::get<query::Page<Record>>(answer);
  if (arguments.json) {
    Value::Array rows;
    for (const auto& record : page.rows)
      rows.push_back(query::jsonOf(record));
    printJson(Value::ofObject({{std::string(schema.name), Value::ofArray(std::move(rows))},
                               {"next", page.next ? query::textValue(cursorText(*page.next)) : Value()}}));
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& record : page.rows)
    rows.push_back(cellsOf(record));
  printTable(heads, rows);
  return kFine;
}

}  // namespace

int runsList(const Arguments& arguments, client::DeploymentSession& session) {
  return list<query::RunRecord, client::RunFeed>(arguments, session, query::runsSchema(),
                                                 {"RUN", "STATUS", "CREATED", "GRAPH", "THREAD", "ERROR"});
}

int threadsList(const Arguments& arguments, client::DeploymentSession& session) {
  if (sourceFor(arguments, session) == client::Source::redis) return savedThreadsList(arguments, session);
  return list<query::ThreadRecord, client::ThreadFeed>(arguments, session, query::threadsSchema(),
                                                       {"THREAD", "STATUS", "GRAPH", "CREATED", "UPDATED"});
}

int assistantsList(const Arguments& arguments, client::DeploymentSession& session) {
  return list<query::AssistantRecord, client::AssistantFeed>(
      arguments, session, query::assistantsSchema(), {"ASSISTANT", "NAME", "GRAPH", "VERSION", "UPDATED"});
}

int cronsList(const Arguments& arguments, client::DeploymentSession& session) {
  return list<query::CronRecord, client::CronFeed>(
      arguments, session, query::cronsSchema(), {"CRON", "STATE", "NEXT", "LAST", "ASSISTANT", "SCHEDULE"});
}

}  // namespace heddle::cli
