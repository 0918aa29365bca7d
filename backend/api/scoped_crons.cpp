// SPDX-License-Identifier: Apache-2.0
#include "backend/api/scoped_crons.h"

#include "backend/api/errors.h"

#include <utility>

namespace heddle::api {

using core::Result;
using core::Task;

Task<Result<void>> ScopedCrons::check(core::CronId id) {
  if (filter_.everything()) co_return Result<void>();
  core::AccessFilter filter = filter_;
  const auto sight = co_await crons_.sight(id, std::move(filter));
  if (sight != core::Sight::visible) co_return notFound("Cron with ID " + id.text() + " not found");
  co_return Result<void>();
}

Task<Result<core::JsonText>> ScopedCrons::create(core::CronCreate request) {
  if (request.threadId) {
    const auto seen = co_await threads_.check(*request.threadId);
    if (!seen) co_return seen.error();
  }
  if (!co_await assistants_.graphOf(request.assistantId)) co_return notFound("Assistant not found");
  co_return co_await crons_.create(std::move(request));
}

Task<Result<core::JsonText>> ScopedCrons::get(core::CronId id) {
  const auto seen = co_await check(id);
  if (!seen) co_return seen.error();
  co_return co_await crons_.get(id);
}

Task<Result<core::CronTiming>> ScopedCrons::timing(core::CronId id) {
  const auto seen = co_await check(id);
  if (!seen) co_return seen.error();
  co_return co_await crons_.timing(id);
}

Task<Result<core::JsonText>> ScopedCrons::update(core::CronId id, core::CronPatch patch) {
  const auto seen = co_await check(id);
  if (!seen) co_return seen.error();
  co_return co_await crons_.update(id, std::move(patch));
}

Task<Result<void>> ScopedCrons::remove(core::CronId id) {
  const auto seen = co_await check(id);
  if (!seen) co_return seen.error();
  co_return co_await crons_.remove(id);
}

Task<core::Page> ScopedCrons::search(core::CronSearch query) {
  query.access.narrow(filter_);
  co_return co_await crons_.search(std::move(query));
}

Task<std::int64_t> ScopedCrons::count(core::CronSearch query) {
  query.access.narrow(filter_);
  co_return co_await crons_.count(std::move(query));
}

Task<core::Sight> ScopedCrons::sight(core::CronId id, core::AccessFilter filter) {
  const auto seen = co_await check(id);
  if (!seen) co_return core::Sight::hidden;
  co_return co_await crons_.sight(id, std::move(filter));
}

}  // namespace heddle::api
