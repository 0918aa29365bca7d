// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/pub_sub.h"

#include <algorithm>

namespace heddle::redis {
namespace {

using namespace std::chrono_literals;

constexpr auto kPingEvery = 3s, kSilenceLimit = 10s;

void establish(const auto& listener) {
  listener->established = true;
  listener->changed.notifyAll();
  if (listener->callbacks.onEstablished) listener->callbacks.onEstablished();
}

}  // namespace

class PubSub::Listening : public core::LiveListening {
 public:
  Listening(PubSub& owner, std::string channel, std::shared_ptr<Listener> listener)
      : owner_(owner), channel_(std::move(channel)), listener_(std::move(listener)) {}
  ~Listening() override { owner_.forget(channel_, listener_); }

  core::Task<bool> established(std::chrono::milliseconds patience) override {
    const auto listener = listener_;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!listener->established) {
      const auto left = deadline - std::chrono::steady_clock::now();
      if (left <= left.zero()) co_return false;
      co_await listener->changed.waitFor(left);
    }
    co_return true;
  }

 private:
  PubSub& owner_;
  std::string channel_;
  std::shared_ptr<Listener> listener_;
};

PubSub::PubSub(boost::asio::any_io_executor executor, Endpoint endpoint)
    : link_(executor, std::move(endpoint),
            Link::Events{
                [this] { onUp(); }, [this] { onDown(); }, {}, [this](Reply reply) { onReply(reply); }}),
      tasks_(executor) {}

void PubSub::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  link_.start();
  tasks_.spawn(keepAlive());
}

core::Task<void> PubSub::stop() {
  tasks_.cancel();
  co_await tasks_.join();
  co_await link_.stop();
}

std::unique_ptr<core::LiveListening> PubSub::listen(std::string name, core::LiveCallbacks callbacks) {
  auto listener = std::make_shared<Listener>(link_.executor());
  listener->callbacks = std::move(callbacks);
  auto& channel = channels_[name];
  const bool first = channel.listeners.empty();
  channel.listeners.push_back(listener);
  listener->established = channel.established;
  if (first && link_.isUp()) subscribe(name);
  return std::make_unique<Listening>(*this, std::move(name), std::move(listener));
}

void PubSub::forget(const std::string& name, const std::shared_ptr<Listener>& listener) {
  listener->callbacks = {};
  const auto found = channels_.find(name);
  if (found == channels_.end()) return;
  auto& channel = found->second;
  channel.listeners.remove(listener);
  if (!channel.listeners.empty()) return;
  const std::vector<std::string_view> command{"UNSUBSCRIBE", name};
  link_.send(formatCommand(command));
  channel.established = false;
  if (channel.unanswered == 0) channels_.erase(found);
}

void PubSub::subscribe(const std::string& name) {
  ++channels_[name].unanswered;
  const std::vector<std::string_view> command{"SUBSCRIBE", name};
  link_.send(formatCommand(command));
}

void PubSub::onUp() {
  for (auto& [name, channel] : channels_)
    if (!channel.listeners.empty()) subscribe(name);
}

void PubSub::onDown() {
  for (auto at = channels_.begin(); at != channels_.end();) {
    at->second.unanswered = 0;
    at->second.established = false;
    for (const auto& listener : at->second.listeners)
      listener->established = false;
    at = at->second.listeners.empty() ? channels_.erase(at) : std::next(at);
  }
}

void PubSub::onReply(const Reply& reply) {
  if (reply.items.size() < 3) return;  // a pong
  const auto& kind = reply.items[0].text;
  if (kind == "message") onMessage(reply.items[1].text, reply.items[2].text);
  if (kind == "subscribe") onSubscribed(reply.items[1].text);
}

void PubSub::onSubscribed(const std::string& name) {
  const auto found = channels_.find(name);
  if (found == channels_.end()) return;
  auto& channel = found->second;
  if (--channel.unanswered > 0) return;  // an older SUBSCRIBE, undone since
  if (channel.listeners.empty()) {
    channels_.erase(found);
    return;
  }
  channel.established = true;
  const auto listeners = channel.listeners;  // callbacks may add and remove
  for (const auto& listener : listeners)
    establish(listener);
}

void PubSub::onMessage(const std::string& name, std::string_view message) {
  const auto found = channels_.find(name);
  if (found == channels_.end()) return;
  const auto listeners = found->second.listeners;
  for (const auto& listener : listeners) {
    const auto onMessage = listener->callbacks.onMessage;  // the listening may go away inside
    if (onMessage) onMessage(message);
  }
}

core::Task<void> PubSub::keepAlive() {
  while (true) {
    co_await async::sleepFor(kPingEvery);
    if (!link_.isUp()) continue;
    const std::vector<std::string_view> command{"PING"};
    link_.send(formatCommand(command));
    if (std::chrono::steady_clock::now() - link_.lastHeard() > kSilenceLimit) link_.drop();
  }
}

}  // namespace heddle::redis
