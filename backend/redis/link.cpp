// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/link.h"

#include <algorithm>
#include <array>

#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace heddle::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kFirstPause = 50ms, kLongestPause = 2000ms;

}  // namespace

Link::Link(asio::any_io_executor executor, Endpoint endpoint, Events events)
    : endpoint_(std::move(endpoint)), events_(std::move(events)), wantsWrite_(executor), tasks_(executor) {}

void Link::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(keepConnected());
}

core::Task<void> Link::stop() {
  tasks_.cancel();
  if (transport_) transport_->close();
  co_await tasks_.join();
  setDown();
}

void Link::send(std::string_view bytes) {
  if (!up_) return;
  unsent_.append(bytes);
  wantsWrite_.notifyAll();
}

void Link::drop() {
  if (transport_) transport_->close();
}

void Link::setDown() {
  unsent_.clear();
  if (!up_) return;
  up_ = false;
  events_.down();
}

core::Task<void> Link::keepConnected() {
  auto pause = kFirstPause;
  while (true) {
    const auto began = std::chrono::steady_clock::now();
    try {
      co_await connectAndServe();
    } catch (const std::exception& failure) {
      lastFailure_ = failure.what();
      misconfigured_ = dynamic_cast<const Misconfigured*>(&failure) != nullptr;
      if (!up_ && events_.failed) events_.failed();
    }
    if (transport_) transport_->close();
    setDown();
    if (tasks_.cancelled()) co_return;
    const bool lasted = std::chrono::steady_clock::now() - began > 5s;
    pause = lasted ? kFirstPause : std::min(pause * 2, kLongestPause);
    co_await async::sleepFor(pause);
  }
}

core::Task<void> Link::connectAndServe() {
  transport_ = makeTransport(executor(), endpoint_);
  ReplyReader reader;
  const auto late = std::make_shared<bool>(false);
  try {
    asio::steady_timer deadline(executor(), endpoint_.connectTimeout);
    deadline.async_wait([late, transport = std::weak_ptr(transport_)](boost::system::error_code aborted) {
      if (aborted) return;
      *late = true;
      if (const auto alive = transport.lock()) alive->close();
    });
    co_await transport_->connect();
    co_await greet(reader);
  } catch (const boost::system::system_error&) {
    if (*late) throw std::runtime_error("Redis does not answer in time");
    throw;
  }
  up_ = true;
  lastFailure_.clear();
  misconfigured_ = false;
  lastHeard_ = std::chrono::steady_clock::now();
  tasks_.spawn(writeQueued(transport_));
  events_.up();
  co_await serve(reader);
}

core::Task<void> Link::greet(ReplyReader& reader) {
  if (!endpoint_.password.empty()) {
    std::vector<std::string_view> words{"AUTH"};
    if (!endpoint_.user.empty()) words.push_back(endpoint_.user);
    words.push_back(endpoint_.password);
    auto command = formatCommand(words);
    const auto reply = co_await askOnce(reader, std::move(command));
    if (reply.isError()) throw Misconfigured("Redis refuses the user or password of its URI");
  }
  if (endpoint_.database != 0) {
    const auto number = std::to_string(endpoint_.database);
    const std::vector<std::string_view> words{"SELECT", number};
    auto command = formatCommand(words);
    const auto reply = co_await askOnce(reader, std::move(command));
    if (reply.isError() && !reply.text.starts_with("NOAUTH"))
      throw Misconfigured("Redis has no database " + number + " (" + reply.text + ")");
  }
  // A Redis that wants a password, or still reads its data, says so only when it is asked something.
  const std::vector<std::string_view> words{"PING"};
  auto command = formatCommand(words);
  const auto reply = co_await askOnce(reader, std::move(command));
  if (reply.text.starts_with("NOAUTH"))
    throw Misconfigured("Redis asks for a password, and its URI has none");
  if (reply.text.starts_with("LOADING")) throw std::runtime_error("Redis is still reading its data");
}

core::Task<Reply> Link::askOnce(ReplyReader& reader, std::string command) {
  co_await transport_->write(command);
  std::array<char, 4096> bytes;
  while (true) {
    auto reply = reader.next();
    if (!reply) core::throwError(reply.error());
    if (reply->has_value()) co_return std::move(**reply);
    const auto buffer = asio::buffer(bytes);
    const auto got = co_await transport_->readSome(buffer);
    reader.feed(std::string_view(bytes.data(), got));
  }
}

core::Task<void> Link::serve(ReplyReader& reader) {
  const auto transport = transport_;
  std::vector<char> bytes(64 * 1024);
  while (true) {
    const auto buffer = asio::buffer(bytes);
    const auto got = co_await transport->readSome(buffer);
    lastHeard_ = std::chrono::steady_clock::now();
    reader.feed(std::string_view(bytes.data(), got));
    while (true) {
      auto reply = reader.next();
      if (!reply) core::throwError(reply.error());
      if (!reply->has_value()) break;
      events_.reply(std::move(**reply));
    }
  }
}

core::Task<void> Link::writeQueued(std::shared_ptr<Transport> transport) {
  try {
    while (transport == transport_) {
      if (unsent_.empty()) {
        co_await wantsWrite_.wait();
        continue;
      }
      const auto bytes = std::exchange(unsent_, {});
      co_await transport->write(bytes);
    }
  } catch (const boost::system::system_error&) {
    transport->close();  // the reader notices and reconnects
  }
}

}  // namespace heddle::redis
