// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/file_watch.h"
#include "app/server/repositories.h"
#include "app/server/server_figures.h"
#include "app/server/server_stack.h"
#include "app/server/store_embedder.h"
#include "backend/api/auth_handler.h"
#include "backend/api/services.h"
#include "backend/async/task_scope.h"
#include "backend/jobs/cron_clock.h"
#include "backend/jobs/engine.h"
#include "backend/jobs/expiry_sweep.h"
#include "backend/jobs/webhook_sender.h"
#include "backend/net/http_client.h"
#include "backend/net/server.h"
#include "backend/redis/redis_live.h"
#include "backend/storage/database.h"

#include <memory>
#include <optional>
#include <vector>

namespace heddle::server {

/// What the server is made of, and each step of putting it together. Declared in the order in which they are
/// built; destroyed in reverse. Seen by server_stack.cpp and server_parts.cpp only.
struct ServerStack::Parts {
  Parts(boost::asio::io_context& io_, core::Spawner& spawner_, const GraphProject& project_,
        const Settings& settings_, Options options_)
      : io(io_),
        spawner(spawner_),
        project(project_),
        settings(settings_),
        options(std::move(options_)),
        tasks(io_.get_executor()) {}

  boost::asio::io_context& io;
  core::Spawner& spawner;
  const GraphProject& project;
  const Settings& settings;
  Options options;
  std::unique_ptr<storage::Database> database;
  std::optional<StoreEmbedder> embedder;
  std::optional<Repositories> repositories;
  std::optional<redis::RedisLive> live;
  std::optional<jobs::Engine> engine;
  std::optional<api::AuthHandler> auth;
  std::optional<api::ReaderAnswers> graphAnswers;
  std::optional<api::Api> api;
  api::HeaderRules loggingHeaders;
  std::optional<net::Router> router;
  std::optional<net::Server> http;
  std::optional<net::Router> scrapeRouter;
  std::optional<net::Server> scrapeHttp;  // /metrics alone, if a port of its own was asked for
  std::optional<FileWatch> watch;
  std::optional<jobs::ExpirySweep> itemSweep, threadSweep, fireSweep, parkedSweep;
  std::optional<jobs::CronClock> cronClock;
  std::optional<net::HttpClient> httpClient;
  std::optional<jobs::WebhookSender> webhookSender;
  async::TaskScope tasks;
  RequestCounts requests;
  std::uint16_t port = 0;

  core::Result<void> connect();
  core::ItemPolicy itemPolicy();
  std::optional<core::ThreadTtl> defaultTtl() const;
  void startSweeps();
  void startCrons();
  void startWebhooks();
  core::Task<void> greetLangSmithLater();
  std::vector<api::Figure> ownFigures();
  void buildEngine();
  void buildApi();
  void buildScrapePort();
  core::Task<bool> databaseAnswers();
  core::Task<bool> redisAnswers();
  core::Task<core::Result<void>> greetRedis();
  core::Task<void> followGraphs();
  core::Task<void> untilLoaded(const StopRequest& stop);
};

}  // namespace heddle::server
