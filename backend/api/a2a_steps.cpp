// SPDX-License-Identifier: Apache-2.0
#include "backend/api/a2a_steps.h"

#include "backend/api/a2a_message.h"
#include "backend/api/assistant_graphs.h"
#include "backend/api/errors.h"
#include "backend/api/parameters.h"
#include "backend/wire/json_fields.h"

#include <charconv>

namespace heddle::api::a2a {
namespace {

/// A graph that says nothing of its input may take messages.
bool takesMessages(std::string_view schemas) {
  const auto properties = wire::fieldText(wire::fieldText(schemas, "input_schema"), "properties");
  return properties.empty() || !wire::fieldText(properties, "messages").empty();
}

int historyIn(const net::Request& request) {
  const auto& text = request.param("history");
  int length = kLongestHistory;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

/// The run behind the task, if it is one of the assistant that is asked.
core::Task<core::Result<core::RunRow>> runOf(Api& api, net::Request& request, core::RunPlace place) {
  auto run = co_await api.services.runs.get(place.thread, place.run);
  const auto& assistant = request.param("task_of");
  if (run && !assistant.empty() && run->assistantId.text() != assistant)
    co_return notFound("A task of another assistant.");
  co_return run;
}

core::Task<Answer> taskOf(Api& api, net::Request& request, core::RunPlace place) {
  const auto run = co_await runOf(api, request, place);
  if (!run) co_return run.error();
  std::optional<core::RunOutcome> outcome;
  if (core::isTerminal(run->status)) outcome = co_await api.services.runs.outcome(place.run);
  co_return net::Response::json(taskJson(factsOf(*run, outcome), historyIn(request)));
}

core::Result<core::RunPlace> placeIn(const net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) return thread.error();
  const auto run = runIdIn(request);
  if (!run) return run.error();
  return core::RunPlace{*thread, *run};
}

}  // namespace

core::Task<Answer> describeAssistant(Api& api, net::Request& request) {
  const auto assistant = co_await findAssistant(api, request.param("assistant_id"));
  if (!assistant && assistant.error().code == core::ErrorCode::invalid)
    co_return notFound(assistant.error().message);
  if (!assistant) co_return assistant.error();
  const auto row = co_await api.services.assistants.get(assistant->id);
  if (!row) co_return row.error();
  const auto schemas = co_await schemasOf(api, *assistant);
  if (!schemas) co_return schemas.error();
  const JsonObject fields(row->text);
  auto description = fields.string("description");
  for (const auto& graph : api.services.runners.info().graphs)
    if (description.empty() && graph.id == assistant->graphId) description = graph.description;
  JsonObject out;
  out.setString("assistant_id", assistant->id.text());
  out.setString("name", fields.string("name"));
  out.setString("description", description);
  out.set("messages", takesMessages(schemas->text) ? "true" : "false");
  co_return net::Response::json(out.text());
}

core::Task<Answer> describeTask(Api& api, net::Request& request) {
  const auto place = placeIn(request);
  if (!place) co_return place.error();
  co_return co_await taskOf(api, request, *place);
}

core::Task<Answer> cancelTask(Api& api, net::Request& request) {
  const auto place = placeIn(request);
  if (!place) co_return place.error();
  const auto run = co_await runOf(api, request, *place);
  if (!run) co_return run.error();
  auto& service = api.services.runService;
  const auto cancelled = co_await service.cancel(place->thread, place->run, core::CancelAction::interrupt);
  if (!cancelled && cancelled.error().code == core::ErrorCode::notFound)
    co_return core::Error{core::ErrorCode::conflict, "The task is over already."};
  if (!cancelled) co_return cancelled.error();
  co_await service.waitTerminal(place->thread, place->run, std::chrono::seconds(5));
  co_return co_await taskOf(api, request, *place);
}

Step taskStep(std::string_view action, Endpoint endpoint, const core::RunPlace& place, std::string assistant,
              int history) {
  Step step{Access(Part::runs, "threads", action), endpoint, JsonObject()};
  step.params.emplace_back("thread_id", place.thread.text());
  step.params.emplace_back("run_id", place.run.text());
  step.params.emplace_back("task_of", std::move(assistant));
  step.params.emplace_back("history", std::to_string(history));
  return step;
}

core::Task<TaskFacts> settled(Api& api, const net::Request& caller, TaskFacts facts) {
  const auto thread = core::ThreadId::parse(facts.context);
  const auto run = core::RunId::parse(facts.task);
  if (!thread || !run) co_return facts;
  core::RunPlace place{*thread, *run};
  auto step = taskStep("read", describeTask, place, {}, 0);
  const auto task = co_await delegate(api, caller, std::move(step));
  const auto state = JsonObject(JsonObject(task.response.body).raw("status")).string("state");
  if (!task.ok() || state != "canceled") co_return facts;
  facts.runStatus = "interrupted";
  facts.error.clear();
  co_return facts;
}

}  // namespace heddle::api::a2a
