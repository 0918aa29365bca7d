// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/api/api_session.h"
#include "backend/client/connection_test.h"
#include "backend/client/local/local_server.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/query/records.h"
#include "backend/query/timeline_sql.h"
#include "models/rows/assistant_row.h"
#include "models/rows/checkpoint_row.h"
#include "models/rows/deployment_row.h"
#include "models/rows/run_detail.h"
#include "models/rows/run_row.h"
#include "models/rows/thread_detail.h"
#include "models/rows/thread_row.h"
#include "models/rows/timeline_row.h"

#include <vector>

/// Answers of the sources as rows of the models. Pure functions, any thread; the large ones (runDetail,
/// threadState) are called in the decode pool.
namespace heddle::console {

models::RunRow runRow(const query::RunRecord& record);
models::ThreadRow threadRow(const query::ThreadRecord& record);
models::AssistantRow assistantRow(const query::AssistantRecord& record);
models::TaskRow taskRow(const query::TaskRecord& record);
models::CheckpointRow checkpointRow(const query::CheckpointRecord& record);
models::StageRow stageRow(const client::Stage& stage, int index);
QString sourceBadge(client::Source source);

models::RunDetail runDetail(const query::RunDetail& answer);
/// What a run or thread keeps of its failure, as one line: "OutOfStock: no hooks left".
QString errorLine(const std::string& stored);
/// `more`: large values are still to come. Without `revealed` what looks like a secret is masked.
models::ThreadState threadState(const client::CheckpointContent& content, bool more, bool revealed);

template <typename Record, typename Convert>
auto rowsOf(const std::vector<Record>& records, Convert convert) {
  std::vector<decltype(convert(records.front()))> rows;
  rows.reserve(records.size());
  for (const Record& record : records)
    rows.push_back(convert(record));
  return rows;
}

}  // namespace heddle::console
