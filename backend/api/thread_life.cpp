// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_life.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/parameters.h"

namespace heddle::api::thread_life {

core::Task<Answer> prune(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  if (!body->has("thread_ids")) body->refuse("thread_ids", "is required");
  auto threads = body->ids<core::ThreadTag>("thread_ids");
  auto strategy = body->choice("strategy", {"delete", "keep_latest"});
  if (body->error()) co_return *body->error();
  std::vector<core::CancelledRun> cancelled;
  const auto replica = api.services.runService.replica();
  const auto pruned =
      co_await api.services.threadLife.prune(std::move(threads), std::move(strategy), replica, cancelled);
  if (!cancelled.empty()) co_await api.services.runService.announce(std::move(cancelled));
  if (!pruned) co_return pruned.error();
  co_return net::Response::json("{\"pruned_count\":" + std::to_string(*pruned) + "}");
}

core::Task<Answer> storage(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto sizes = co_await api.services.threadLife.storage(*id);
  if (!sizes && sizes.error().code == core::ErrorCode::notFound) co_return unknownThread(*id);
  if (!sizes) co_return sizes.error();
  co_return net::Response::json(std::move(sizes->text));
}

}  // namespace heddle::api::thread_life
