// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/redis/link.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace heddle::redis {

/// Pipelined questions and answers on one connection. A command unanswered after the endpoint's command
/// timeout costs the connection, so that a stalled Redis is noticed. I/O thread only.
class CommandLink {
 public:
  CommandLink(boost::asio::any_io_executor executor, Endpoint endpoint);
  /// Called on the I/O thread whenever commands become possible; set before start().
  void onUp(std::function<void()> callback) { onUp_ = std::move(callback); }
  void start();
  core::Task<void> stop();
  bool isUp() const { return link_.isUp(); }
  const std::string& lastFailure() const { return link_.lastFailure(); }
  bool isMisconfigured() const { return link_.isMisconfigured(); }
  /// Completes when up; false when that took longer, or when it is known that it never will be.
  core::Task<bool> awaitUp(std::chrono::milliseconds patience);

  /// An error reply of Redis is a Reply; error unavailable: down, or the connection broke before the answer.
  core::Task<core::Result<Reply>> ask(std::vector<std::string> command);
  /// All in one write; answers in order. The first broken one ends the list.
  core::Task<core::Result<std::vector<Reply>>> askAll(std::vector<std::string> formatted);
  /// Sends and forgets; false when down or when 8 MiB wait already.
  bool tell(const std::vector<std::string_view>& command);

 private:
  struct Asked {
    explicit Asked(const boost::asio::any_io_executor& executor) : answered(executor) {}
    async::Notifier answered;
    std::optional<core::Result<Reply>> answer;
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
  };

  std::shared_ptr<Asked> push(std::string_view formatted);
  core::Task<core::Result<Reply>> answerOf(std::shared_ptr<Asked> asked);
  core::Task<void> watch();
  void onReply(Reply reply);
  void onConnected();
  void onDown();

  std::function<void()> onUp_;
  std::chrono::milliseconds timeout_;
  std::deque<std::shared_ptr<Asked>> asked_;
  Link link_;
  async::Notifier upChanged_;
  async::TaskScope tasks_;
};

}  // namespace heddle::redis
