// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/command_link.h"

#include <utility>

namespace heddle::redis {
namespace {

constexpr std::size_t kUnsentLimit = 8 * 1024 * 1024;

core::Error unavailable() {
  return {core::ErrorCode::unavailable, "Redis does not answer."};
}

}  // namespace

CommandLink::CommandLink(boost::asio::any_io_executor executor, Endpoint endpoint)
    : timeout_(endpoint.commandTimeout),
      link_(executor, endpoint,
            Link::Events{[this] { onConnected(); }, [this] { onDown(); }, [this] { upChanged_.notifyAll(); },
                         [this](Reply reply) { onReply(std::move(reply)); }}),
      upChanged_(executor),
      tasks_(executor) {}

void CommandLink::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  link_.start();
  tasks_.spawn(watch());
}

core::Task<void> CommandLink::stop() {
  tasks_.cancel();
  co_await tasks_.join();
  co_await link_.stop();
}

core::Task<bool> CommandLink::awaitUp(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!link_.isUp()) {
    if (link_.isMisconfigured()) co_return false;
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return false;
    co_await upChanged_.waitFor(left);
  }
  co_return true;
}

std::shared_ptr<CommandLink::Asked> CommandLink::push(std::string_view formatted) {
  auto asked = std::make_shared<Asked>(link_.executor());
  asked_.push_back(asked);
  link_.send(formatted);
  return asked;
}

core::Task<core::Result<Reply>> CommandLink::answerOf(std::shared_ptr<Asked> asked) {
  while (!asked->answer)
    co_await asked->answered.wait();
  co_return std::move(*asked->answer);
}

core::Task<core::Result<Reply>> CommandLink::ask(std::vector<std::string> command) {
  if (!link_.isUp()) co_return unavailable();
  const std::vector<std::string_view> words(command.begin(), command.end());
  const auto formatted = formatCommand(words);
  auto asked = push(formatted);
  co_return co_await answerOf(std::move(asked));
}

core::Task<core::Result<std::vector<Reply>>> CommandLink::askAll(std::vector<std::string> formatted) {
  if (!link_.isUp()) co_return unavailable();
  std::vector<std::shared_ptr<Asked>> asked;
  asked.reserve(formatted.size());
  for (const auto& command : formatted)
    asked.push_back(push(command));
  std::vector<Reply> replies;
  for (auto& one : asked) {
    auto reply = co_await answerOf(std::move(one));
    if (!reply) co_return reply.error();
    replies.push_back(std::move(*reply));
  }
  co_return replies;
}

bool CommandLink::tell(const std::vector<std::string_view>& command) {
  if (!link_.isUp() || link_.unsentBytes() > kUnsentLimit) return false;
  push(formatCommand(command));
  return true;
}

core::Task<void> CommandLink::watch() {
  while (true) {
    co_await async::sleepFor(timeout_ / 4);
    if (asked_.empty()) continue;
    if (std::chrono::steady_clock::now() - asked_.front()->at > timeout_) link_.drop();
  }
}

void CommandLink::onReply(Reply reply) {
  if (asked_.empty()) return link_.drop();  // nobody asked: the order is lost
  const auto asked = std::exchange(asked_.front(), nullptr);
  asked_.pop_front();
  asked->answer = std::move(reply);
  asked->answered.notifyAll();
}

void CommandLink::onConnected() {
  if (onUp_) onUp_();
  upChanged_.notifyAll();
}

void CommandLink::onDown() {
  const auto lost = std::exchange(asked_, {});
  for (const auto& asked : lost) {
    asked->answer = unavailable();
    asked->answered.notifyAll();
  }
  upChanged_.notifyAll();
}

}  // namespace heddle::redis
