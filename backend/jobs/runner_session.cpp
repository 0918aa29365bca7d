// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_session.h"

#include "backend/observe/log.h"
#include "backend/wire/frame_bodies.h"
#include "backend/wire/value.h"

#include <algorithm>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::jobs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using wire::FrameKind;

constexpr auto kPingEvery = 2s;
constexpr std::size_t kCreditAtOnce = 64 * 1024;
/// Smaller debts go back together after this long: one frame for many tokens.
constexpr auto kCreditPause = 10ms;
constexpr std::size_t kWritePortion = 256 * 1024;

std::int64_t requestSeq(const wire::Message& message) {
  if (!SaverService::isPut(message.kind)) return seqOf(message.body);
  const auto packed = wire::readPackedBody(message.body);
  return packed ? seqOf(packed->json) : 0;
}

}  // namespace

RunnerSession::RunnerSession(asio::any_io_executor executor, int fd, SaverService& saver, Events events)
    : socket_(executor, asio::local::stream_protocol(), fd),
      saver_(saver),
      events_(std::move(events)),
      wantsWrite_(executor),
      creditWaits_(executor),
      tasks_(executor, [this](std::exception_ptr error) {
        try {
          std::rethrow_exception(error);
        } catch (const std::exception& failure) {
          fail(failure.what());
        }
      }) {
  channels_.emplace(0, std::make_shared<Channel>(executor));
}

void RunnerSession::pingOn(int fd) {
  pulse_.emplace(wantsWrite_.executor(), fd);
}

void RunnerSession::start() {
  if (pulse_) tasks_.spawn(pulse_->read([this](const std::string& body) { onPong(body); }));
  tasks_.spawn(read());
  tasks_.spawn(write());
  tasks_.spawn(ping());
  tasks_.spawn(returnCredit());
}

core::Task<void> RunnerSession::stop() {
  tasks_.cancel();
  closeSockets();
  co_await tasks_.join();
}

void RunnerSession::closeSockets() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (pulse_) pulse_->close();
}

std::uint32_t RunnerSession::open(SessionChannel& owner, FrameKind kind, std::string body) {
  while (nextChannel_ == 0 || channels_.contains(nextChannel_))
    ++nextChannel_;
  const auto number = nextChannel_++;
  const auto channel =
      channels_.emplace(number, std::make_shared<Channel>(wantsWrite_.executor())).first->second;
  channel->owner = &owner;
  send(kind, number, std::move(body));
  return number;
}

void RunnerSession::close(std::uint32_t channel) {
  if (channel != 0) channels_.erase(channel);
}

void RunnerSession::send(FrameKind kind, std::uint32_t channel, std::string body) {
  if (closed_) return;
  outgoing_.add(kind, channel, std::move(body));
  wantsWrite_.notifyAll();
}

void RunnerSession::credit(std::uint32_t number, std::size_t bytes) {
  const auto found = channels_.find(number);
  if (found == channels_.end()) return;
  auto& due = found->second->creditDue;
  due += bytes;
  if (due >= kCreditAtOnce) {
    send(FrameKind::credit, number, "{\"bytes\":" + std::to_string(std::exchange(due, 0)) + "}");
    return;
  }
  creditOwed_ = true;
  creditWaits_.notifyAll();
}

core::Task<void> RunnerSession::returnCredit() {
  while (true) {
    if (!creditOwed_) {
      co_await creditWaits_.wait();
      continue;
    }
    co_await async::sleepFor(kCreditPause);
    creditOwed_ = false;
    for (const auto& [number, channel] : channels_) {
      if (channel->creditDue == 0) continue;
      send(FrameKind::credit, number,
           "{\"bytes\":" + std::to_string(std::exchange(channel->creditDue, 0)) + "}");
    }
  }
}

core::Task<void> RunnerSession::settled(std::uint32_t number) {
  const auto found = channels_.find(number);
  if (found == channels_.end()) co_return;
  const auto channel = found->second;
  co_await channel->order.settled();
}

void RunnerSession::processExited() {
  closed_ = true;
  std::vector<SessionChannel*> owners;
  for (const auto& [number, channel] : channels_)
    if (channel->owner != nullptr) owners.push_back(channel->owner);
  for (auto* owner : owners) {
    const bool stillOpen = std::any_of(channels_.begin(), channels_.end(),
                                       [owner](const auto& entry) { return entry.second->owner == owner; });
    if (stillOpen) owner->onLost();
  }
}

std::chrono::steady_clock::duration RunnerSession::unansweredFor() const {
  if (!pingOpen_) return {};
  return std::chrono::steady_clock::now() - pingedAt_;
}

core::Task<void> RunnerSession::read() {
  wire::FrameDecoder decoder;
  std::vector<char> bytes(256 * 1024);
  std::vector<wire::Message> messages;
  while (true) {
    const auto buffer = asio::buffer(bytes);
    const auto got = co_await socket_.async_read_some(buffer, asio::use_awaitable);
    messages.clear();
    const auto fed = decoder.feed(std::string_view(bytes.data(), got), messages);
    for (auto& message : messages)
      dispatch(std::move(message));
    if (!fed) core::throwError(fed.error());
  }
}

core::Task<void> RunnerSession::write() {
  std::string bytes;
  while (true) {
    if (outgoing_.empty()) {
      co_await wantsWrite_.wait();
      continue;
    }
    bytes.clear();
    outgoing_.take(bytes, kWritePortion);
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(socket_, buffer, asio::use_awaitable);
  }
}

core::Task<void> RunnerSession::ping() {
  while (true) {
    co_await async::sleepFor(kPingEvery);
    if (pingOpen_) continue;  // the age of the oldest unanswered one is what counts
    pingOpen_ = true;
    pingedAt_ = std::chrono::steady_clock::now();
    std::string body = "{\"seq\":" + std::to_string(++pingSeq_) + "}";
    if (pulse_)
      co_await pulse_->ping(std::move(body));
    else
      send(FrameKind::ping, 0, std::move(body));
  }
}

void RunnerSession::dispatch(wire::Message message) {
  if (SaverService::isRequest(message.kind)) return request(std::move(message));
  if (message.channel == 0) return dispatchControl(std::move(message));
  const auto found = channels_.find(message.channel);
  if (found == channels_.end() || found->second->owner == nullptr) return;
  found->second->owner->onMessage(std::move(message));
}

void RunnerSession::dispatchControl(wire::Message message) {
  switch (message.kind) {
    case FrameKind::hello:
      return events_.onHello(std::move(message.body));
    case FrameKind::graphs:
      return events_.onGraphs(std::move(message.body));
    case FrameKind::log:
      return events_.onLog(std::move(message.body));
    case FrameKind::pong:
      return onPong(message.body);
    default:
      return;  // BYE: the exit follows
  }
}

void RunnerSession::onPong(const std::string& body) {
  pingOpen_ = false;
  const auto pong = wire::parseJson(body);
  if (!pong) return;
  RunnerPulse pulse;
  if (const auto* lag = pong->find("loop_lag_ms")) pulse.loopLagMilliseconds = lag->real().value_or(0);
  if (const auto* rss = pong->find("rss_bytes")) pulse.rssBytes = rss->integer().value_or(0);
  if (const auto* active = pong->find("active"))
    pulse.active = static_cast<int>(active->integer().value_or(0));
  events_.onPulse(pulse);
}

void RunnerSession::request(wire::Message message) {
  const auto found = channels_.find(message.channel);
  // A channel closed already (a run that was abandoned) may neither read nor write any more.
  if (found == channels_.end()) {
    const auto seq = requestSeq(message);
    return send(FrameKind::fenced, message.channel, fencedBody(seq, "fenced", "The run is no longer ours."));
  }
  const auto channel = found->second;
  const auto ticket = channel->order.begin();
  tasks_.spawn(serve(std::move(message), channel, ticket));
}

core::Task<void> RunnerSession::serve(wire::Message message, std::shared_ptr<Channel> channel,
                                      std::int64_t ticket) {
  struct Ended {
    ChannelOrder& order;
    std::int64_t ticket;
    ~Ended() { order.end(ticket); }
  };
  const Ended ended{channel->order, ticket};
  const auto number = message.channel;
  const bool editing = number == 0;
  if (editing || !SaverService::isPut(message.kind)) co_await channel->order.earlierThan(ticket);
  const auto slot = channel->owner == nullptr ? std::nullopt : channel->owner->slot();
  const auto seq = requestSeq(message);
  SaverAnswer answer;
  std::string broken;
  try {
    answer = co_await saver_.answer(std::move(message), slot, editing);
  } catch (const std::exception& error) {
    if (tasks_.cancelled()) throw;
    broken = error.what();
  }
  const bool open = channels_.contains(number) && channels_[number] == channel;
  if (broken.empty()) {
    send(answer.kind, number, std::move(answer.body));
    if (answer.fenced && open && channel->owner != nullptr) channel->owner->onFenced();
    co_return;
  }
  observe::error("a runner's question to the database failed", {{"error", broken}, {"channel", number}});
  send(FrameKind::fenced, number,
       fencedBody(seq, editing ? "busy" : "fenced", "The database did not answer."));
  if (open && channel->owner != nullptr) channel->owner->onStorageLost();
}

void RunnerSession::fail(const std::string& reason) {
  if (std::exchange(closed_, true)) return;
  closeSockets();
  events_.onClosed(reason);
}

}  // namespace heddle::jobs
