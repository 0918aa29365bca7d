// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/jobs/engine_fixture.h"

#include "backend/jobs/runner_environment.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

namespace heddle::test {
namespace {

using namespace std::chrono_literals;

/// A Python with langgraph: the one the environment names, else the development environment of the sources.
std::string python() {
  if (const char* named = std::getenv("HEDDLE_TEST_PYTHON")) return named;
  const auto own = std::filesystem::path(HEDDLE_SOURCE_DIR) / ".cache/venv/bin/python";
  if (std::filesystem::exists(own)) return own.string();
  throw std::runtime_error(
      "No Python with langgraph: set HEDDLE_TEST_PYTHON, or let ./dev make .cache/venv.");
}

jobs::EngineOptions optionsFor() {
  jobs::EngineOptions options;
  auto& pool = options.runners.pools.emplace_back();
  auto& spec = pool.spec;
  const std::string sources = HEDDLE_SOURCE_DIR;
  spec.argv = {python(), "-P", "-m", "heddle_runner"};
  spec.environment = {"PATH=/usr/bin:/bin", "PYTHONPATH=" + sources + "/backend/runners/python",
                      "PYTHONDONTWRITEBYTECODE=1", "HEDDLE_RUNNER_FD=3", "HOME=/tmp"};
  spec.baseDir = spec.workingDirectory = sources + "/tests/integration/jobs";
  spec.graphs.text =
      R"({"stepper":"./graphs.py:stepper","stubborn":"./graphs.py:stubborn","failing":"./graphs.py:failing",)"
      R"("gates":"./graphs.py:gates","turns":"./graphs.py:turns",)"
      R"("poison":"./graphs.py:poison","blocking":"./graphs.py:blocking","hungry":"./graphs.py:hungry"})";
  pool.jobs = 4;
  options.shutdownGrace = 0ms;
  return options;
}

std::unique_ptr<storage::Database> openDatabase(boost::asio::io_context& io, const std::string& uri) {
  storage::DatabaseOptions options;
  options.uri = uri;
  options.apiConnections = 4;
  return storage::Database::create(io.get_executor(), options).value();
}

redis::Endpoint endpointOf(const TestRedis& server) {
  redis::Endpoint endpoint;
  endpoint.socketPath = server.socketPath();
  return endpoint;
}

}  // namespace

core::Task<core::Joined> SkewedQueue::join(core::JsonText info) {
  auto joined = co_await PgQueue::join(std::move(info));
  joined.clock.database += skew;
  co_return joined;
}

core::Task<core::Heartbeat> SkewedQueue::heartbeat(core::ReplicaId replica) {
  auto beat = co_await PgQueue::heartbeat(replica);
  if (beat.clock) beat.clock->database += skew;
  co_return beat;
}

core::Task<core::Result<core::Enqueued>> SkewedQueue::enqueue(core::EnqueueRequest request) {
  auto enqueued = co_await PgQueue::enqueue(std::move(request));
  if (onEnqueued) co_await onEnqueued();
  co_return enqueued;
}

Replica::Replica(boost::asio::io_context& io, const std::string& uri, const TestRedis& redis,
                 jobs::EngineOptions options)
    : database(openDatabase(io, uri)),
      queue(*database),
      runs(*database),
      checkpoints(*database),
      items(*database),
      live(io.get_executor(), endpointOf(redis)),
      spawner(io.get_executor()),
      engine(io.get_executor(), jobs::EnginePorts{queue, runs, checkpoints, items, live, spawner},
             std::move(options)),
      io_(io) {
  live.start();
  runTask(io, live.awaitUp(5s));
  runTask(io, engine.start());
}

Replica::~Replica() {
  runTask(io_, engine.stop());
  runTask(io_, live.stop());
  checkpoints.close();
  database->close();
  io_.restart();
  io_.run_for(20ms);  // what close() completed runs to its end
}

EngineFixture::EngineFixture() : uri(TestPostgres::instance().migratedDatabase()) {
  char name[] = "/tmp/hengXXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp failed");
  folder_ = name;
  for (const auto* graph :
       {"stepper", "stubborn", "failing", "gates", "turns", "poison", "blocking", "hungry"}) {
    const auto id = core::Uuid::named(core::kAssistantSpace, graph).text();
    sql("insert into assistant (assistant_id, graph_id, name) values ('" + id + "', '" + graph + "', '" +
        graph + "')");
  }
}

EngineFixture::~EngineFixture() {
  replicas_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Replica& EngineFixture::addReplica(std::function<void(jobs::EngineOptions&)> change) {
  auto options = optionsFor();
  if (change) change(options);
  replicas_.push_back(std::make_unique<Replica>(io, uri, redis, std::move(options)));
  return *replicas_.back();
}

bool EngineFixture::awaitLoaded(Replica& replica) {
  return turnUntil(
      [&] { return !replica.engine.runners().shares().empty() && replica.engine.runners().reader(""); });
}

bool EngineFixture::turnUntil(const std::function<bool()>& done) {
  io.restart();
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!done() && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(20ms);
  return done();
}

core::EnqueueRequest EngineFixture::request(const std::string& graph, const std::string& input,
                                            const std::string& more) {
  core::EnqueueRequest made;
  made.runId = core::RunId{core::Uuid::timeOrdered()};
  made.threadId = core::ThreadId{core::Uuid::timeOrdered()};
  made.assistantId = core::AssistantId{core::Uuid::named(core::kAssistantSpace, graph)};
  made.graphId = graph;
  made.createThread = true;
  made.kwargs.text = "{\"input\":" + input + ",\"config\":{\"configurable\":{\"thread_id\":\"" +
                     made.threadId.text() + "\",\"run_id\":\"" + made.runId.text() +
                     "\"}},\"stream_mode\":[\"values\",\"custom\"]" + more + "}";
  made.metadata.text = made.config.text = "{}";
  return made;
}

std::string EngineFixture::statusOf(core::RunId run) const {
  return sql("select status from run where run_id = '" + run.text() + "'");
}

void EngineFixture::touch(const std::string& name) const {
  std::ofstream(path(name)) << "x";
}

std::string EngineFixture::contents(const std::string& name) const {
  std::ifstream file(path(name));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::vector<std::string> Seen::names() const {
  std::vector<std::string> all;
  for (const auto& event : events)
    all.push_back(event.event);
  return all;
}

const jobs::StreamEvent* Seen::last(const std::string& name) const {
  for (auto at = events.rbegin(); at != events.rend(); ++at)
    if (at->event == name) return &*at;
  return nullptr;
}

bool Seen::contiguous() const {
  jobs::EventId before;
  for (const auto& event : events) {
    const bool follows = event.id.fence == before.fence ? event.id.n == before.n + 1
                                                        : event.id.fence > before.fence && event.id.n == 1;
    if (!follows) return false;
    before = event.id;
  }
  return true;
}

core::Task<void> listen(jobs::Subscription& subscription, Seen& seen, std::function<bool()> enough) {
  while (!enough || !enough()) {
    auto item = co_await subscription.next(20s);
    if (item.kind == jobs::StreamItem::Kind::idle) co_return;
    if (item.kind == jobs::StreamItem::Kind::gap) ++seen.gaps;
    if (item.kind == jobs::StreamItem::Kind::event) seen.events.push_back(std::move(item.event));
    if (item.kind == jobs::StreamItem::Kind::end) seen.ended = true;
    if (seen.ended) co_return;
  }
}

}  // namespace heddle::test
