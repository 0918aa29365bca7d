// SPDX-License-Identifier: Apache-2.0
#include "backend/api/a2a_stream.h"

#include "backend/api/a2a_steps.h"
#include "backend/api/json_rpc.h"
#include "backend/api/run_result.h"
#include "backend/api/sse_text.h"
#include "backend/wire/json_fields.h"
#include "backend/wire/sse.h"

#include <set>
#include <utility>

namespace heddle::api::a2a {
namespace {

/// Takes the run's events in place of the client and hands on what A2A says of them.
class TaskWriter : public net::BodyWriter {
 public:
  TaskWriter(net::BodyWriter& out, std::string id, TaskFacts facts)
      : out_(out), id_(std::move(id)), facts_(std::move(facts)) {}

  core::Task<bool> write(std::string_view bytes) override {
    std::string text;
    for (auto& event : parser_.feed(bytes))
      take(std::move(event), text);
    if (parser_.comments() > std::exchange(comments_, parser_.comments())) text.append(kHeartbeat);
    if (text.empty()) co_return out_.closing() == net::Closing::no;
    co_return co_await out_.write(text);
  }
  net::Closing closing() const override { return out_.closing(); }
  core::Task<void> untilClosing() override { return out_.untilClosing(); }

  core::Task<void> begin(const std::string& known) {
    TaskFacts submitted = facts_;
    submitted.runStatus = "pending";
    std::string text;
    if (!known.empty()) {
      append(text, known);
      co_await out_.write(text);
      co_return;
    }
    append(text, taskJson(submitted, 0));
    submitted.runStatus = "running";
    append(text, update("status-update", "status", statusJson(submitted), "final", "false"));
    co_await out_.write(text);
  }

  TaskFacts facts() const { return factsOf(facts_.context, facts_.task, result_.json()); }

  /// The run has ended.
  core::Task<void> end(const TaskFacts& facts) {
    const auto artifact = artifactJson(facts);
    std::string text;
    if (!artifact.empty()) append(text, update("artifact-update", "artifact", artifact, "lastChunk", "true"));
    append(text, update("status-update", "status", statusJson(facts), "final", "true"));
    co_await out_.write(text);
  }

 private:
  void take(wire::SseEvent event, std::string& text) {
    if (event.event == "messages") return takeMessage(event.data, text);
    jobs::StreamEvent taken;
    taken.event = std::move(event.event);
    taken.data = std::make_shared<const std::string>(std::move(event.data));
    result_.take(taken);
  }

  void takeMessage(std::string_view data, std::string& text) {
    const auto items = wire::arrayItems(data);
    if (!items || items->empty()) return;
    const JsonObject message(items->front());
    const auto type = message.string("type");
    if (type != "ai" && type != "AIMessageChunk") return;
    const auto said = messageText(items->front());
    if (said.empty()) return;
    const auto artifact = message.string("id").empty() ? facts_.task : message.string("id");
    const bool grows = !begun_.insert(artifact).second;
    append(text, update("artifact-update", "artifact", textArtifact(artifact, said), "append",
                        grows ? "true" : "false"));
  }

  std::string update(std::string_view kind, std::string_view what, std::string json, std::string_view flag,
                     std::string value) const {
    JsonObject fields;
    fields.setString("kind", kind);
    fields.setString("taskId", facts_.task);
    fields.setString("contextId", facts_.context);
    fields.set(what, std::move(json));
    fields.set(flag, std::move(value));
    return fields.text();
  }

  void append(std::string& text, const std::string& result) const {
    text.append("data: ").append(json_rpc::resultText(id_, result)).append("\r\n\r\n");
  }

  net::BodyWriter& out_;
  std::string id_;
  TaskFacts facts_;
  wire::SseParser parser_;
  std::size_t comments_ = 0;
  std::set<std::string> begun_;  // artifacts
  RunResult result_;
};

class TaskStream : public net::StreamBody {
 public:
  TaskStream(Api& api, Delegated run, std::string id, TaskFacts facts, std::string known)
      : api_(api),
        run_(std::move(run)),
        id_(std::move(id)),
        facts_(std::move(facts)),
        known_(std::move(known)) {}

  core::Task<void> run(net::BodyWriter& out) override {
    TaskWriter writer(out, id_, facts_);
    co_await writer.begin(known_);
    co_await run_.response.stream->run(writer);
    if (out.closing() != net::Closing::no) co_return;
    auto facts = writer.facts();
    facts = co_await settled(api_, *run_.request, std::move(facts));
    co_await writer.end(facts);
  }

 private:
  Api& api_;
  Delegated run_;
  std::string id_;
  TaskFacts facts_;
  std::string known_;
};

}  // namespace

std::unique_ptr<net::StreamBody> taskStream(Api& api, Delegated run, std::string id, TaskFacts facts,
                                            std::string known) {
  return std::make_unique<TaskStream>(api, std::move(run), std::move(id), std::move(facts), std::move(known));
}

}  // namespace heddle::api::a2a
