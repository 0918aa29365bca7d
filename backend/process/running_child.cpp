// SPDX-License-Identifier: Apache-2.0
#include "backend/process/running_child.h"

#include <cerrno>
#include <fstream>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::process {

namespace asio = boost::asio;

RunningChild::RunningChild(asio::any_io_executor executor, core::ChildSpec spec, int pid,
                           Descriptors descriptors, std::function<void()> onReaped)
    : spec_(std::move(spec)),
      pid_(pid),
      onReaped_(std::move(onReaped)),
      sockets_(std::move(descriptors.sockets)),
      exitWatch_(executor, descriptors.pidfd),
      output_{asio::posix::stream_descriptor(executor, descriptors.output), {}, false},
      errors_{asio::posix::stream_descriptor(executor, descriptors.errors), {}, true},
      exited_(executor, asio::steady_timer::time_point::max()) {
  output_.descriptor.non_blocking(true);
  errors_.descriptor.non_blocking(true);
}

RunningChild::~RunningChild() {
  for (const int socket : sockets_)
    if (socket >= 0) ::close(socket);
}

void RunningChild::start() {
  watch(output_);
  watch(errors_);
  watchExit();
}

void RunningChild::abandon() {
  spec_.onLine = nullptr;
  signalGroup(spec_.deathSignal);
}

int RunningChild::takeSocket() {
  if (sockets_.empty()) return -1;
  const int next = sockets_.front();
  sockets_.erase(sockets_.begin());
  return next;
}

void RunningChild::signalGroup(int signal) {
  if (exit_) return;  // reaped: the number may belong to somebody else by now
  if (::kill(-pid_, signal) != 0) ::kill(pid_, signal);
}

std::int64_t RunningChild::residentBytes() const {
  if (exit_) return 0;
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

core::Task<core::ChildExit> RunningChild::wait() {
  const auto self = shared_from_this();
  while (!exit_) {
    boost::system::error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await exited_.async_wait(token);
    if (!exit_ && cancelled) throw boost::system::system_error(cancelled);
  }
  co_return *exit_;
}

void RunningChild::watchExit() {
  exitWatch_.async_wait(asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](const boost::system::error_code& error) {
                          if (!error) self->reap();
                        });
}

void RunningChild::watch(Pipe& pipe) {
  pipe.descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                             [self = shared_from_this(), &pipe](const boost::system::error_code& error) {
                               if (error || !pipe.descriptor.is_open()) return;
                               constexpr int kRoundsBetweenOthers = 16;
                               if (self->readAvailable(pipe, kRoundsBetweenOthers)) self->watch(pipe);
                             });
}

bool RunningChild::readAvailable(Pipe& pipe, int rounds) {
  const auto onLine = [this, &pipe](std::string_view line) { emitLine(line, pipe.isError); };
  char buffer[16 * 1024];
  while (rounds-- > 0) {
    const ssize_t got = ::read(pipe.descriptor.native_handle(), buffer, sizeof buffer);
    if (got > 0) {
      pipe.lines.feed(std::string_view(buffer, static_cast<std::size_t>(got)), onLine);
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    pipe.lines.finish(onLine);
    pipe.descriptor.close();
    return false;
  }
  return true;
}

void RunningChild::emitLine(std::string_view line, bool isError) {
  if (!spec_.onLine) return;
  if (!budget_.take(std::chrono::steady_clock::now())) return;
  tellDropped();
  if (spec_.onLine) spec_.onLine(line, isError);
}

void RunningChild::tellDropped() {
  const std::int64_t dropped = budget_.takeDropped(std::chrono::steady_clock::now());
  if (dropped > 0)
    spec_.onLine("dropped " + std::to_string(dropped) + " lines, more than 1000 a second", true);
}

void RunningChild::reap() {
  siginfo_t info{};
  // As long as it is not reaped its number is its group's; a database's processes see to themselves.
  if (spec_.deathSignal == SIGKILL) ::kill(-pid_, SIGKILL);
  if (::waitid(P_PIDFD, static_cast<id_t>(exitWatch_.native_handle()), &info, WEXITED) != 0) return;
  if (onReaped_) onReaped_();
  // What it said last belongs to the exit; a grandchild that holds the pipe must not delay it.
  constexpr int kLastRounds = 64;
  for (Pipe* pipe : {&output_, &errors_}) {
    if (pipe->descriptor.is_open()) readAvailable(*pipe, kLastRounds);
  }
  core::ChildExit exit;
  if (info.si_code == CLD_EXITED) {
    exit.code = info.si_status;
  } else {
    exit.code = -1;
    exit.signal = info.si_status;
  }
  exit_ = exit;
  exitWatch_.close();
  exited_.cancel();
}

}  // namespace heddle::process
