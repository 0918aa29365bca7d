// SPDX-License-Identifier: Apache-2.0
#include "backend/process/private_redis.h"

#include "backend/process/waiting.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::process {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr auto kRedisPollEvery = milliseconds(5);
constexpr auto kRedisStartLimit = seconds(20);
constexpr auto kRedisStopLimit = seconds(5);

std::string randomPassword() {
  unsigned char bytes[24];
  if (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes))
    throw std::runtime_error("no random bytes");
  std::string text;
  for (unsigned char byte : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string findProgram() {
  for (const char* path :
       {"/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/valkey-server"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return {};
}

/// A PING of its own, bounded by socket timeouts: the server's Redis client is not part of this layer.
bool answersPing(const std::string& path, const std::string& password) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const timeval limit{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  bool pong = false;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const std::string question = "AUTH " + password + "\r\nPING\r\n";
    const std::string expected = "+OK\r\n+PONG\r\n";
    std::string answer;
    char buffer[256];
    if (::send(socket, question.data(), question.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(question.size())) {
      while (answer.size() < expected.size()) {
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0) break;
        answer.append(buffer, static_cast<std::size_t>(got));
      }
    }
    pong = answer == expected;
  }
  ::close(socket);
  return pong;
}

}  // namespace

PrivateRedis::PrivateRedis(core::Spawner& spawner, Options options)
    : spawner_(spawner), options_(std::move(options)), password_(randomPassword()) {}

PrivateRedis::~PrivateRedis() = default;

std::string PrivateRedis::uri() const {
  return "unix://:" + password_ + "@" + socketPath() + "?db=0";
}

/// The password goes into a file of mode 0600 because a command line is visible to everybody.
Result<std::string> PrivateRedis::writeConfig() const {
  const std::string path = options_.socketFolder + "/redis.conf";
  ::unlink(path.c_str());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const std::string text = "port 0\nunixsocket " + socketPath() + "\nunixsocketperm 700\nrequirepass " +
                           password_ + "\nsave \"\"\nappendonly no\ndaemonize no\nloglevel warning\ndir " +
                           options_.socketFolder + "\n";
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      (!options_.account.isOther() || ::fchown(file, options_.account.uid, options_.account.gid) == 0);
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (!written) return Error{ErrorCode::unavailable, "cannot write " + path + ": " + std::strerror(reason)};
  return path;
}

core::Task<Result<void>> PrivateRedis::start() {
  const std::string program = findProgram();
  if (program.empty()) {
    co_return Error{
        ErrorCode::unavailable,
        "redis-server was not found: install the package redis-server, or use `heddle-server serve` with a "
        "REDIS_URI"};
  }
  Result<std::string> config = writeConfig();
  if (!config) co_return config.error();
  core::ChildSpec spec;
  spec.name = "redis";
  spec.argv = {program, *config};
  spec.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
  spec.workingDirectory = options_.socketFolder;
  spec.user = options_.account.name;
  spec.onLine = [this](std::string_view line, bool) {
    lastLine_ = line;
    if (options_.onLine) options_.onLine(line);
  };
  server_ = spawner_.spawn(std::move(spec));
  const auto deadline = Clock::now() + kRedisStartLimit;
  while (Clock::now() < deadline) {
    const std::optional<core::ChildExit> exit = co_await exitWithin(*server_, kRedisPollEvery);
    if (exit) break;
    if (answersPing(socketPath(), password_)) co_return Result<void>();
  }
  server_.reset();
  co_return Error{ErrorCode::unavailable, "the private Redis did not start: " + lastLine_};
}

core::Task<void> PrivateRedis::stop() {
  if (!server_) co_return;
  server_->signalGroup(SIGTERM);
  const std::optional<core::ChildExit> exit = co_await exitWithin(*server_, kRedisStopLimit);
  if (!exit) {
    server_->signalGroup(SIGKILL);
    co_await server_->wait();
  }
  server_.reset();
}

core::Task<core::ChildExit> PrivateRedis::exited() {
  return server_->wait();
}

}  // namespace heddle::process
