// SPDX-License-Identifier: Apache-2.0
#include "backend/net/server.h"

#include "backend/net/await_tuple.h"
#include "backend/net/session.h"

#include <algorithm>
#include <sys/resource.h>
#include <unordered_map>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kOtherDescriptors = 256;  // databases, Redis, runners, files
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 2\r\n"
    "connection: close\r\ncontent-length: 45\r\n\r\n{\"detail\":\"Too many connections; try again.\"}";

/// Lifts the soft limit to the hard one and answers how many connections fit below it.
std::size_t connectionsAllowed() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = std::min<rlim_t>(limit.rlim_max, 1 << 20);
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const auto files = static_cast<std::size_t>(limit.rlim_cur);
  return files > 2 * kOtherDescriptors ? files - kOtherDescriptors : files / 2;
}

core::Error bindError(const ServerOptions& options, const error_code& ec) {
  const std::string where = "Port " + std::to_string(options.port) + " on " + options.host;
  if (ec == boost::system::errc::address_in_use) {
    return {core::ErrorCode::unavailable, where + " is in use by another program; choose one with --port."};
  }
  if (ec == boost::system::errc::permission_denied) {
    return {core::ErrorCode::unavailable, where + " needs more rights; choose one above 1023 with --port."};
  }
  if (ec == boost::system::errc::address_not_available) {
    return {core::ErrorCode::unavailable,
            "The address " + options.host + " is not one of this machine; choose one with --host."};
  }
  return {core::ErrorCode::unavailable, where + " cannot be listened on: " + ec.message() + "."};
}

core::Result<tcp::endpoint> endpointOf(asio::io_context& io, const ServerOptions& options) {
  error_code ec;
  const auto address = asio::ip::make_address(options.host, ec);
  if (!ec) return tcp::endpoint(address, options.port);
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), ec);
  if (ec || found.empty()) {
    return core::Error{core::ErrorCode::unavailable,
                       "The host name " + options.host + " is not known; choose an address with --host."};
  }
  const auto isV4 = [](const auto& entry) { return entry.endpoint().address().is_v4(); };
  const auto preferred = std::find_if(found.begin(), found.end(), isV4);
  return preferred == found.end() ? found.begin()->endpoint() : preferred->endpoint();
}

}  // namespace

/// Shared by the server and its coroutines, so that whatever the context destroys last finds it alive.
class Server::Core : public std::enable_shared_from_this<Server::Core> {
 public:
  Core(asio::io_context& context, ServerOptions given, const Router& table, AccessLog accessLog)
      : io(context),
        options(std::move(given)),
        router(table),
        log(std::move(accessLog)),
        acceptor(context),
        sweepTimer(context),
        changed(context, Session::Clock::time_point::max()) {}

  core::Result<void> listen();
  core::Task<void> acceptAll(std::shared_ptr<Core> self);
  core::Task<void> sweep(std::shared_ptr<Core> self);
  void serve(tcp::socket socket);
  std::vector<std::shared_ptr<Session>> open() const;
  void breakOff();
  void endAccepting();
  core::Task<void> waitEmpty(Session::Clock::time_point deadline);

  asio::io_context& io;
  ServerOptions options;
  const Router& router;
  AccessLog log;
  tcp::acceptor acceptor;
  asio::steady_timer sweepTimer, changed;  // changed: never expires, cancelled when a session has ended
  std::unordered_map<std::shared_ptr<Session>, asio::cancellation_signal> sessions;
  bool stopping = false;
};

core::Result<void> Server::Core::listen() {
  const auto endpoint = endpointOf(io, options);
  if (!endpoint) return endpoint.error();
  error_code ec;
  acceptor.open(endpoint->protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(*endpoint, ec);
  if (!ec) acceptor.listen(1024, ec);
  if (!ec) return {};
  error_code ignored;
  acceptor.close(ignored);
  return bindError(options, ec);
}

core::Task<void> Server::Core::acceptAll(std::shared_ptr<Core> self) {
  asio::steady_timer pause(io);
  while (!self->stopping) {
    auto [ec, socket] = co_await acceptor.async_accept(kAwait);
    if (!ec) {
      serve(std::move(socket));
    } else if (!stopping) {
      // Out of descriptors or memory: the connection stays in the backlog until some are free again.
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwait);
    }
  }
}

void Server::Core::serve(tcp::socket socket) {
  error_code ec;
  if (sessions.size() >= options.maxConnections) {
    socket.non_blocking(true, ec);
    socket.write_some(asio::buffer(kFull), ec);
    return;
  }
  const SessionContext context{options, router, log};
  auto session = std::make_shared<Session>(std::move(socket), context);
  auto ended = [self = shared_from_this(), session](std::exception_ptr) {
    session->abort();
    self->sessions.erase(session);
    self->changed.cancel();
  };
  const auto slot = sessions[session].slot();
  asio::co_spawn(io, session->run(), asio::bind_cancellation_slot(slot, std::move(ended)));
}

std::vector<std::shared_ptr<Session>> Server::Core::open() const {
  std::vector<std::shared_ptr<Session>> open;
  for (const auto& [session, cancelled] : sessions)
    open.push_back(session);
  return open;
}

/// Handlers too: one that waits for a lock in the database would outlive what its frame refers to.
void Server::Core::breakOff() {
  for (const auto& session : open()) {
    session->abort();
    const auto found = sessions.find(session);
    if (found != sessions.end()) found->second.emit(asio::cancellation_type::terminal);
  }
}

core::Task<void> Server::Core::sweep(std::shared_ptr<Core> self) {
  const auto shortest = std::min({options.idleTimeout, options.headerTimeout, options.bodyTimeout,
                                  options.writeTimeout, std::chrono::milliseconds(4000)});
  const auto step = std::max(shortest / 4, std::chrono::milliseconds(5));
  while (!self->stopping || !sessions.empty()) {
    sweepTimer.expires_after(step);
    co_await sweepTimer.async_wait(kAwait);
    const auto now = Session::Clock::now();
    for (const auto& session : open())
      session->checkDeadline(now);
  }
}

void Server::Core::endAccepting() {
  stopping = true;
  error_code ec;
  acceptor.close(ec);
  if (sessions.empty()) sweepTimer.cancel();
}

core::Task<void> Server::Core::waitEmpty(Session::Clock::time_point deadline) {
  while (!sessions.empty() && Session::Clock::now() < deadline) {
    changed.expires_at(deadline);
    co_await changed.async_wait(kAwait);
  }
}

Server::Server(asio::io_context& io, ServerOptions options, const Router& router, AccessLog log)
    : core_(std::make_shared<Core>(io, std::move(options), router, std::move(log))) {}

Server::~Server() {
  core_->endAccepting();
  for (const auto& session : core_->open())
    session->abort();
}

core::Result<std::uint16_t> Server::start() {
  // What the project's own app answers holds two descriptors.
  const auto allowed = core_->options.claim ? connectionsAllowed() / 2 : connectionsAllowed();
  auto& limit = core_->options.maxConnections;
  limit = limit == 0 ? allowed : std::min(limit, allowed);
  if (const auto listening = core_->listen(); !listening) return listening.error();
  asio::co_spawn(core_->io, core_->acceptAll(core_), asio::detached);
  asio::co_spawn(core_->io, core_->sweep(core_), asio::detached);
  return core_->acceptor.local_endpoint().port();
}

core::Task<void> Server::stop(std::chrono::milliseconds grace) {
  const auto core = core_;
  const auto deadline = Session::Clock::now() + grace;
  core->endAccepting();
  for (const auto& session : core->open())
    session->beginStop();
  co_await core->waitEmpty(deadline);
  core->breakOff();
  co_await core->waitEmpty(deadline + std::chrono::seconds(2));
  core->sweepTimer.cancel();
}

std::size_t Server::connections() const {
  return core_->sessions.size();
}

}  // namespace heddle::net
