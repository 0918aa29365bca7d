// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_controller.h"
#include "backend/client/postgres/assistant_feed.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/threads/threads_page.h"

#include <functional>

/// What ListController needs to know of each list: the feed's types and how to ask and compare.
namespace heddle::console {

std::vector<std::string> statusWords(const QStringList& statuses);
QString statusWord(core::RunStatus status);
QString statusWord(core::ThreadStatus status);

/// The types that make one list.
template <typename F, typename Q, typename R, typename Shown, typename T, typename P>
struct ListTypes {
  using Feed = F;
  using Query = Q;
  using Record = R;
  using Row = Shown;
  using Table = T;
  using Panel = P;
};

/// A list that is filtered by the status of its rows.
template <typename Types>
struct ListByStatus : Types {
  static void setStatuses(typename Types::Query& query, const QStringList& statuses) {
    query.statuses = statusWords(statuses);
  }
  static bool matches(const typename Types::Row& row, const QStringList& statuses) {
    return statuses.isEmpty() || statuses.contains(statusWord(row.status));
  }
};

struct RunTraits : ListByStatus<ListTypes<client::RunFeed, query::RunQuery, query::RunRecord, models::RunRow,
                                          models::RunsTable, panels::RunsPage>> {
  static Row row(const Record& record) { return runRow(record); }
};

struct ThreadTraits : ListByStatus<ListTypes<client::ThreadFeed, query::ThreadQuery, query::ThreadRecord,
                                             models::ThreadRow, models::ThreadsTable, panels::ThreadsPage>> {
  static Row row(const Record& record) { return threadRow(record); }
};

/// Assistants change rarely: their list has no live refresh, only reload.
struct AssistantTraits : ListTypes<client::AssistantFeed, query::AssistantQuery, query::AssistantRecord,
                                   models::AssistantRow, models::AssistantsTable, panels::AssistantsPage> {
  static Row row(const Record& record) { return assistantRow(record); }
  static void setStatuses(Query&, const QStringList&) {}
  static bool matches(const Row&, const QStringList&) { return true; }
};

}  // namespace heddle::console
