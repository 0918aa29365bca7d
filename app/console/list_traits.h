// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/cron_rows.h"
#include "app/console/list_controller.h"
#include "backend/client/postgres/assistant_feed.h"
#include "backend/client/postgres/cron_feed.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/client/redis/saver_thread_feed.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/crons/crons_page.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/threads/saved_threads_page.h"
#include "ui/panels/threads/threads_page.h"

#include <functional>

/// What ListController needs to know of each list: the feed's types and how to ask and compare.
namespace heddle::console {

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
  /// What the feed reads; nullptr where the deployment has none.
  static client::PgSession* source(const client::DeploymentSession& session) { return session.postgres(); }
};

struct RunTraits : ListTypes<client::RunFeed, query::RunQuery, query::RunRecord, models::RunRow,
                             models::RunsTable, panels::RunsPage> {
  static constexpr query::Part kPart = query::Part::runs;
  static Row row(const Record& record) { return runRow(record); }
  static const query::ListSchema& schema() { return query::runsSchema(); }
};

struct ThreadTraits : ListTypes<client::ThreadFeed, query::ThreadQuery, query::ThreadRecord,
                                models::ThreadRow, models::ThreadsTable, panels::ThreadsPage> {
  static constexpr query::Part kPart = query::Part::threads;
  static Row row(const Record& record) { return threadRow(record); }
  static const query::ListSchema& schema() { return query::threadsSchema(); }
};

/// Threads of a Redis checkpointer.
struct SavedThreadTraits : ListTypes<client::SaverThreadFeed, query::ThreadQuery, query::ThreadRecord,
                                     models::ThreadRow, models::ThreadsTable, panels::SavedThreadsPage> {
  static constexpr query::Part kPart = query::Part::threads;
  static client::RedisSession* source(const client::DeploymentSession& session) { return session.redis(); }
  static Row row(const Record& record) { return threadRow(record); }
  static const query::ListSchema& schema() { return query::threadsSchema(); }
};

struct AssistantTraits : ListTypes<client::AssistantFeed, query::AssistantQuery, query::AssistantRecord,
                                   models::AssistantRow, models::AssistantsTable, panels::AssistantsPage> {
  static constexpr query::Part kPart = query::Part::assistants;
  static Row row(const Record& record) { return assistantRow(record); }
  static const query::ListSchema& schema() { return query::assistantsSchema(); }
};

struct CronTraits : ListTypes<client::CronFeed, query::CronQuery, query::CronRecord, models::CronRow,
                              models::CronsTable, panels::CronsPage> {
  static constexpr query::Part kPart = query::Part::crons;
  static Row row(const Record& record) { return cronRow(record); }
  static const query::ListSchema& schema() { return query::cronsSchema(); }
};

}  // namespace heddle::console
