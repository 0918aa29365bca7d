// SPDX-License-Identifier: Apache-2.0
#include "backend/api/scoped_assistants.h"

#include "backend/api/errors.h"

#include <utility>

namespace heddle::api {

using core::Result;
using core::Task;

ScopedAssistants::ScopedAssistants(core::Assistants& assistants, const Caller& caller,
                                   std::vector<std::string> system)
    : assistants_(assistants),
      reading_(caller.assistants),
      changing_(caller.assistants),
      allThreads_(caller.threads.everything()) {
  reading_.anyway = std::move(system);
}

Task<Result<void>> ScopedAssistants::check(core::AssistantId id, For use) {
  core::AccessFilter filter = use == For::reading ? reading_ : changing_;
  if (filter.everything()) co_return Result<void>();
  const auto sight = co_await assistants_.sight(id, std::move(filter));
  if (sight != core::Sight::visible) co_return notFound("Assistant not found");
  co_return Result<void>();
}

Task<Result<core::JsonText>> ScopedAssistants::create(core::AssistantCreate request) {
  core::AccessFilter filter = reading_;
  if (request.id && !filter.everything()) {
    const auto sight = co_await assistants_.sight(*request.id, std::move(filter));
    if (sight == core::Sight::hidden)
      co_return core::Error{core::ErrorCode::conflict, "Assistant already exists"};
  }
  co_return co_await assistants_.create(std::move(request));
}

Task<Result<core::JsonText>> ScopedAssistants::get(core::AssistantId id) {
  const auto seen = co_await check(id, For::reading);
  if (!seen) co_return seen.error();
  co_return co_await assistants_.get(id);
}

Task<Result<core::JsonText>> ScopedAssistants::update(core::AssistantId id, core::AssistantPatch patch) {
  const auto seen = co_await check(id, For::changing);
  if (!seen) co_return seen.error();
  co_return co_await assistants_.update(id, std::move(patch));
}

Task<Result<void>> ScopedAssistants::remove(core::AssistantId id, bool deleteThreads) {
  const auto seen = co_await check(id, For::changing);
  if (!seen) co_return seen.error();
  // They may belong to anybody; a caller who sees only some of the threads cannot ask for all of them to go.
  if (deleteThreads && !allThreads_)
    co_return core::Error{core::ErrorCode::forbidden,
                          "delete_threads is not allowed: you may not see every thread."};
  co_return co_await assistants_.remove(id, deleteThreads);
}

Task<core::Page> ScopedAssistants::search(core::AssistantSearch query) {
  query.access.narrow(reading_);
  co_return co_await assistants_.search(std::move(query));
}

Task<std::int64_t> ScopedAssistants::count(core::AssistantSearch query) {
  query.access.narrow(reading_);
  co_return co_await assistants_.count(std::move(query));
}

Task<Result<core::Page>> ScopedAssistants::versions(core::AssistantId id, core::JsonText metadata, int limit,
                                                    int offset) {
  const auto seen = co_await check(id, For::reading);
  if (!seen) co_return seen.error();
  co_return co_await assistants_.versions(id, std::move(metadata), limit, offset);
}

Task<Result<core::JsonText>> ScopedAssistants::setLatest(core::AssistantId id, int version) {
  const auto seen = co_await check(id, For::changing);
  if (!seen) co_return seen.error();
  co_return co_await assistants_.setLatest(id, version);
}

Task<void> ScopedAssistants::ensureSystem(std::vector<std::string> graphIds) {
  return assistants_.ensureSystem(std::move(graphIds));
}

Task<std::optional<std::string>> ScopedAssistants::graphOf(core::AssistantId id) {
  const auto seen = co_await check(id, For::reading);
  if (!seen) co_return std::nullopt;
  co_return co_await assistants_.graphOf(id);
}

Task<core::Sight> ScopedAssistants::sight(core::AssistantId id, core::AccessFilter filter) {
  const auto seen = co_await check(id, For::reading);
  if (!seen) co_return core::Sight::hidden;
  co_return co_await assistants_.sight(id, std::move(filter));
}

}  // namespace heddle::api
