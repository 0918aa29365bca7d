// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/database.h"
#include "backend/storage/pg_queue.h"
#include "tests/support/run_task.h"
#include "tests/support/test_postgres.h"

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace heddle::test {

/// A migrated database of its own, the server's sessions on it, one assistant and one replica.
class StorageFixture {
 public:
  StorageFixture() : uri(TestPostgres::instance().migratedDatabase()) {
    storage::DatabaseOptions options;
    options.uri = uri;
    database = storage::Database::create(io.get_executor(), options).value();
    queue = std::make_unique<storage::PgQueue>(*database);
    assistant = core::AssistantId{core::Uuid::named(core::kAssistantSpace, "echo")};
    sql("insert into assistant (assistant_id, graph_id, name, config, metadata) values ('" +
        assistant.text() +
        "', 'echo', 'echo', '{\"configurable\": {\"model\": \"a\"}}', '{\"created_by\": \"system\"}')");
    replica = run(queue->join(core::JsonText{"{}"})).replica;
  }
  ~StorageFixture() { database->close(); }

  template <typename T>
  T run(core::Task<T> task) {
    return runTask(io, std::move(task));
  }
  std::string sql(const std::string& statement) const { return TestPostgres::run(uri, statement); }

  core::ThreadId newThread(const std::string& status = "idle") const {
    const core::ThreadId thread{core::Uuid::random()};
    sql("insert into thread (thread_id, status, \"values\") values ('" + thread.text() + "', '" + status +
        "', '{\"n\": 0}')");
    return thread;
  }
  core::EnqueueRequest request(core::ThreadId thread) const {
    core::EnqueueRequest out;
    out.runId = core::RunId{core::Uuid::timeOrdered()};
    out.threadId = thread;
    out.assistantId = assistant;
    out.graphId = "echo";
    out.kwargs.text = R"({"input": {"x": 1}})";
    out.metadata.text = "{}";
    out.config.text = "{}";
    return out;
  }
  core::Enqueued enqueue(core::EnqueueRequest what) { return run(queue->enqueue(std::move(what))).value(); }
  std::vector<core::ClaimedRun> claim(int limit = 64) { return run(queue->claim(replica, limit, {"echo"})); }
  core::FinishRequest finishOf(const core::SlotRef& slot,
                               core::RunStatus status = core::RunStatus::success) const {
    core::FinishRequest out;
    out.slot = slot;
    out.status = status;
    return out;
  }
  core::Finished finish(core::FinishRequest what) { return run(queue->finish(std::move(what))); }

  std::string threadStatus(core::ThreadId thread) const {
    return sql("select status from thread where thread_id = '" + thread.text() + "'");
  }
  std::string runStatus(core::RunId id) const {
    return sql("select status from heddle_run_status where run_id = '" + id.text() + "'");
  }
  /// A replica that died: its lease is long over.
  void expireLease(core::ReplicaId id) const {
    sql("update heddle_replica set lease_until = now() - interval '5 seconds' where replica_id = " +
        std::to_string(id));
  }

  std::string uri;
  boost::asio::io_context io;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<storage::PgQueue> queue;
  core::AssistantId assistant;
  core::ReplicaId replica = 0;
};

}  // namespace heddle::test
