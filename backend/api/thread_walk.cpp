// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_walk.h"

#include "backend/api/next_item.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

namespace heddle::api {
namespace {

using Kind = jobs::StreamItem::Kind;
using namespace std::chrono_literals;

/// A create does not wait longer for Redis either; without it the database is looked at now and then.
constexpr std::chrono::milliseconds kSubscribePatience = 200ms, kLookEvery = 2s;
constexpr std::size_t kBatchBytes = 65536;

}  // namespace

core::Task<void> ThreadWalk::run(net::BodyWriter& out) {
  beat_ = Clock::now() + api_.options.heartbeat;
  async::Notifier changed(co_await boost::asio::this_coro::executor);
  const auto listening = api_.services.threadNews.listenThread(thread_, callbacks(changed));
  co_await listening->established(kSubscribePatience);
  co_await begin(out);
  while (out.closing() == net::Closing::no) {
    poked_ = false;
    const auto next = co_await api_.services.runs.begunAfter(thread_, floor(), last_);
    if (next) {
      co_await followRun(out, *next, startOf(*next));
    } else {
      if (std::exchange(edited_, false)) co_await onEdit();
      co_await rest(out, changed);
    }
  }
}

core::LiveCallbacks ThreadWalk::callbacks(async::Notifier& changed) {
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

/// Runs that begin above floor() are still to come. One that was left in its middle is looked at again.
jobs::EventId ThreadWalk::startOf(const core::BegunRun& run) const {
  return run.fence == at_.fence && at_.n != kDone ? at_ : jobs::EventId{run.fence, 0};
}

core::Task<void> ThreadWalk::followRun(net::BodyWriter& out, core::BegunRun run,
                                       std::optional<jobs::EventId> from) {
  last_ = run.run;
  at_ = jobs::EventId{std::max(at_.fence, run.fence), 0};
  co_await onRun(run, !from || from->n == 0);
  auto subscription = co_await api_.services.runService.follow(thread_, run.run, from);
  if (subscription) {
    while (out.closing() == net::Closing::no) {
      auto item = co_await (*subscription)->next(0ms);
      if (item.kind == Kind::idle) {
        co_await flush(out);
        item = co_await nextOrClosing(**subscription, out, untilBeat());
      }
      if (item.kind == Kind::end) break;
      if (item.kind == Kind::event) at_.fence = std::max(at_.fence, item.event.id.fence);
      if (item.kind != Kind::idle) co_await onItem(item);
      co_await keepAlive(out);
    }
  }
  if (out.closing() != net::Closing::no) co_return;
  at_.n = kDone;
  edited_ = false;
  co_await onEnd(run);
}

core::Task<void> ThreadWalk::flush(net::BodyWriter& out) {
  const std::string bytes = std::exchange(batch_, {});
  if (!bytes.empty()) co_await out.write(bytes);
}

core::Task<void> ThreadWalk::keepAlive(net::BodyWriter& out) {
  if (batch_.size() >= kBatchBytes) co_await flush(out);
  if (Clock::now() < beat_) co_return;
  beat_ = Clock::now() + api_.options.heartbeat;
  batch_.append(heartbeat());
  co_await flush(out);
}

std::chrono::milliseconds ThreadWalk::untilBeat() const {
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(beat_ - Clock::now()), 0ms);
}

/// Begins to wait later than it is called: what happened in between counts.
core::Task<void> ThreadWalk::untilPoked(async::Notifier& changed, std::chrono::milliseconds patience) {
  if (!poked_) co_await changed.waitFor(patience);
}

/// Until something happens on the thread, or it is time to look.
core::Task<void> ThreadWalk::rest(net::BodyWriter& out, async::Notifier& changed) {
  using boost::asio::experimental::awaitable_operators::operator||;
  co_await flush(out);
  auto poked = untilPoked(changed, std::min(untilBeat(), kLookEvery));
  auto closing = out.untilClosing();
  co_await (std::move(poked) || std::move(closing));
  co_await keepAlive(out);
}

}  // namespace heddle::api
