// SPDX-License-Identifier: Apache-2.0
#include "app/server/server_parts.h"

#include "app/server/access_log.h"
#include "app/server/commands.h"
#include "app/server/http_setup.h"
#include "app/server/langsmith.h"
#include "app/server/redis_endpoint.h"
#include "app/server/runner_setup.h"
#include "app/server/webhook_setup.h"
#include "backend/api/crons.h"
#include "backend/api/custom_app.h"
#include "backend/api/errors.h"
#include "backend/api/routes.h"
#include "backend/api/system.h"
#include "backend/async/notifier.h"
#include "backend/observe/log.h"
#include "backend/storage/migrate.h"

#include <algorithm>
#include <limits>
#include <set>
#include <unistd.h>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace heddle::server {
namespace {

using core::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;

jobs::EngineOptions engineOptions(const GraphProject& project, const Settings& settings,
                                  const ServerStack::Options& options) {
  jobs::EngineOptions engine;
  engine.runners = runnerOptions(project, settings, {options.reload, options.socketFolder, options.debug});
  engine.limits.timeout = settings.runTimeout;
  engine.limits.maxAttempts = settings.maxRetries;
  engine.limits.resumableTtl = settings.resumableStreamTtl;
  engine.limits.protocolEvents = settings.protocolEvents;
  engine.shutdownGrace = options.shutdownGrace;
  // All replicas of a database of our own read this langgraph.json: nobody else can come to know the graph.
  if (options.ownsDatabase) engine.unknownGraphPatience = std::chrono::milliseconds::zero();
  if (options.debug.isOn()) {
    // Somebody thinks at a breakpoint: no run is late then.
    constexpr std::chrono::hours kYear{24 * 365};
    engine.limits.timeout = kYear;
    engine.limits.startPatience = kYear;
  }
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  const boost::json::object info = {
      {"host", host}, {"pid", ::getpid()}, {"version", kVersion}, {"port", options.port}};
  engine.replicaInfo.text = boost::json::serialize(info);
  return engine;
}

net::ServerOptions httpOptions(const deployment::HttpPolicy& policy, const Settings& settings,
                               const ServerStack::Options& options) {
  net::ServerOptions http;
  http.host = options.host;
  http.port = options.port;
  http.bodyLimit = settings.bodyLimit;
  http.cors = corsPolicy(policy, settings);
  return http;
}

/// One session is the lease's own; the API gets what engine and writers leave.
storage::DatabaseOptions databaseWithin(int most) {
  constexpr int kHeartbeat = 1, kShares = 6;
  storage::DatabaseOptions database;
  const int share = std::max(1, (most - kHeartbeat) / kShares);
  database.engineConnections = std::min(database.engineConnections, share);
  database.writerConnections = std::min(database.writerConnections, share);
  const int left = most - kHeartbeat - database.engineConnections - database.writerConnections;
  database.apiConnections = std::clamp(left, 1, database.apiConnections);
  return database;
}

milliseconds fromMinutes(double minutes) {
  return std::chrono::round<milliseconds>(std::chrono::duration<double, std::ratio<60>>(minutes));
}

}  // namespace

Result<void> ServerStack::Parts::connect() {
  const Result<storage::MigrationReport> migrated =
      storage::migrate(options.migrationUri.empty() ? options.databaseUri : options.migrationUri);
  if (!migrated) return migrated.error();
  if (migrated->applied > 0) observe::info("schema brought up to date", {{"version", migrated->version}});
  Result<redis::Endpoint> endpoint = redisEndpoint(options.redisUri, settings.redisKeyPrefix);
  if (!endpoint) return endpoint.error();
  storage::DatabaseOptions databaseOptions = databaseWithin(settings.postgresSessions);
  databaseOptions.uri = options.databaseUri;
  Result<std::unique_ptr<storage::Database>> opened =
      storage::Database::create(io.get_executor(), std::move(databaseOptions));
  if (!opened) return opened.error();
  database = std::move(*opened);
  repositories.emplace(*database, settings.maxRetries, itemPolicy());
  live.emplace(io.get_executor(), std::move(*endpoint));
  live->describe(kVersion, std::to_string(migrated->version));
  live->start();
  return {};
}

core::ItemPolicy ServerStack::Parts::itemPolicy() {
  const deployment::StorePolicy& store = project.config.store;
  core::ItemPolicy policy;
  policy.defaultTtlMinutes = store.defaultTtlMinutes;
  policy.refreshOnRead = store.refreshOnRead;
  if (!store.index) return policy;
  policy.dims = store.index->dims;
  policy.embedder =
      &embedder.emplace(*store.index, [this]() -> jobs::GraphReader& { return engine->reader(); });
  return policy;
}

void ServerStack::Parts::buildEngine() {
  jobs::EnginePorts ports{repositories->queue,
                          repositories->runs,
                          repositories->checkpoints,
                          repositories->items,
                          *live,
                          spawner};
  engine.emplace(io.get_executor(), ports, engineOptions(project, settings, options));
}

void ServerStack::Parts::buildApi() {
  graphAnswers.emplace(engine->reader());
  api::ServerFigures figures{[this] { return repositories->queue.depth(); },
                             [this] { return repositories->outbox.depth(); }, [this] { return live->up(); }};
  api.emplace(
      api::Api{api::Services{repositories->assistants, repositories->threads, repositories->threadLife,
                             repositories->runs, repositories->items, repositories->crons,
                             repositories->queue, *live, *engine, *graphAnswers, engine->runners(),
                             std::move(figures), [this] { return databaseAnswers(); },
                             [this] { return redisAnswers(); }, [this] { return ownFigures(); }},
               apiOptions(project.config.http, settings, kVersion)});
  api->options.tracingProject = tracingProject(project.config);
  if (!project.config.auth.path.empty()) {
    api->options.authOpenApi = project.config.auth.openApi;
    const bool trusted = options.ownsDatabase || !api->options.keys.empty();
    auth.emplace(engine->reader(), engine->runners(), authOptions(project.config.auth, trusted));
    api->auth = &*auth;
  }
  if (const auto& rules = project.config.http.loggingHeaders) loggingHeaders = loggedHeaders(*rules);
  router.emplace(mountPrefix(project.config.http, settings));
  api::registerRoutes(*router, *api);
  net::ServerOptions serverOptions = httpOptions(project.config.http, settings, options);
  if (!project.config.http.app.empty())
    serverOptions.claim = [this](net::Request& head) { return api::claimForApp(*api, head); };
  http.emplace(io, std::move(serverOptions), *router, [this](const net::AccessRecord& record) {
    requests.add(record);
    logAccess(record, loggingHeaders);
  });
  if (settings.scrapePortOn) buildScrapePort();
}

/// Scrapers reach it without a key: it tells figures and nothing else.
void ServerStack::Parts::buildScrapePort() {
  scrapeRouter.emplace(std::string());
  scrapeRouter->add(net::Method::get, "/metrics", [this](net::Request& request) -> core::Task<net::Response> {
    auto answer = co_await api::system::metrics(*api, request);
    co_return answer ? std::move(*answer) : api::errorResponse(answer.error());
  });
  net::ServerOptions scrape;
  scrape.host = options.host;
  scrape.port = settings.scrapePort;
  scrapeHttp.emplace(io, std::move(scrape), *scrapeRouter, [](const net::AccessRecord&) {});
}

std::optional<core::ThreadTtl> ServerStack::Parts::defaultTtl() const {
  const deployment::ThreadTtlPolicy& policy = project.config.threadTtl;
  if (!policy.defaultTtlMinutes) return std::nullopt;
  return core::ThreadTtl{policy.strategy, *policy.defaultTtlMinutes};
}

void ServerStack::Parts::startSweeps() {
  constexpr int kItemsAtOnce = 1000, kThreadsAtOnce = 100;
  constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
  itemSweep.emplace(io.get_executor(), "store items", fromMinutes(project.config.store.sweepMinutes),
                    kUnlimited, [this] { return repositories->items.sweepExpired(kItemsAtOnce); });
  itemSweep->start();
  const deployment::ThreadTtlPolicy& threads = project.config.threadTtl;
  threadSweep.emplace(
      io.get_executor(), "threads", fromMinutes(threads.sweepMinutes), threads.sweepLimit,
      [this] { return repositories->threadLife.sweepExpired(kThreadsAtOnce, engine->replica()); });
  threadSweep->start();
  fireSweep.emplace(io.get_executor(), "fires of crons", std::chrono::hours(1), kUnlimited,
                    [this] { return repositories->cronFires.sweep(kItemsAtOnce); });
  fireSweep->start();
  parkedSweep.emplace(io.get_executor(), "webhooks given up", std::chrono::hours(1), kUnlimited,
                      [this] { return repositories->outbox.sweepParked(kItemsAtOnce); });
  parkedSweep->start();
}

void ServerStack::Parts::startWebhooks() {
  jobs::WebhookSender::Ports ports{repositories->outbox, *httpClient, [this] { return engine->replica(); }};
  webhookSender.emplace(io.get_executor(), std::move(ports), api->options.webhooks, seconds(1));
  webhookSender->start();
}

/// Where nothing depends on it: a LangSmith that is slow must not hold up a start.
core::Task<void> ServerStack::Parts::greetLangSmithLater() {
  co_await greetLangSmith(*httpClient, project.config, false);
}

void ServerStack::Parts::startCrons() {
  cronClock.emplace(io.get_executor(), repositories->cronFires, seconds(1),
                    [this](core::CronFire fire) { return api::crons::startRun(*api, std::move(fire)); });
  cronClock->start();
}

std::vector<api::Figure> ServerStack::Parts::ownFigures() {
  std::vector<api::Figure> figures;
  tellPools(*database, figures);
  requests.tell(figures);
  return figures;
}

core::Task<bool> ServerStack::Parts::databaseAnswers() {
  storage::Statement statement{"health", "select 1"};
  storage::Params none;
  co_await database->api().repeatable(std::move(statement), std::move(none));
  co_return true;
}

core::Task<bool> ServerStack::Parts::redisAnswers() {
  co_return live->up();
}

/// What no patience mends stops the start with one sentence. A Redis that is merely away does not: it carries
/// nothing that Postgres lacks, and the server works without it.
core::Task<Result<void>> ServerStack::Parts::greetRedis() {
  constexpr milliseconds kPatience{3000};
  if (co_await live->awaitUp(kPatience)) co_return Result<void>();
  if (live->isMisconfigured())
    co_return core::Error{core::ErrorCode::unavailable, "REDIS_URI: " + live->lastFailure()};
  observe::warning(
      "Redis cannot be reached: runs are found by polling until it is there, and streams of other "
      "replicas' runs wait for their end",
      {{"error", live->lastFailure()}});
  co_return Result<void>();
}

/// Every graph has its system assistant, those that a reload brought as well.
core::Task<void> ServerStack::Parts::followGraphs() {
  constexpr milliseconds kRetry{1000};
  std::set<std::string> known;
  for (;;) {
    bool failed = false;
    std::vector<std::string> fresh;
    for (const jobs::GraphInfo& graph : engine->runners().info().graphs) {
      if (!graph.error && !known.contains(graph.id)) fresh.push_back(graph.id);
    }
    try {
      if (!fresh.empty()) co_await repositories->assistants.ensureSystem(fresh);
      known.insert(fresh.begin(), fresh.end());
    } catch (const std::exception& failure) {
      if (tasks.cancelled()) throw;
      failed = true;
      observe::warning("new graphs have no assistants yet",
                       {{"first", fresh.front()}, {"error", failure.what()}});
    }
    if (failed)
      co_await async::sleepFor(kRetry);
    else
      co_await engine->runners().changed().wait();
  }
}

core::Task<void> ServerStack::Parts::untilLoaded(const StopRequest& stop) {
  constexpr milliseconds kLook{100};
  while (!stop.isAsked() && !engine->runners().info().loaded)
    co_await engine->runners().changed().waitFor(kLook);
  // The project's own app has its time too, but the API does not wait for ever for a lifespan that hangs.
  constexpr seconds kAppPatience{10};
  const auto deadline = std::chrono::steady_clock::now() + kAppPatience;
  while (!stop.isAsked() && std::chrono::steady_clock::now() < deadline) {
    const auto app = engine->runners().info().app;
    if (!app || !app->socket.empty() || app->error) break;
    co_await engine->runners().changed().waitFor(kLook);
  }
}

}  // namespace heddle::server
