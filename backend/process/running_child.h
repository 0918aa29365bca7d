// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/spawner.h"
#include "backend/process/line_splitter.h"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::process {

/// What outlives the Child handle: the descriptors and the reaping of one process. Shared by the handle and
/// the pending waits on the executor; goes when the process is reaped and its pipes are closed.
class RunningChild : public std::enable_shared_from_this<RunningChild> {
 public:
  struct Descriptors {
    int pidfd = -1, output = -1, errors = -1;
    std::vector<int> sockets;  // -1: none
  };

  /// `onReaped` is called once, when `pid` is no longer this child's; may be empty.
  RunningChild(boost::asio::any_io_executor executor, core::ChildSpec spec, int pid, Descriptors descriptors,
               std::function<void()> onReaped);
  ~RunningChild();

  void start();
  void abandon();  // the handle is gone: no more lines, signal the group
  int pid() const { return pid_; }
  int takeSocket();
  void signalGroup(int signal);
  std::int64_t residentBytes() const;
  core::Task<core::ChildExit> wait();

 private:
  struct Pipe {
    boost::asio::posix::stream_descriptor descriptor;
    LineSplitter lines;
    bool isError;
  };

  void watchExit();
  void watch(Pipe& pipe);
  bool readAvailable(Pipe& pipe, int rounds);  // false: the pipe has ended
  void emitLine(std::string_view line, bool isError);
  void tellDropped();
  void reap();

  core::ChildSpec spec_;
  int pid_;
  std::function<void()> onReaped_;
  std::vector<int> sockets_;  // those not taken yet, in order
  boost::asio::posix::stream_descriptor exitWatch_;
  Pipe output_, errors_;
  LineBudget budget_{1000};
  boost::asio::steady_timer exited_;  // cancelled when exit_ is set
  std::optional<core::ChildExit> exit_;
};

}  // namespace heddle::process
