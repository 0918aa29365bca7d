// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_stream.h"

#include "backend/api/errors.h"
#include "backend/api/next_item.h"
#include "backend/api/parameters.h"
#include "backend/api/sse_text.h"
#include "backend/async/notifier.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

namespace heddle::api::thread_stream {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = jobs::StreamItem::Kind;
using namespace std::chrono_literals;

/// A create does not wait longer for Redis either; without it the database is looked at now and then.
constexpr std::chrono::milliseconds kSubscribePatience = 200ms, kLookEvery = 2s;
constexpr std::size_t kBatchBytes = 65536;
/// `n` of a run's last word; whoever saw it has seen the whole run.
constexpr std::int64_t kDone = (std::int64_t{1} << 53) - 1;

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

class ThreadBody : public net::StreamBody {
 public:
  ThreadBody(Api& api, core::ThreadId thread, Modes modes, std::optional<jobs::EventId> after)
      : api_(api), thread_(thread), modes_(modes), at_(after.value_or(jobs::EventId{})), fromNow_(!after) {}

  core::Task<void> run(net::BodyWriter& out) override {
    beat_ = Clock::now() + api_.options.heartbeat;
    async::Notifier changed(co_await boost::asio::this_coro::executor);
    const auto listening = api_.services.live.listenThread(thread_, callbacks(changed));
    co_await listening->established(kSubscribePatience);
    if (fromNow_) co_await beginNow(out);
    while (out.closing() == net::Closing::no) {
      poked_ = false;
      const auto next = co_await api_.services.runs.begunAfter(thread_, floor(), last_);
      if (next) {
        co_await followRun(out, *next, startOf(*next));
      } else {
        if (std::exchange(edited_, false)) co_await tellState();
        co_await rest(out, changed);
      }
    }
  }

 private:
  core::LiveCallbacks callbacks(async::Notifier& changed) {
    core::LiveCallbacks callbacks;
    callbacks.onMessage = [this, &changed](std::string_view message) {
      edited_ = edited_ || wire::fieldText(message, "event") == "\"state\"";
      poked_ = true;
      changed.notifyAll();
    };
    callbacks.onEstablished = [this, &changed] {
      poked_ = true;
      changed.notifyAll();
    };
    return callbacks;
  }

  /// Runs that begin above this are still to come. One that was left in its middle is looked at again.
  core::Fence floor() const { return at_.n == kDone ? at_.fence : at_.fence - 1; }

  jobs::EventId startOf(const core::BegunRun& run) const {
    return run.fence == at_.fence && at_.n != kDone ? at_ : jobs::EventId{run.fence, 0};
  }

  /// Without Last-Event-ID: what the live run does from now on, and all runs behind it.
  core::Task<void> beginNow(net::BodyWriter& out) {
    const auto run = co_await api_.services.runs.lastBegun(thread_);
    at_ = jobs::EventId{run ? run->fence : 0, kDone};
    if (run && run->live) co_await followRun(out, *run, std::nullopt);
  }

  core::Task<void> followRun(net::BodyWriter& out, core::BegunRun run, std::optional<jobs::EventId> from) {
    last_ = run.run;
    at_ = jobs::EventId{std::max(at_.fence, run.fence), 0};
    const bool begins = !from || from->n == 0;
    if (begins && modes_.lifecycle) tell("run_start", idJson(run.run) + "}", {run.fence, 0});
    auto subscription = co_await api_.services.runService.follow(thread_, run.run, from);
    if (subscription) {
      while (out.closing() == net::Closing::no) {
        auto item = co_await (*subscription)->next(0ms);
        if (item.kind == Kind::idle) {
          co_await flush(out);
          item = co_await nextOrClosing(**subscription, out, untilBeat());
        }
        if (item.kind == Kind::end) break;
        take(item);
        co_await keepAlive(out);
      }
    }
    if (out.closing() != net::Closing::no) co_return;
    at_.n = kDone;
    co_await tellEnd(run.run);
  }

  void take(const jobs::StreamItem& item) {
    if (item.kind == Kind::gap && modes_.runs) batch_.append(": gap\r\n\r\n");
    if (item.kind != Kind::event) return;
    at_.fence = std::max(at_.fence, item.event.id.fence);
    if (modes_.runs) appendSse(batch_, item.event.event, *item.event.data, item.event.id.text());
  }

  core::Task<void> tellEnd(core::RunId run) {
    const auto row = co_await api_.services.runs.get(thread_, run);
    // A run that was rolled back left nothing behind.
    const std::string status(row ? core::word(row->status) : "rolled_back");
    if (modes_.runs || modes_.lifecycle)
      tell("run_done", idJson(run) + ",\"status\":\"" + status + "\"}", at_);
    edited_ = false;
    co_await tellState();
  }

  core::Task<void> tellState() {
    if (!modes_.state) co_return;
    const auto thread = co_await api_.services.threads.get(thread_, false);
    if (thread) tell("state_update", thread->text, at_);
  }

  std::string idJson(const core::RunId& run) const {
    return R"({"run_id":")" + run.text() + R"(","thread_id":")" + thread_.text() + "\"";
  }
  void tell(std::string_view event, const std::string& data, jobs::EventId id) {
    appendSse(batch_, event, data, id.text());
  }

  core::Task<void> flush(net::BodyWriter& out) {
    const std::string bytes = std::exchange(batch_, {});
    if (!bytes.empty()) co_await out.write(bytes);
  }

  core::Task<void> keepAlive(net::BodyWriter& out) {
    if (batch_.size() >= kBatchBytes) co_await flush(out);
    if (Clock::now() < beat_) co_return;
    beat_ = Clock::now() + api_.options.heartbeat;
    batch_.append(kHeartbeat);
    co_await flush(out);
  }

  std::chrono::milliseconds untilBeat() const {
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(beat_ - Clock::now()), 0ms);
  }

  /// Until something happens on the thread, or it is time to look.
  core::Task<void> rest(net::BodyWriter& out, async::Notifier& changed) {
    using boost::asio::experimental::awaitable_operators::operator||;
    co_await flush(out);
    if (poked_) co_return;
    auto poked = changed.waitFor(std::min(untilBeat(), kLookEvery));
    auto closing = out.untilClosing();
    co_await (std::move(poked) || std::move(closing));
    co_await keepAlive(out);
  }

  Api& api_;
  core::ThreadId thread_;
  Modes modes_;
  jobs::EventId at_;  // what the client has
  bool fromNow_;
  core::RunId last_{};  // the run followed last
  std::string batch_;
  Clock::time_point beat_;
  bool edited_ = false, poked_ = false;
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
  net::Response response;
  response.contentType = "text/event-stream; charset=utf-8";
  response.with("cache-control", "no-store").with("x-accel-buffering", "no");
  response.with("location", "/threads/" + id->text() + "/stream");
  response.stream = std::make_unique<ThreadBody>(api, *id, *modes, *after);
  co_return response;
}

}  // namespace heddle::api::thread_stream
