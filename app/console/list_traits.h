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

struct RunTraits {
  using Feed = client::RunFeed;
  using Query = query::RunQuery;
  using Record = query::RunRecord;
  using Row = models::RunRow;
  using Table = models::RunsTable;
  using Panel = panels::RunsPage;

  static Row row(const Record& record) { return runRow(record); }
  static void setStatuses(Query& query, const QStringList& statuses) {
    query.statuses = statusWords(statuses);
  }
  static bool matches(const Row& row, const QStringList& statuses) {
    return statuses.isEmpty() || statuses.contains(statusWord(row.status));
  }
};

struct ThreadTraits {
  using Feed = client::ThreadFeed;
  using Query = query::ThreadQuery;
  using Record = query::ThreadRecord;
  using Row = models::ThreadRow;
  using Table = models::ThreadsTable;
  using Panel = panels::ThreadsPage;

  static Row row(const Record& record) { return threadRow(record); }
  static void setStatuses(Query& query, const QStringList& statuses) {
    query.statuses = statusWords(statuses);
  }
  static bool matches(const Row& row, const QStringList& statuses) {
    return statuses.isEmpty() || statuses.contains(statusWord(row.status));
  }
};

/// Assistants change rarely: their list has no live refresh, only reload.
struct AssistantTraits {
  using Feed = client::AssistantFeed;
  using Query = query::AssistantQuery;
  using Record = query::AssistantRecord;
  using Row = models::AssistantRow;
  using Table = models::AssistantsTable;
  using Panel = panels::AssistantsPage;

  static Row row(const Record& record) { return assistantRow(record); }
  static void setStatuses(Query&, const QStringList&) {}
  static bool matches(const Row&, const QStringList&) { return true; }
};

}  // namespace heddle::console
