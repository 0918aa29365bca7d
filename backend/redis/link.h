// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/redis/endpoint.h"
#include "backend/redis/reply.h"
#include "backend/redis/transport.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace heddle::redis {

/// Keeps one greeted connection to Redis alive: connects, sends AUTH and SELECT, reconnects with a pause of
/// 50 ms growing to 2 s. Bytes go in, replies come out in order; what was under way when the connection broke
/// is lost. I/O thread only; start and stop in any order.
class Link {
 public:
  /// Called on the I/O thread. `down` follows every `up`; none is called after stop() completed.
  struct Events {
    std::function<void()> up, down;
    std::function<void()> failed;  // an attempt to connect; may be empty
    std::function<void(Reply)> reply;
  };

  Link(boost::asio::any_io_executor executor, Endpoint endpoint, Events events);
  void start();
  core::Task<void> stop();

  bool isUp() const { return up_; }
  /// Queues bytes of whole commands; dropped when not up.
  void send(std::string_view bytes);
  std::size_t unsentBytes() const { return unsent_.size(); }
  /// Gives the connection up; a new one is made.
  void drop();
  std::chrono::steady_clock::time_point lastHeard() const { return lastHeard_; }
  /// Why the last attempt failed; empty when none did. No secrets.
  const std::string& lastFailure() const { return lastFailure_; }
  /// The last attempt failed for a reason that only another configuration mends.
  bool isMisconfigured() const { return misconfigured_; }
  const boost::asio::any_io_executor& executor() const { return wantsWrite_.executor(); }

 private:
  core::Task<void> keepConnected();
  core::Task<void> connectAndServe();
  core::Task<void> greet(ReplyReader& reader);
  core::Task<Reply> askOnce(ReplyReader& reader, std::string command);
  core::Task<void> serve(ReplyReader& reader);
  core::Task<void> writeQueued(std::shared_ptr<Transport> transport);
  void setDown();

  Endpoint endpoint_;
  Events events_;
  async::Notifier wantsWrite_;
  async::TaskScope tasks_;
  std::shared_ptr<Transport> transport_;
  std::string unsent_;
  std::string lastFailure_;
  std::chrono::steady_clock::time_point lastHeard_{};
  bool up_ = false, misconfigured_ = false;
};

}  // namespace heddle::redis
