// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/task_scope.h"
#include "backend/core/ports/http_caller.h"
#include "backend/core/ports/webhooks.h"

#include <chrono>
#include <functional>
#include <map>
#include <random>
#include <string>

namespace heddle::jobs {

/// Makes the calls of the outbox: at most 32 at once, 4 to one host. A network error, 429 and 5xx are tried
/// again after 1, 5, 25, 120 and 600 s, or when Retry-After says; whatever else is not 2xx is parked at once.
/// Every call carries `webhook-id`, the run's id: the same at every try. I/O thread only; stop() before
/// destruction.
class WebhookSender {
 public:
  struct Ports {
    core::Outbox& outbox;
    core::HttpCaller& http;
    std::function<core::ReplicaId()> replica;
  };

  WebhookSender(boost::asio::any_io_executor executor, Ports ports, core::WebhookPolicy policy,
                std::chrono::milliseconds every);
  void start();
  /// Calls under way are broken off; another replica makes them.
  core::Task<void> stop();

 private:
  core::Task<void> sendAlways();
  core::Task<void> sendSome();
  core::Task<void> send(core::OutboxCall call);
  core::Task<void> settle(const core::OutboxCall& call, core::HttpReply reply);
  core::Task<void> giveBack(core::OutboxCall call);
  core::Task<void> park(const core::OutboxCall& call, std::string why);

  Ports ports_;
  core::WebhookPolicy policy_;
  std::chrono::milliseconds every_;
  std::minstd_rand random_{std::random_device{}()};
  std::map<std::string, int> callsTo_;  // by host
  int calls_ = 0;
  async::TaskScope tasks_;
};

/// How long to wait before try number `tries` + 1; nothing: it was the last.
std::optional<std::chrono::seconds> webhookPause(int tries);

}  // namespace heddle::jobs
