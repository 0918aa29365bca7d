// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::server {

/// Why the process is going down. The first SIGINT or SIGTERM asks for a clean stop, the second ends the
/// process at once (its children end with it). A broken part may ask as well.
class StopRequest {
 public:
  explicit StopRequest(boost::asio::io_context& io);

  /// Completes when a stop was asked for; at once if it was.
  core::Task<void> asked();
  bool isAsked() const { return asked_; }
  /// Something the server cannot go on without broke; `why` is one sentence. The first reason is kept.
  void fail(std::string why);
  const std::string& failure() const { return failure_; }  // empty: a signal asked

 private:
  void watch();
  void set();

  boost::asio::signal_set signals_;
  boost::asio::steady_timer asking_;  // never expires; cancelled when asked
  std::string failure_;
  bool asked_ = false;
};

}  // namespace heddle::server
