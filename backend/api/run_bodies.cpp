// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_bodies.h"

#include "backend/api/next_item.h"
#include "backend/api/run_result.h"
#include "backend/api/sse_text.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace heddle::api {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = jobs::StreamItem::Kind;
using std::chrono::milliseconds;
constexpr std::size_t kBatchBytes = 64 * 1024;

/// Reads a subscription beside the connection: what follows next, or nothing once the connection is closing.
class ListeningBody : public net::StreamBody {
 public:
  ListeningBody(Api& api, RunListener listener) : api_(api), listener_(std::move(listener)) {}

 protected:
  virtual core::Task<bool> onItem(net::BodyWriter& out, const jobs::StreamItem& item) = 0;
  virtual core::Task<void> onIdle(net::BodyWriter& out) = 0;
  virtual std::string_view heartbeat() const = 0;

  /// Until the run ends or the connection closes; answers whether the run ended.
  core::Task<bool> listen(net::BodyWriter& out) {
    auto beat = Clock::now() + api_.options.heartbeat;
    for (bool open = out.closing() == net::Closing::no; open;) {
      auto item = co_await listener_.subscription->next(milliseconds(0));
      if (item.kind == Kind::idle) {
        co_await onIdle(out);
        const auto patience = std::chrono::ceil<milliseconds>(beat - Clock::now());
        item = co_await nextOrClosing(*listener_.subscription, out, std::max(patience, milliseconds(0)));
      }
      if (item.kind == Kind::end) co_return true;
      if (item.kind != Kind::idle) open = co_await onItem(out, item);
      if (open && Clock::now() >= beat) {
        beat += api_.options.heartbeat;
        open = co_await out.write(heartbeat());
      }
      open = open && out.closing() == net::Closing::no;
    }
    co_return false;
  }

  core::Task<void> cancelIfAsked(const net::BodyWriter& out) {
    if (!listener_.cancelOnDisconnect || out.closing() != net::Closing::clientGone) co_return;
    // The run may have ended in the meantime: then there is nothing to cancel, and nobody to tell.
    co_await api_.services.runService.cancel(listener_.threadId, listener_.runId,
                                             core::CancelAction::interrupt);
  }

  Api& api_;
  RunListener listener_;
};

class EventBody : public ListeningBody {
 public:
  EventBody(Api& api, RunListener listener, StreamFilter filter)
      : ListeningBody(api, std::move(listener)), filter_(std::move(filter)) {}

  core::Task<void> run(net::BodyWriter& out) override {
    const bool ended = co_await listen(out);
    if (ended) co_await flush(out);
    if (!ended) co_await cancelIfAsked(out);
  }

 private:
  /// Events that are there already go out together: one write, one packet.
  core::Task<bool> onItem(net::BodyWriter& out, const jobs::StreamItem& item) override {
    if (item.kind == Kind::gap) {
      batch_.append(": gap\r\n\r\n");
    } else if (item.event.data && filter_.passes(item.event.event, *item.event.data)) {
      appendSse(batch_, item.event.event, *item.event.data, item.event.id.text());
    }
    if (batch_.size() < kBatchBytes) co_return true;
    co_return co_await flush(out);
  }

  core::Task<void> onIdle(net::BodyWriter& out) override { co_await flush(out); }

  core::Task<bool> flush(net::BodyWriter& out) {
    const std::string bytes = std::exchange(batch_, {});
    co_return co_await out.write(bytes);
  }

  std::string_view heartbeat() const override { return kHeartbeat; }

  StreamFilter filter_;
  std::string batch_;
};

class ResultBody : public ListeningBody {
 public:
  using ListeningBody::ListeningBody;

  core::Task<void> run(net::BodyWriter& out) override {
    const bool ended = co_await listen(out);
    if (!ended) {
      co_await cancelIfAsked(out);
      co_return;
    }
    if (result_.empty() || gap_) {
      const auto outcome = co_await api_.services.runs.outcome(listener_.runId);
      if (outcome) result_.take(*outcome);
    }
    const auto json = result_.json();
    co_await out.write(json);
  }

 private:
  core::Task<bool> onItem(net::BodyWriter&, const jobs::StreamItem& item) override {
    if (item.kind == Kind::gap) gap_ = true;
    if (item.kind == Kind::event) result_.take(item.event);
    co_return true;
  }
  core::Task<void> onIdle(net::BodyWriter&) override { co_return; }
  std::string_view heartbeat() const override { return "\n"; }

  RunResult result_;
  bool gap_ = false;
};

}  // namespace

std::unique_ptr<net::StreamBody> eventBody(Api& api, RunListener listener, StreamFilter filter) {
  return std::make_unique<EventBody>(api, std::move(listener), std::move(filter));
}

std::unique_ptr<net::StreamBody> resultBody(Api& api, RunListener listener) {
  return std::make_unique<ResultBody>(api, std::move(listener));
}

}  // namespace heddle::api
