// SPDX-License-Identifier: Apache-2.0
#include "backend/api/scoped_graphs.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/wire/json_fields.h"

#include <utility>

namespace heddle::api {

using core::JsonText;
using core::Result;
using core::Task;

Task<Result<JsonText>> ScopedGraphAnswers::ofThread(core::ThreadId thread, std::string method,
                                                    JsonText params) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await answers_.ofThread(thread, std::move(method), std::move(params));
}

Task<Result<JsonText>> ScopedGraphAnswers::edit(core::SlotRef slot, std::string method, JsonText params) {
  const auto seen = co_await sight_.check(slot.threadId);
  if (!seen) co_return seen.error();
  co_return co_await answers_.edit(slot, std::move(method), std::move(params));
}

Task<Result<JsonText>> ScopedGraphAnswers::ofAssistant(core::AssistantId assistant, std::string method,
                                                       JsonText params) {
  core::AccessFilter everything;
  const auto sight = co_await assistants_.sight(assistant, std::move(everything));
  if (sight != core::Sight::visible) co_return notFound("Assistant not found");
  co_return co_await answers_.ofAssistant(assistant, std::move(method), std::move(params));
}

Task<Result<core::SlotRef>> ScopedEditSlots::takeEditSlot(core::ThreadId thread, core::ReplicaId owner,
                                                          bool threadMustExist) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await slots_.takeEditSlot(thread, owner, threadMustExist);
}

Task<bool> ScopedEditSlots::releaseEditSlot(core::SlotRef slot) {
  return slots_.releaseEditSlot(slot);  // nobody has one that takeEditSlot did not give out
}

Task<std::int64_t> ScopedThreadNews::announce(core::ThreadId thread, std::string message) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return 0;
  co_return co_await news_.announce(thread, std::move(message));
}

std::unique_ptr<core::LiveListening> ScopedThreadNews::listenThread(core::ThreadId thread,
                                                                    core::LiveCallbacks callbacks) {
  callbacks.onMessage = [told = std::move(callbacks.onMessage)](std::string_view message) {
    JsonObject masked;
    if (const auto event = wire::fieldText(message, "event"); !event.empty())
      masked.set("event", std::string(event));
    told(masked.text());
  };
  return news_.listenThread(thread, std::move(callbacks));
}

}  // namespace heddle::api
