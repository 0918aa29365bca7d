// SPDX-License-Identifier: Apache-2.0
#include "app/server/server_stack.h"

#include "app/server/http_setup.h"
#include "app/server/langsmith.h"
#include "app/server/listen_check.h"
#include "app/server/runner_setup.h"
#include "app/server/server_parts.h"
#include "app/server/webhook_setup.h"
#include "backend/async/notifier.h"
#include "backend/observe/log.h"

#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {

using core::Result;
using std::chrono::milliseconds;

ServerStack::ServerStack(boost::asio::io_context& io, core::Spawner& spawner, const GraphProject& project,
                         const Settings& settings, Options options)
    : parts_(std::make_unique<Parts>(io, spawner, project, settings, std::move(options))) {}

ServerStack::~ServerStack() = default;

std::uint16_t ServerStack::port() const {
  return parts_->port;
}
core::Task<Result<void>> ServerStack::start(const StopRequest& stop) {
  Parts& parts = *parts_;
  Result<core::WebhookPolicy> webhooks = webhookPolicy(parts.project);
  if (!webhooks) co_return webhooks.error();
  parts.httpClient.emplace(parts.io.get_executor());
  if (parts.options.requireLicense) {
    Result<void> langSmith = co_await greetLangSmith(*parts.httpClient, parts.project.config, true);
    if (!langSmith) co_return langSmith.error();
  } else {
    parts.tasks.spawn(parts.greetLangSmithLater());
  }
  if (Result<void> connected = parts.connect(); !connected) co_return connected.error();
  if (Result<void> greeted = co_await parts.greetRedis(); !greeted) co_return greeted.error();
  if (parts.options.ownsDatabase) co_await parts.repositories->queue.forgetReplicas();
  std::optional<core::ThreadTtl> threadTtl = parts.defaultTtl();
  co_await parts.repositories->threadLife.setDefaultTtl(std::move(threadTtl));
  parts.buildEngine();
  parts.buildApi();
  parts.api->options.webhooks = std::move(*webhooks);
  std::vector<std::string> graphs;
  for (const deployment::GraphEntry& graph : parts.project.config.graphs) {
    graphs.push_back(graph.id);
  }
  co_await parts.repositories->assistants.ensureSystem(graphs);
  co_await parts.engine->start();
  const Result<std::uint16_t> port = parts.http->start();
  if (!port) co_return port.error();
  parts.port = *port;
  if (parts.scrapeHttp) {
    const Result<std::uint16_t> scrapePort = parts.scrapeHttp->start();
    if (!scrapePort) co_return scrapePort.error();
    observe::info("figures for scrapers", {{"port", *scrapePort}});
  }
  parts.api->options.webhooks.ownPort = *port;
  co_await parts.untilLoaded(stop);
  if (parts.auth && !stop.isAsked()) {
    const Result<void> handlers = co_await parts.auth->describe();
    if (!handlers) co_return handlers.error();
  }
  const std::string prefix = mountPrefix(parts.project.config.http, parts.settings);
  while (!stop.isAsked()) {
    if (co_await answersOk(parts.options.host, parts.port, prefix)) break;
    constexpr milliseconds kPause{20};
    co_await async::sleepFor(kPause);
  }
  parts.tasks.spawn(parts.followGraphs());
  parts.startSweeps();
  parts.startCrons();
  parts.startWebhooks();
  if (parts.options.reload) {
    jobs::Runners& runners = parts.engine->runners();
    parts.watch.emplace(parts.io.get_executor(), watchedFiles(parts.project),
                        [&runners](const std::vector<std::string>& files) {
                          observe::info("files changed, loading the graphs anew",
                                        {{"first", files.front()}, {"files", files.size()}});
                          runners.reload();
                        });
  }
  co_return Result<void>();
}

core::Task<void> ServerStack::stop() {
  Parts& parts = *parts_;
  parts.watch.reset();
  if (parts.webhookSender) co_await parts.webhookSender->stop();
  if (parts.cronClock) co_await parts.cronClock->stop();
  if (parts.fireSweep) co_await parts.fireSweep->stop();
  if (parts.parkedSweep) co_await parts.parkedSweep->stop();
  if (parts.itemSweep) co_await parts.itemSweep->stop();
  if (parts.threadSweep) co_await parts.threadSweep->stop();
  parts.tasks.cancel();
  co_await parts.tasks.join();
  // Runs first, so that the streams of those that finish within the grace reach their end.
  // Also one whose start failed halfway: its runners are there.
  if (parts.engine) co_await parts.engine->stop();
  constexpr milliseconds kLastAnswers{1000};
  if (parts.scrapeHttp) co_await parts.scrapeHttp->stop(kLastAnswers);
  if (parts.http) co_await parts.http->stop(kLastAnswers);
  if (parts.live) co_await parts.live->stop();
  if (parts.repositories) parts.repositories->checkpoints.close();
  if (parts.database) parts.database->close();
}

}  // namespace heddle::server
