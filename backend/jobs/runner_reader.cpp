// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_reader.h"

#include "backend/wire/json_fields.h"

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;
using wire::fieldText;
using wire::FrameKind;

constexpr auto kReaderPatience = 5s, kAnswerPatience = 60s;

class ReaderCall : public SessionChannel {
 public:
  ReaderCall(const boost::asio::any_io_executor& executor, std::optional<core::SlotRef> slot)
      : changed(executor), slot_(slot) {}

  void onMessage(wire::Message message) override {
    if (message.kind != FrameKind::reply) return;
    reply = std::move(message.body);
    finish();
  }
  void onFenced() override {}
  void onStorageLost() override {}
  void onLost() override {
    lost = true;
    finish();
  }
  std::optional<core::SlotRef> slot() const override { return slot_; }

  async::Notifier changed;
  std::string reply;
  bool done = false, lost = false;

 private:
  void finish() {
    done = true;
    changed.notifyAll();
  }

  std::optional<core::SlotRef> slot_;
};

core::Error unavailable(std::string message) {
  return {core::ErrorCode::unavailable, std::move(message)};
}

core::Result<core::JsonText> readReply(const std::string& body) {
  const auto error = fieldText(body, "error");
  if (error.starts_with('{')) {
    const auto code = wire::stringFromJson(fieldText(error, "code"));
    const auto kind = code == "bad_request" ? core::ErrorCode::badRequest
                      : code == "not_found" ? core::ErrorCode::notFound
                                            : core::ErrorCode::internal;
    return core::Error{kind, wire::stringFromJson(fieldText(error, "message"))};
  }
  const auto ok = fieldText(body, "ok");
  return core::JsonText{std::string(ok.empty() ? "null" : ok)};
}

}  // namespace

core::Task<RunnerProcess*> RunnerReader::readyReader(std::string graph, std::string language) {
  const auto deadline = std::chrono::steady_clock::now() + kReaderPatience;
  while (true) {
    if (auto* reader = fleet_.reader(graph, language)) co_return reader;
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return nullptr;
    co_await fleet_.changed().waitFor(left);
  }
}

std::optional<core::Error> RunnerReader::refusal(std::string_view graph) const {
  if (graph.empty()) return std::nullopt;
  for (const auto& known : fleet_.info().graphs) {
    if (known.id != graph) continue;
    return core::Error{core::ErrorCode::notFound, "Graph '" + known.id + "' could not be loaded: " +
                                                      known.error.value_or("it is not ready")};
  }
  return core::Error{core::ErrorCode::notFound, "There is no graph '" + std::string(graph) + "'."};
}

core::Task<core::Result<core::JsonText>> RunnerReader::call(std::string method, core::JsonText params,
                                                            std::optional<core::SlotRef> slot) {
  const auto graph = wire::stringFromJson(fieldText(params.text, "graph_id"));
  const auto language = wire::stringFromJson(fieldText(params.text, "language"));
  auto* reader = co_await readyReader(graph, language);
  if (reader == nullptr) co_return unavailable("The graphs are still being loaded; try again.");
  if (!graph.empty() && !reader->hasGraph(graph)) {
    if (auto refused = refusal(graph)) co_return *refused;
  }
  // Everything up to the end of the call belongs to this frame; a caller that goes away leaves no channel
  // behind.
  struct Open {
    ReaderCall call;
    RunnerProcess* reader;
    std::uint32_t channel = 0;
    ~Open() {
      if (!call.lost) reader->close(channel);
    }
  };
  std::string body = "{\"method\":" + wire::jsonString(method) + ",\"params\":" + params.text + "}";
  Open open{ReaderCall(fleet_.changed().executor(), slot), reader};
  open.channel = reader->open(open.call, FrameKind::call, std::move(body));
  const auto deadline = std::chrono::steady_clock::now() + kAnswerPatience;
  while (!open.call.done) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return unavailable("The graph did not answer within 60 seconds.");
    co_await open.call.changed.waitFor(left);
  }
  if (open.call.lost) co_return unavailable("The graph's process exited while it was asked; try again.");
  co_return readReply(open.call.reply);
}

}  // namespace heddle::jobs
