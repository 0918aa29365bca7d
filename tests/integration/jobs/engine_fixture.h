// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/engine.h"
#include "backend/process/process_spawner.h"
#include "backend/redis/redis_live.h"
#include "backend/storage/database.h"
#include "backend/storage/pg_checkpoints.h"
#include "backend/storage/pg_items.h"
#include "backend/storage/pg_queue.h"
#include "backend/storage/pg_runs.h"
#include "tests/support/run_task.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace heddle::test {

/// A queue whose database seems to have another clock than we do, and that lets things happen meanwhile.
class SkewedQueue : public storage::PgQueue {
 public:
  using PgQueue::PgQueue;
  core::Task<core::Joined> join(core::JsonText info) override;
  core::Task<core::Heartbeat> heartbeat(core::ReplicaId replica) override;
  core::Task<core::Result<core::Enqueued>> enqueue(core::EnqueueRequest request) override;

  std::chrono::milliseconds skew{0};
  std::function<core::Task<void>()> onEnqueued;  // before the answer is known; may be empty
};

/// One server without its HTTP: real storage, Redis, engine and Python runners.
class Replica {
 public:
  Replica(boost::asio::io_context& io, const std::string& uri, const TestRedis& redis,
          jobs::EngineOptions options);
  ~Replica();

  std::unique_ptr<storage::Database> database;
  SkewedQueue queue;
  storage::PgRuns runs;
  storage::PgCheckpoints checkpoints;
  storage::PgItems items;
  redis::RedisLive live;
  process::ProcessSpawner spawner;
  jobs::Engine engine;

 private:
  boost::asio::io_context& io_;
};

/// A database, a Redis and any number of replicas on one loop.
class EngineFixture {
 public:
  EngineFixture();
  ~EngineFixture();

  Replica& addReplica(std::function<void(jobs::EngineOptions&)> change = {});
  /// Until the replica's graphs have loaded.
  bool awaitLoaded(Replica& replica);

  template <typename T>
  T run(core::Task<T> task) {
    return runTask(io, std::move(task));
  }
  /// Turns the loop until `done`, 20 s at most.
  bool turnUntil(const std::function<bool()>& done);

  core::EnqueueRequest request(const std::string& graph, const std::string& input,
                               const std::string& more = "");
  core::ThreadId newThread();
  std::string sql(const std::string& statement) const { return TestPostgres::run(uri, statement); }
  std::string statusOf(core::RunId run) const;
  /// A path in a folder of this test.
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void touch(const std::string& name) const;
  std::string contents(const std::string& name) const;

  boost::asio::io_context io;
  std::string uri;
  TestRedis redis;

 private:
  std::filesystem::path folder_;
  std::vector<std::unique_ptr<Replica>> replicas_;
};

/// As a JSON string; of texts without anything to escape.
std::string quoted(const std::string& text);

/// What a listener saw of a stream.
struct Seen {
  std::vector<jobs::StreamEvent> events;
  int gaps = 0;
  bool ended = false;

  std::vector<std::string> names() const;
  const jobs::StreamEvent* last(const std::string& name) const;
  /// Numbers 1, 2, 3 … within each fence, fences rising.
  bool contiguous() const;
};

/// Reads until the end, or until `enough`; throws nothing, stops after 20 s of silence.
core::Task<void> listen(jobs::Subscription& subscription, Seen& seen, std::function<bool()> enough = {});

}  // namespace heddle::test
