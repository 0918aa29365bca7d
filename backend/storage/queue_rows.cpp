// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/queue_rows.h"

#include <stdexcept>

#include <boost/json.hpp>

namespace heddle::storage {

std::vector<core::CancelledRun> cancelledRuns(std::string_view json, std::optional<core::ThreadId> thread,
                                              core::CancelAction action) {
  std::vector<core::CancelledRun> out;
  const boost::json::value parsed = boost::json::parse({json.data(), json.size()});
  for (const auto& item : parsed.as_array()) {
    const auto& fields = item.as_object();
    const auto& id = fields.at("run_id").as_string();
    core::CancelledRun run;
    run.runId = core::RunId{core::Uuid::parse({id.data(), id.size()}).value()};
    if (thread) {
      run.threadId = *thread;
    } else {
      const auto& place = fields.at("thread_id").as_string();
      run.threadId = core::ThreadId{core::Uuid::parse({place.data(), place.size()}).value()};
    }
    run.action = action;
    if (const auto* owner = fields.if_contains("owner"); owner && !owner->is_null())
      run.owner = owner->as_int64();
    out.push_back(run);
  }
  return out;
}

core::Uuid uuidAt(const Rows& rows, int row, int column) {
  const auto id = core::Uuid::parse(rows.view(row, column));
  if (!id) throw std::logic_error("a column that should hold a uuid does not");
  return *id;
}

core::ClaimedRun claimedRun(const Rows& rows, int row) {
  core::ClaimedRun run;
  run.slot.threadId = core::ThreadId{uuidAt(rows, row, 0)};
  run.slot.runId = core::RunId{uuidAt(rows, row, 1)};
  run.slot.fence = rows.integer(row, 2);
  run.graphId = rows.text(row, 3);
  run.attempt = static_cast<int>(rows.integer(row, 4));
  run.temporaryThread = rows.boolean(row, 5);
  run.assistantId = core::AssistantId{uuidAt(rows, row, 6)};
  run.kwargs.text = rows.text(row, 7);
  run.metadata.text = rows.text(row, 8);
  run.createdAt = rows.text(row, 9);
  run.headCheckpointId = rows.maybeText(row, 10);
  run.headIsOurs = rows.boolean(row, 11);
  run.lostARunner = rows.boolean(row, 12);
  return run;
}

}  // namespace heddle::storage
