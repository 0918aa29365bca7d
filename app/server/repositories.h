// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/pg_assistants.h"
#include "backend/storage/pg_checkpoints.h"
#include "backend/storage/pg_cron_fires.h"
#include "backend/storage/pg_crons.h"
#include "backend/storage/pg_items.h"
#include "backend/storage/pg_outbox.h"
#include "backend/storage/pg_queue.h"
#include "backend/storage/pg_runs.h"
#include "backend/storage/pg_thread_life.h"
#include "backend/storage/pg_threads.h"

namespace heddle::server {

/// The repositories over one database. Checkpoints close before the database does.
struct Repositories {
  Repositories(storage::Database& database, int maxAttempts, core::ItemPolicy itemPolicy)
      : queue(database, maxAttempts),
        checkpoints(database),
        items(database, itemPolicy),
        crons(database),
        cronFires(database),
        outbox(database),
        assistants(database),
        threads(database),
        threadLife(database),
        runs(database) {}

  storage::PgQueue queue;
  storage::PgCheckpoints checkpoints;
  storage::PgItems items;
  storage::PgCrons crons;
  storage::PgCronFires cronFires;
  storage::PgOutbox outbox;
  storage::PgAssistants assistants;
  storage::PgThreads threads;
  storage::PgThreadLife threadLife;
  storage::PgRuns runs;
};

}  // namespace heddle::server
