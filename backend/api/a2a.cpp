// SPDX-License-Identifier: Apache-2.0
#include "backend/api/a2a.h"

#include "backend/api/a2a_message.h"
#include "backend/api/a2a_steps.h"
#include "backend/api/a2a_stream.h"
#include "backend/api/a2a_task.h"
#include "backend/api/delegation.h"
#include "backend/api/errors.h"
#include "backend/api/run_paths.h"
#include "backend/api/runs.h"

#include <charconv>

namespace heddle::api::a2a {
namespace {

using json_rpc::Failure;
using json_rpc::Message;

const Failure kNoTask{kTaskNotFound, "Task not found."};

/// One request and what is known of its assistant.
struct Exchange {
  Api& api;
  const net::Request& request;
  const Message& message;
  JsonObject assistant;  // of describeAssistant
};

core::Task<Delegated> describe(Api& api, const net::Request& request, std::string assistant) {
  Step step{Access(Part::assistants, "assistants", "read"), describeAssistant, JsonObject()};
  step.params.emplace_back("assistant_id", std::move(assistant));
  co_return co_await delegate(api, request, std::move(step));
}

/// Where a task is: its id alone, or behind that of its context and a colon.
core::Task<std::optional<core::RunPlace>> placeOf(Api& api, std::string task,
                                                  std::optional<core::ThreadId> context) {
  if (const auto colon = task.find(':'); colon != std::string::npos) {
    if (!context) context = core::ThreadId::parse(task.substr(0, colon));
    task.erase(0, colon + 1);
  }
  const auto run = core::RunId::parse(task);
  if (!run) co_return std::nullopt;
  if (!context) context = co_await api.services.runs.threadOf(*run);
  if (!context) co_return std::nullopt;
  co_return core::RunPlace{*context, *run};
}

/// tasks/get and tasks/cancel.
core::Task<Answer> onTask(Exchange& exchange, std::string_view action, Endpoint endpoint) {
  const auto& params = exchange.message.params;
  const auto& id = exchange.message.id;
  int history = kLongestHistory;
  if (const auto raw = params.raw("historyLength"); !raw.empty() && raw != "null") {
    const auto read = std::from_chars(raw.data(), raw.data() + raw.size(), history);
    const bool whole = read.ec == std::errc() && read.ptr == raw.data() + raw.size();
    const Failure wrong{json_rpc::kInvalidParams, "historyLength must be a number from 0 to 10."};
    if (!whole || history < 0 || history > kLongestHistory) co_return json_rpc::failureResponse(id, wrong);
  }
  const Failure unnamed{json_rpc::kInvalidParams, "id must be that of a task."};
  if (params.string("id").empty()) co_return json_rpc::failureResponse(id, unnamed);
  const auto context = core::ThreadId::parse(params.string("contextId"));
  const auto place = co_await placeOf(exchange.api, params.string("id"), context);
  if (!place) co_return json_rpc::failureResponse(id, kNoTask);
  auto step = taskStep(action, endpoint, *place, exchange.assistant.string("assistant_id"), history);
  const auto task = co_await delegate(exchange.api, exchange.request, std::move(step));
  if (task.ok()) co_return json_rpc::resultResponse(id, task.response.body);
  if (task.response.status == 404) co_return json_rpc::failureResponse(id, kNoTask);
  const Failure over{kTaskNotCancelable, json_rpc::failureOf(task.response).message};
  if (task.response.status == 409) co_return json_rpc::failureResponse(id, over);
  co_return json_rpc::refusalResponse(id, task.response);
}

/// The run that a message asks for, or why there is none. A message to a task that waits answers it.
core::Task<std::variant<Step, Answer>> runOf(Exchange& exchange, Incoming& message) {
  const auto& id = exchange.message.id;
  const auto assistant = exchange.assistant.string("assistant_id");
  Step step{Access(Part::runs, "threads", "create_run"), nullptr, inputBody(message, assistant)};
  if (message.task.empty()) {
    if (!message.context) message.context = core::ThreadId{core::Uuid::timeOrdered()};
    step.params.emplace_back("thread_id", message.context->text());
    co_return step;
  }
  const auto place = co_await placeOf(exchange.api, message.task, message.context);
  if (!place) co_return Answer(json_rpc::failureResponse(id, kNoTask));
  auto look = taskStep("read", describeTask, *place, assistant, 0);
  const auto task = co_await delegate(exchange.api, exchange.request, std::move(look));
  if (task.response.status == 404) co_return Answer(json_rpc::failureResponse(id, kNoTask));
  if (!task.ok()) co_return Answer(json_rpc::refusalResponse(id, task.response));
  const auto state = JsonObject(JsonObject(task.response.body).raw("status")).string("state");
  const Failure deaf{kUnsupportedOperation, "The task does not wait for input: it is " + state + "."};
  if (state != "input-required") co_return Answer(json_rpc::failureResponse(id, deaf));
  message.context = place->thread;
  step.body = resumeBody(message, assistant);
  step.params.emplace_back("thread_id", message.context->text());
  co_return step;
}

/// The last part of the path in content-location.
std::string runIn(const net::Response& response) {
  for (const auto& header : response.headers)
    if (header.name == "content-location") return header.value.substr(header.value.rfind('/') + 1);
  return {};
}

core::Task<std::string> finished(Api& api, const net::Request& caller, std::string id, TaskFacts facts,
                                 int history) {
  facts = co_await settled(api, caller, std::move(facts));
  co_return json_rpc::resultText(id, taskJson(facts, history));
}

net::Response sent(Api& api, Delegated run, std::string id, const Incoming& message) {
  TaskFacts facts;
  facts.context = message.context->text();
  facts.task = runIn(run.response);
  if (!run.response.stream) {  // not blocking: the run has just been queued
    facts.runStatus = "pending";
    return json_rpc::resultResponse(id, taskJson(facts, 0));
  }
  net::Response response;
  response.stream = rewritten(std::move(run), [&api, id, facts, length = message.historyLength](
                                                  const net::Request& request, std::string values) {
    return finished(api, request, id, factsOf(facts.context, facts.task, values), length);
  });
  return response;
}

/// `known`: the task as it is; empty: it begins with this.
net::Response streamed(Api& api, Delegated run, std::string id, const core::ThreadId& context,
                       std::string known) {
  TaskFacts facts;
  facts.context = context.text();
  facts.task = runIn(run.response);
  net::Response response;
  response.contentType = run.response.contentType;
  response.with("cache-control", "no-store").with("x-accel-buffering", "no");
  response.stream = taskStream(api, std::move(run), std::move(id), std::move(facts), std::move(known));
  return response;
}

enum class Manner { send, stream };

core::Task<Answer> onMessage(Exchange& exchange, Manner manner) {
  const auto& id = exchange.message.id;
  auto read = readMessage(exchange.message.params);
  if (const auto* failure = std::get_if<Failure>(&read)) co_return json_rpc::failureResponse(id, *failure);
  auto& message = std::get<Incoming>(read);
  const Failure mute{
      json_rpc::kInvalidParams,
      "This assistant takes no text or files: its graph's input has no field 'messages'. Send data parts."};
  const bool speaks = message.text || !message.files.empty();
  if (message.task.empty() && speaks && exchange.assistant.raw("messages") != "true")
    co_return json_rpc::failureResponse(id, mute);
  auto run = co_await runOf(exchange, message);
  if (auto* answer = std::get_if<Answer>(&run)) co_return std::move(*answer);
  auto& step = std::get<Step>(run);
  step.endpoint = message.blocking ? runs::createWaiting : runs::create;
  if (manner == Manner::stream) {
    step.endpoint = runs::createStreaming;
    step.body.set("stream_mode", R"(["values","messages-tuple"])");
  }
  auto started = co_await delegate(exchange.api, exchange.request, std::move(step));
  if (!started.ok()) co_return json_rpc::refusalResponse(id, started.response);
  if (manner == Manner::stream)
    co_return streamed(exchange.api, std::move(started), id, *message.context, {});
  co_return sent(exchange.api, std::move(started), id, message);
}

/// The rest of a task's stream, for a client that lost it.
core::Task<Answer> onResubscribe(Exchange& exchange) {
  const auto& id = exchange.message.id;
  const auto place = co_await placeOf(exchange.api, exchange.message.params.string("id"), std::nullopt);
  if (!place) co_return json_rpc::failureResponse(id, kNoTask);
  auto look =
      taskStep("read", describeTask, *place, exchange.assistant.string("assistant_id"), kLongestHistory);
  const auto task = co_await delegate(exchange.api, exchange.request, std::move(look));
  if (task.response.status == 404) co_return json_rpc::failureResponse(id, kNoTask);
  if (!task.ok()) co_return json_rpc::refusalResponse(id, task.response);
  auto join = taskStep("read", runs::joinStream, *place, {}, 0);
  auto joined = co_await delegate(exchange.api, exchange.request, std::move(join));
  if (!joined.ok()) co_return json_rpc::refusalResponse(id, joined.response);
  co_return streamed(exchange.api, std::move(joined), id, place->thread, task.response.body);
}

core::Task<Answer> dispatch(Exchange& exchange) {
  const auto& method = exchange.message.method;
  if (method == "message/send") co_return co_await onMessage(exchange, Manner::send);
  if (method == "message/stream") co_return co_await onMessage(exchange, Manner::stream);
  if (method == "tasks/resubscribe") co_return co_await onResubscribe(exchange);
  if (method == "tasks/get") co_return co_await onTask(exchange, "read", describeTask);
  if (method == "tasks/cancel") co_return co_await onTask(exchange, "update", cancelTask);
  const Failure noPush{kPushNotSupported, "Push notifications are not supported."};
  if (method.starts_with("tasks/pushNotificationConfig/"))
    co_return json_rpc::failureResponse(exchange.message.id, noPush);
  const Failure unknown{json_rpc::kMethodNotFound, "Unknown method: " + method};
  co_return json_rpc::failureResponse(exchange.message.id, unknown);
}

}  // namespace

core::Task<Answer> post(Api& api, net::Request& request) {
  const auto read = json_rpc::read(request.body);
  if (const auto* failure = std::get_if<Failure>(&read))
    co_return json_rpc::failureResponse({}, *failure, 400);
  const auto& message = std::get<Message>(read);
  const Failure deaf{json_rpc::kInvalidRequest, "A2A has no messages without an id."};
  if (message.kind != Message::Kind::request) co_return json_rpc::failureResponse({}, deaf, 400);
  const bool streams = message.method == "message/stream" || message.method == "tasks/resubscribe";
  const auto* type = streams ? "text/event-stream" : "application/json";
  const Failure unacceptable{json_rpc::kInvalidRequest, std::string("Accept must name ") + type + "."};
  if (!json_rpc::accepts(request, type)) co_return json_rpc::failureResponse(message.id, unacceptable, 400);
  const auto assistant = co_await describe(api, request, request.param("assistant_id"));
  const Failure missing{json_rpc::kInvalidParams, json_rpc::failureOf(assistant.response).message};
  if (assistant.response.status == 404) co_return json_rpc::failureResponse(message.id, missing, 404);
  if (!assistant.ok()) co_return json_rpc::refusalResponse(message.id, assistant.response);
  Exchange exchange{api, request, message, JsonObject(assistant.response.body)};
  co_return co_await dispatch(exchange);
}

}  // namespace heddle::api::a2a
