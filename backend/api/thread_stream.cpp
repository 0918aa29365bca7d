// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_stream.h"

#include "backend/api/errors.h"
#include "backend/api/parameters.h"
#include "backend/api/sse_text.h"
#include "backend/api/stream_filter.h"
#include "backend/api/thread_walk.h"

#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::api::thread_stream {
namespace {

using Kind = jobs::StreamItem::Kind;

struct Modes {
  bool runs = false, lifecycle = false, state = false;
};

core::Result<Modes> modesOf(const net::Query& query) {
  auto words = queryList(query, "stream_modes");
  for (auto& word : queryList(query, "stream_mode"))
    words.push_back(std::move(word));
  Modes modes;
  if (words.empty()) modes.runs = true;
  for (const auto& word : words) {
    if (word != "run_modes" && word != "lifecycle" && word != "state_update")
      return invalid("stream_modes: must be run_modes, lifecycle or state_update.");
    modes.runs = modes.runs || word == "run_modes";
    modes.lifecycle = modes.lifecycle || word == "lifecycle";
    modes.state = modes.state || word == "state_update";
  }
  return modes;
}

class ThreadBody : public ThreadWalk {
 public:
  /// `last`: the last run that had begun before the client had any answer. What begins later is to be told
  /// whole.
  ThreadBody(Api& api, core::ThreadId thread, Modes modes, std::optional<jobs::EventId> after,
             std::optional<core::BegunRun> last)
      : ThreadWalk(api, thread), modes_(modes), after_(after), begun_(last) {}

 private:
  /// Without Last-Event-ID: what the live run does from now on, and all runs behind it.
  core::Task<void> begin(net::BodyWriter& out) override {
    if (after_) {
      startAt(*after_);
      co_return;
    }
    startBehind(begun_ ? begun_->fence : 0);
    if (begun_ && begun_->live) co_await followRun(out, *begun_, std::nullopt);
  }

  core::Task<void> onRun(const core::BegunRun& run, bool whole) override {
    if (whole && modes_.lifecycle) tell("run_start", idJson(run.run) + "}", {run.fence, 0});
    co_return;
  }

  core::Task<void> onItem(const jobs::StreamItem& item) override {
    if (!modes_.runs) co_return;
    if (item.kind == Kind::gap) batch_.append(": gap\r\n\r\n");
    if (item.kind == Kind::event && !isProtocolEvent(item.event.event))
      appendSse(batch_, item.event.event, *item.event.data, item.event.id.text());
  }

  core::Task<void> onEnd(const core::BegunRun& run) override {
    const auto row = co_await api_.services.runs.get(thread_, run.run);
    // A run that was rolled back left nothing behind.
    const std::string status(row ? core::word(row->status) : "rolled_back");
    if (modes_.runs || modes_.lifecycle)
      tell("run_done", idJson(run.run) + ",\"status\":\"" + status + "\"}", place());
    co_await onEdit();
  }

  core::Task<void> onEdit() override {
    if (!modes_.state) co_return;
    const auto thread = co_await api_.services.threads.get(thread_, false);
    if (thread) tell("state_update", thread->text, place());
  }

  std::string_view heartbeat() const override { return kHeartbeat; }

  std::string idJson(const core::RunId& run) const {
    return R"({"run_id":")" + run.text() + R"(","thread_id":")" + thread_.text() + "\"";
  }
  void tell(std::string_view event, const std::string& data, jobs::EventId id) {
    appendSse(batch_, event, data, id.text());
  }

  Modes modes_;
  std::optional<jobs::EventId> after_;
  std::optional<core::BegunRun> begun_;
};

}  // namespace

core::Task<Answer> follow(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  const auto modes = modesOf(request.query);
  if (!modes) co_return modes.error();
  const auto after = lastEventIdIn(request);
  if (!after) co_return after.error();
  const auto thread = co_await api.services.threads.head(*id);
  if (!thread && thread.error().code == core::ErrorCode::notFound) co_return unknownThread(*id);
  if (!thread) co_return thread.error();
  const auto last = co_await api.services.runs.lastBegun(*id);
  net::Response response;
  response.contentType = "text/event-stream; charset=utf-8";
  response.with("cache-control", "no-store").with("x-accel-buffering", "no");
  response.with("location", "/threads/" + id->text() + "/stream");
  response.stream = std::make_unique<ThreadBody>(api, *id, *modes, *after, last);
  co_return response;
}

}  // namespace heddle::api::thread_stream
