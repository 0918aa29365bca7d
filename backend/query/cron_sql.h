// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/sql_text.h"

#include <string>
#include <string_view>

namespace heddle::query {

inline constexpr int kCronColumns = 16;  // of the schema's projection

CronRecord cronFrom(const Row& row);
CronRecord rereadCronFrom(const Row& row);

/// The latest fires of one cron, newest first: columns fire_at, run_id, thread_id, status. `cron` is SQL.
std::string cronFiresSql(const Capabilities& capabilities, std::string_view cron, int limit);

/// The cron's row followed by what it sends, its metadata and whose it is.
std::string cronDetailSql(const Capabilities& capabilities, const std::string& cronId);
CronDetail cronDetailFrom(const Row& row);
/// Its latest 50 fires; an empty text where the schema keeps none.
std::string cronHistorySql(const Capabilities& capabilities, const std::string& cronId);
CronFire cronFireFrom(const Row& row);

}  // namespace heddle::query
