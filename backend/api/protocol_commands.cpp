// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_commands.h"

#include "backend/api/delegation.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/protocol_filter.h"
#include "backend/api/protocol_tree.h"
#include "backend/api/run_creation.h"
#include "backend/api/thread_edit.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {
namespace {

/// core::Error: of the server, not of the command.
using Outcome = std::variant<CommandResult, CommandFailure, core::Error>;

bool isInteger(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Outcome failureOf(const core::Error& error) {
  using Code = core::ErrorCode;
  if (error.code == Code::unavailable) return error;
  const bool denied = error.code == Code::forbidden || error.code == Code::unauthorized;
  const bool wrong =
      error.code == Code::invalid || error.code == Code::badRequest || error.code == Code::notFound;
  return CommandFailure{denied  ? "permission_denied"
                        : wrong ? "invalid_argument"
                                : "unknown_error",
                        error.message};
}

/// What a thread waits for: its interrupts, and the assistant that raised them.
struct Pause {
  std::string assistant;
  std::vector<std::string> interrupts;  // ids
};

/// Nothing while a run is under way: whoever comes second answers what is answered already.
core::Task<Pause> pauseOf(Api& api, core::ThreadId thread) {
  Pause pause;
  const auto row = co_await api.services.threads.get(thread, false);
  if (!row) co_return pause;
  const JsonObject fields(row->text);
  pause.assistant = JsonObject(fields.raw("metadata")).string("assistant_id");
  if (fields.string("status") != "interrupted") co_return pause;
  const JsonObject tasks(fields.raw("interrupts"));
  for (const auto& [task, list] : tasks.fields()) {
    const auto items = wire::arrayItems(list);
    if (!items) continue;
    for (const auto item : *items)
      pause.interrupts.push_back(JsonObject(item).string("id"));
  }
  co_return pause;
}

/// A run of the protocol says everything that a subscription can ask for, and can be replayed.
core::Task<Outcome> startRun(Api& api, const net::Request& http, core::ThreadId thread, JsonObject body) {
  const auto strategy = body.raw("multitaskStrategy");
  if (!isAbsent(strategy)) body.set("multitask_strategy", std::string(strategy));
  body.set("if_not_exists", "\"create\"");
  body.set("stream_subgraphs", "true");
  body.set("stream_resumable", "true");
  body.remove("stream_mode");
  const auto text = body.text();
  auto wanted = readRunRequest(text);
  if (!wanted) co_return failureOf(wanted.error());
  wanted->streamModes = {"values", "updates", "custom", "tasks", "tools", "protocol"};
  const auto created = co_await createRun(api, http, thread, std::move(*wanted), false);
  if (!created) co_return failureOf(created.error());
  const auto run = created->run.runId;
  CommandResult result;
  result.json = R"({"run_id":")" + run.text() + "\"}";
  result.appliedThrough = co_await api.services.runs.seqBefore(thread, run);
  co_return result;
}

/// Input for a thread that waits is the answer to what it waits for.
core::Task<Outcome> runStart(Api& api, const net::Request& http, core::ThreadId thread, std::string params) {
  JsonObject body(params);
  if (body.string("assistant_id").empty())
    co_return CommandFailure{"invalid_argument", "run.start requires an assistant_id."};
  const auto pause = co_await pauseOf(api, thread);
  if (const auto input = body.raw("input"); !isAbsent(input) && !pause.interrupts.empty()) {
    body.set("command", R"({"resume":)" + std::string(input) + "}");
    body.remove("input");
  }
  co_return co_await startRun(api, http, thread, std::move(body));
}

/// `{interrupt_id: response}` of one answer or several.
std::variant<JsonObject, CommandFailure> resumeMapOf(const JsonObject& params) {
  std::vector<std::string> answers{params.text()};
  if (const auto many = params.raw("responses"); !isAbsent(many)) {
    const auto items = wire::arrayItems(many);
    if (!items || items->empty())
      return CommandFailure{"invalid_argument", "responses must be a non-empty array."};
    answers.assign(items->begin(), items->end());
  }
  JsonObject resume;
  for (const auto& text : answers) {
    const JsonObject answer(text);
    const auto id = answer.string("interrupt_id");
    if (id.empty()) return CommandFailure{"invalid_argument", "input.respond requires an interrupt_id."};
    resume.set(id, answer.has("response") ? std::string(answer.raw("response")) : "null");
  }
  return resume;
}

/// What the endpoint below makes of an outcome that is the command's; others are refusals.
std::string respondedJson(const Outcome& outcome) {
  JsonObject fields;
  if (const auto* failure = std::get_if<CommandFailure>(&outcome)) {
    fields.setString("error", failure->code);
    fields.setString("message", failure->message);
  } else {
    fields.set("applied_through", std::to_string(std::get<CommandResult>(outcome).appliedThrough));
  }
  return fields.text();
}

Outcome respondedOutcome(const net::Response& response) {
  const JsonObject fields(response.body);
  using Code = core::ErrorCode;
  if (response.status == 503) return core::Error{Code::unavailable, fields.string("detail")};
  if (response.status == 403) return core::Error{Code::forbidden, fields.string("detail")};
  if (response.status >= 400) return CommandFailure{"unknown_error", fields.string("detail")};
  if (fields.has("error")) return CommandFailure{fields.string("error"), fields.string("message")};
  CommandResult result;
  const auto number = fields.raw("applied_through");
  std::from_chars(number.data(), number.data() + number.size(), result.appliedThrough);
  return result;
}

/// The run that answers, as the body that creates it: handlers of the project see what will run.
core::Task<Answer> respond(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  JsonObject body(request.body);
  const auto pause = co_await pauseOf(api, *thread);
  const JsonObject command(body.raw("command")), resume(command.raw("resume"));
  for (const auto& [id, response] : resume.fields()) {
    if (std::find(pause.interrupts.begin(), pause.interrupts.end(), id) != pause.interrupts.end()) continue;
    const CommandFailure unknown{"no_such_interrupt", "Unknown or already-consumed interrupt: " + id};
    co_return net::Response::json(respondedJson(unknown));
  }
  const auto outcome = co_await startRun(api, request, *thread, std::move(body));
  if (const auto* error = std::get_if<core::Error>(&outcome)) co_return *error;
  co_return net::Response::json(respondedJson(outcome));
}

core::Task<Outcome> inputRespond(Api& api, const net::Request& http, core::ThreadId thread,
                                 std::string text) {
  const JsonObject params(text);
  const auto resume = resumeMapOf(params);
  if (const auto* failure = std::get_if<CommandFailure>(&resume)) co_return *failure;
  JsonObject command, body;
  command.set("resume", std::get<JsonObject>(resume).text());
  for (const auto* key : {"update", "goto"})
    if (!isAbsent(params.raw(key))) command.set(key, std::string(params.raw(key)));
  for (const auto* key : {"config", "metadata", "context"})
    if (!isAbsent(params.raw(key))) body.set(key, std::string(params.raw(key)));
  const auto pause = co_await pauseOf(api, thread);
  if (!pause.assistant.empty()) body.setString("assistant_id", pause.assistant);
  body.set("command", command.text());
  Step step{
      Access(Part::runs, "threads", "create_run"), respond, std::move(body), {{"thread_id", thread.text()}}};
  const auto responded = co_await delegate(api, http, std::move(step));
  co_return respondedOutcome(responded.response);
}

core::Task<Outcome> stateGet(Api& api, core::ThreadId thread, std::string text) {
  const JsonObject params(text);
  const auto head = co_await api.services.threads.head(thread);
  if (!head) co_return failureOf(head.error());
  if (head->graphId.empty()) co_return CommandFailure{"no_such_checkpoint", "The thread has no state yet."};
  std::string place;
  if (const auto segments = wire::arrayItems(params.raw("namespace")))
    for (const auto segment : *segments)
      place += (place.empty() ? "" : "|") + wire::stringFromJson(segment);
  JsonObject checkpoint, question;
  checkpoint.setString("checkpoint_ns", place);
  question.setString("graph_id", head->graphId);
  question.set("config", configFor(thread, *head, checkpoint.text()));
  question.set("subgraphs", "false");
  core::JsonText asked{question.text()};
  const auto state = co_await api.services.graphs.ofThread(thread, "state", std::move(asked));
  if (!state && state.error().code == core::ErrorCode::notFound)
    co_return CommandFailure{"no_such_namespace", state.error().message};
  if (!state) co_return failureOf(state.error());
  const JsonObject fields(state->text), found(fields.raw("checkpoint"));
  JsonObject values(fields.raw("values")), result, named;
  if (const auto keys = wire::arrayItems(params.raw("keys"))) {
    std::vector<std::string> wanted;
    for (const auto key : *keys)
      wanted.push_back(wire::stringFromJson(key));
    values = values.only(wanted);
  }
  named.setString("id", found.string("checkpoint_id"));
  named.setString("ns", found.string("checkpoint_ns"));
  result.set("values", values.text());
  result.set("checkpoint", named.text());
  co_return CommandResult{result.text()};
}

core::Task<Outcome> agentTree(Api& api, core::ThreadId thread, std::string params) {
  std::optional<core::RunId> run = core::RunId::parse(JsonObject(params).string("run_id"));
  if (!run) {
    const auto last = co_await api.services.runs.lastBegun(thread);
    if (last && last->live) run = last->run;
  }
  if (!run) co_return CommandFailure{"no_such_run", "No active run is bound to this thread."};
  const auto tree = co_await graphTree(api, thread, *run);
  if (!tree) co_return CommandFailure{"no_such_run", tree.error().message};
  co_return CommandResult{"{\"tree\":" + *tree + "}"};
}

core::Task<Outcome> refuse(std::string method) {
  if (method.starts_with("subscription."))
    co_return CommandFailure{"not_supported", "Subscriptions belong to a WebSocket or an event stream."};
  co_return CommandFailure{"unknown_command", "Unknown protocol command: " + method};
}

core::Task<Outcome> carryOut(Api& api, const net::Request& http, core::ThreadId thread,
                             ProtocolCommand command) {
  const auto& method = command.method;
  if (method == "run.start") return runStart(api, http, thread, std::move(command.params));
  if (method == "input.respond") return inputRespond(api, http, thread, std::move(command.params));
  if (method == "state.get") return stateGet(api, thread, std::move(command.params));
  if (method == "agent.getTree") return agentTree(api, thread, std::move(command.params));
  return refuse(method);
}

}  // namespace

std::optional<ProtocolCommand> ProtocolCommand::read(std::string_view text) {
  const JsonObject fields(text);
  ProtocolCommand command;
  command.id = std::string(fields.raw("id"));
  command.method = fields.string("method");
  if (!isInteger(command.id) || command.method.empty()) return std::nullopt;
  if (const auto params = fields.raw("params"); params.starts_with('{')) command.params = std::string(params);
  return command;
}

std::string ProtocolCommand::malformed(std::string_view text) {
  const JsonObject fields(text);
  const auto id = fields.raw("id");
  return errorReply(isAbsent(id) ? "null" : std::string(id),
                    {"invalid_argument", "Protocol commands must include an integer id and string method."});
}

std::string successReply(const ProtocolCommand& command, const CommandResult& result,
                         const core::ThreadId& thread) {
  return R"({"type":"success","id":)" + command.id + ",\"result\":" + result.json +
         ",\"meta\":{\"applied_through_seq\":" + std::to_string(result.appliedThrough) + ",\"thread_id\":\"" +
         thread.text() + "\"}}";
}

std::string errorReply(const std::string& id, const CommandFailure& failure) {
  return R"({"type":"error","id":)" + id + ",\"error\":" + wire::jsonString(failure.code) +
         ",\"message\":" + wire::jsonString(failure.message) + "}";
}

core::Task<core::Result<std::string>> answerCommand(Api& api, const net::Request& http, core::ThreadId thread,
                                                    ProtocolCommand command) {
  const auto outcome = co_await carryOut(api, http, thread, command);
  if (const auto* failure = std::get_if<CommandFailure>(&outcome)) co_return errorReply(command.id, *failure);
  if (const auto* error = std::get_if<core::Error>(&outcome)) co_return *error;
  co_return successReply(command, std::get<CommandResult>(outcome), thread);
}

}  // namespace heddle::api
