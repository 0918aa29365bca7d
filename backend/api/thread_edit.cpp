// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_edit.h"

#include "backend/api/errors.h"
#include "backend/wire/json_fields.h"

#include <exception>

namespace heddle::api {
namespace {

std::optional<core::JsonText> present(const JsonObject& fields, std::string_view key) {
  const auto raw = fields.raw(key);
  if (raw.empty()) return std::nullopt;
  return core::JsonText{std::string(raw)};
}

core::FinishRequest finishOf(const core::SlotRef& slot, const JsonObject& reply) {
  core::FinishRequest finish;
  finish.slot = slot;
  finish.values = present(reply, "values");
  finish.next = present(reply, "next");
  finish.interrupts = present(reply, "interrupts");
  finish.snapshot = present(reply, "state");
  return finish;
}

core::Task<core::Result<core::JsonText>> editUnderSlot(Api& api, core::SlotRef slot, std::string method,
                                                       core::JsonText params) {
  const auto reply = co_await api.services.graphs.edit(slot, std::move(method), std::move(params));
  if (!reply) co_return reply.error();
  const JsonObject fields(reply->text);
  auto finish = finishOf(slot, fields);
  const auto applied = co_await api.services.threads.applyEdit(std::move(finish));
  if (!applied) co_return applied.error();
  co_await api.services.threadNews.announce(slot.threadId, R"({"event":"state"})");
  co_return present(fields, "checkpoint").value_or(core::JsonText{});
}

}  // namespace

std::string configFor(const core::ThreadId& id, const core::ThreadHead& head, std::string_view checkpoint) {
  JsonObject config(head.config.text);
  JsonObject configurable(config.raw("configurable"));
  const JsonObject wanted(checkpoint);
  configurable.setString("thread_id", id.text());
  configurable.setString("checkpoint_ns", wanted.string("checkpoint_ns"));
  for (const auto* key : {"checkpoint_id", "checkpoint_map"}) {
    configurable.remove(key);
    if (const auto raw = wanted.raw(key); !raw.empty() && raw != "null")
      configurable.set(key, std::string(raw));
  }
  config.set("configurable", configurable.text());
  return config.text();
}

core::Task<core::Result<core::JsonText>> editThread(Api& api, core::ThreadId id, ThreadEdit edit) {
  const auto head = co_await api.services.threads.head(id);
  if (!head) co_return head.error();
  if (head->graphId.empty()) co_return badRequest("Thread " + id.text() + " has no graph ID.");
  edit.params.setString("graph_id", head->graphId);
  edit.params.set("config", configFor(id, *head, edit.checkpoint));
  const auto replica = api.services.runService.replica();
  const auto slot = co_await api.services.editSlots.takeEditSlot(id, replica, true);
  if (!slot) co_return slot.error();
  core::Result<core::JsonText> outcome = core::Error{};
  std::exception_ptr failure;
  core::JsonText params{edit.params.text()};
  try {
    outcome = co_await editUnderSlot(api, *slot, std::move(edit.method), std::move(params));
  } catch (...) {
    failure = std::current_exception();
  }
  const bool waiting = co_await api.services.editSlots.releaseEditSlot(*slot);
  if (waiting) api.services.runService.wakeClaimer();
  if (failure) std::rethrow_exception(failure);
  co_return outcome;
}

}  // namespace heddle::api
