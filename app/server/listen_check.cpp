// SPDX-License-Identifier: Apache-2.0
#include "app/server/listen_check.h"

#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::server {
namespace {

namespace asio = boost::asio;

core::Error unusable(const std::string& host, std::uint16_t port, const std::string& why) {
  return core::Error{core::ErrorCode::unavailable, "cannot listen on " + urlOf(host, port).substr(7) + " (" +
                                                       why + "): choose another with --host or --port"};
}

std::string reachable(const std::string& host) {
  if (host == "0.0.0.0" || host.empty() || host == "*") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

}  // namespace

std::string urlOf(const std::string& host, std::uint16_t port) {
  const bool bracket = host.find(':') != std::string::npos;
  return "http://" + (bracket ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

core::Result<void> checkPortFree(const std::string& host, std::uint16_t port) {
  if (port == 0) return {};
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failure =
      ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failure != 0) return unusable(host, port, ::gai_strerror(failure));
  const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool bound = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket, 1) == 0;
  const int reason = errno;
  ::freeaddrinfo(found);
  ::close(socket);
  if (bound) return {};
  if (reason == EADDRINUSE) {
    return core::Error{core::ErrorCode::unavailable,
                       "port " + std::to_string(port) + " on " + host +
                           " is in use by another program: stop it, or choose another "
                           "port with --port"};
  }
  return unusable(host, port, std::strerror(reason));
}

core::Task<bool> answersOk(std::string host, std::uint16_t port, std::string mountPrefix) {
  const std::string address = reachable(host);
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
  const std::string service = std::to_string(port);
  auto [unresolved, endpoints] = co_await resolver.async_resolve(address, service, token);
  if (unresolved || endpoints.empty()) co_return false;
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  const asio::ip::tcp::endpoint endpoint = endpoints.begin()->endpoint();
  auto [refused] = co_await socket.async_connect(endpoint, token);
  if (refused) co_return false;
  const std::string question =
      "GET " + mountPrefix + "/ok HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  const auto bytes = asio::buffer(question);
  auto [unsent, sent] = co_await asio::async_write(socket, bytes, token);
  if (unsent) co_return false;
  std::string answer;
  auto into = asio::dynamic_buffer(answer, 64 * 1024);
  auto [unread, length] = co_await asio::async_read_until(socket, into, "\r\n", token);
  if (unread) co_return false;
  co_return answer.rfind("HTTP/1.1 200", 0) == 0;
}

}  // namespace heddle::server
