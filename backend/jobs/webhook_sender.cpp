// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/webhook_sender.h"

#include "backend/async/notifier.h"
#include "backend/jobs/webhook_target.h"
#include "backend/observe/log.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr int kMostCalls = 32, kMostPerHost = 4;
constexpr std::array<std::chrono::seconds, 5> kPauses{1s, 5s, 25s, 120s, 600s};
constexpr auto kLongestRetryAfter = 3600s;

constexpr int kTooMany = 429, kServerErrors = 500;

}  // namespace

std::optional<std::chrono::seconds> webhookPause(int tries) {
  if (tries < 1 || tries > static_cast<int>(kPauses.size())) return std::nullopt;
  return kPauses[static_cast<std::size_t>(tries - 1)];
}

WebhookSender::WebhookSender(boost::asio::any_io_executor executor, Ports ports, core::WebhookPolicy policy,
                             std::chrono::milliseconds every)
    : ports_(std::move(ports)), policy_(std::move(policy)), every_(every), tasks_(executor) {}

void WebhookSender::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(sendAlways());
}

core::Task<void> WebhookSender::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

core::Task<void> WebhookSender::sendAlways() {
  while (true) {
    try {
      co_await sendSome();
    } catch (const std::exception& failure) {
      if (tasks_.cancelled()) throw;
      observe::error("looking for webhooks failed", {{"error", failure.what()}});
    }
    co_await async::sleepFor(every_);
  }
}

core::Task<void> WebhookSender::sendSome() {
  if (calls_ >= kMostCalls) co_return;
  auto calls = co_await ports_.outbox.take(ports_.replica(), kMostCalls - calls_);
  for (auto& call : calls)
    tasks_.spawn(send(std::move(call)));
}

core::Task<void> WebhookSender::send(core::OutboxCall call) {
  try {
    if (!policy_.send) {
      co_await ports_.outbox.done(call);
      co_return;
    }
    const auto where = checkWebhook(policy_, call.url);
    if (!where) {
      co_await park(call, where.error().message);
      co_return;
    }
    int& callsToHost = callsTo_[where->host];
    if (callsToHost >= kMostPerHost) {  // others' turn
      co_await ports_.outbox.retry(call, every_, false);
      co_return;
    }
    core::HttpCall post;
    post.tls = where->tls;
    post.host = where->host;
    post.port = where->port;
    post.target = where->target;
    post.headers = policy_.headers;
    post.headers.emplace_back("webhook-id", call.runId.text());
    post.body = call.body;
    post.mayConnect = [this](const std::string& address) { return mayConnectTo(policy_, address); };
    ++callsToHost;
    ++calls_;
    const auto counted = std::shared_ptr<void>(nullptr, [this, host = where->host](void*) {
      --calls_;
      if (--callsTo_[host] == 0) callsTo_.erase(host);
    });
    auto reply = co_await ports_.http.call(std::move(post));
    co_await settle(call, std::move(reply));
  } catch (const std::exception& failure) {
    if (tasks_.cancelled()) throw;
    observe::error("a webhook's outcome could not be stored",
                   {{"run_id", call.runId.text()}, {"error", failure.what()}});
    tasks_.spawn(giveBack(call));
  }
}

/// Until the database takes it: as long as this replica lives nobody else would.
core::Task<void> WebhookSender::giveBack(core::OutboxCall call) {
  while (true) {
    co_await async::sleepFor(every_);
    try {
      co_await ports_.outbox.retry(call, every_, true);
      co_return;
    } catch (const std::exception&) {
      if (tasks_.cancelled()) throw;
    }
  }
}

core::Task<void> WebhookSender::settle(const core::OutboxCall& call, core::HttpReply reply) {
  if (reply.status >= 200 && reply.status < 300) {
    co_await ports_.outbox.done(call);
    co_return;
  }
  const std::string why = reply.status == 0 ? reply.failure : "status " + std::to_string(reply.status);
  const bool mayMend =
      !reply.forbidden && (reply.status == 0 || reply.status == kTooMany || reply.status >= kServerErrors);
  const auto pause = webhookPause(call.tries);
  if (!mayMend || !pause) {
    co_await park(call, why);
    co_return;
  }
  std::uniform_int_distribution<int> spread(80, 120);
  auto after = std::chrono::milliseconds(*pause) * spread(random_) / 100;
  if (reply.retryAfter)
    after = std::max<std::chrono::milliseconds>(after, std::min(*reply.retryAfter, kLongestRetryAfter));
  observe::warning(
      "a webhook failed and is tried again",
      {{"run_id", call.runId.text()}, {"tries", call.tries}, {"why", why}, {"in_ms", after.count()}});
  co_await ports_.outbox.retry(call, after, true);
}

core::Task<void> WebhookSender::park(const core::OutboxCall& call, std::string why) {
  observe::error("a webhook is given up",
                 {{"run_id", call.runId.text()}, {"tries", call.tries}, {"why", why}});
  co_await ports_.outbox.park(call, std::move(why));
}

}  // namespace heddle::jobs
