// SPDX-License-Identifier: Apache-2.0
#include "app/server/stop_signals.h"

#include <signal.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::server {

namespace asio = boost::asio;

StopRequest::StopRequest(asio::io_context& io)
    : signals_(io, SIGINT, SIGTERM), asking_(io, asio::steady_timer::time_point::max()) {
  watch();
}

void StopRequest::watch() {
  signals_.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    constexpr int kSignalBase = 128;
    if (asked_) ::_exit(kSignalBase + number);
    set();
    watch();
  });
}

void StopRequest::set() {
  asked_ = true;
  asking_.cancel();
}

void StopRequest::fail(std::string why) {
  if (asked_) return;
  failure_ = std::move(why);
  set();
}

core::Task<void> StopRequest::asked() {
  while (!asked_) {
    boost::system::error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await asking_.async_wait(token);
    if (!asked_ && cancelled) throw boost::system::system_error(cancelled);
  }
}

}  // namespace heddle::server
