// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/audit_row.h"
#include "models/rows/assistant_version_row.h"
#include "models/rows/cron_row.h"
#include "models/rows/run_detail.h"
#include "models/rows/store_row.h"
#include "models/rows/tail_row.h"
#include "models/rows/thread_detail.h"
#include "models/rows/timeline_row.h"

#include <vector>

/// Rows for looking at pages: the proportions of a busy deployment, fixed so that pictures compare.
namespace heddle::sample {

inline constexpr qint64 kNowUs = 1'767'013'199'000'000;  // 2025-12-29T12:59:59Z

std::vector<models::RunRow> runs(int count);
std::vector<models::ThreadRow> threads(int count);
models::RunDetail failedRun();
/// Its bars: a wait, five tasks one below the other, one of them a subgraph's, the last one failed.
models::Timeline failedTimeline();
models::ThreadDetail waitingThread();
std::vector<models::TailRow> events(int count);
std::vector<models::AuditRow> history();

/// Three, newest first.
std::vector<models::AssistantVersionRow> versions();
/// Daily, often, paused, ended, and one that cannot be read.
std::vector<models::CronRow> crons();
std::vector<models::PastFireRow> pastFires();
/// A week with collisions and a change of clocks.
models::CronForecast forecast();

/// With and without an end, one past it.
std::vector<models::StoreItemRow> storeItems();

}  // namespace heddle::sample
