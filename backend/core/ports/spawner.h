// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::core {

struct ChildSpec {
  std::string name;                      // for logs: "runner-1", "postgres"
  std::vector<std::string> argv;         // argv[0] is the program
  std::vector<std::string> environment;  // KEY=value, complete: nothing is inherited beside it
  std::string workingDirectory;
  int sockets = 0;      // so many socketpairs; the child finds its ends as fd 3 and 4
  int deathSignal = 9;  // sent by the kernel when the server dies (PR_SET_PDEATHSIG)
  std::string user;     // drop to this account when the server is root; empty: stay
  /// Called on the I/O thread for each line of stdout (false) and stderr (true), at most 64 KiB a line.
  std::function<void(std::string_view line, bool isError)> onLine;
};

struct ChildExit {
  int code = 0;    // exit code, or -1
  int signal = 0;  // terminating signal, or 0
};

/// A running child in its own session and process group. Destroying it kills the group.
class Child {
 public:
  virtual ~Child() = default;
  virtual int pid() const = 0;
  /// Our end of the next socketpair, non-blocking, close-on-exec; ownership passes to the caller. -1: no
  /// more.
  virtual int takeSocket() = 0;
  /// Completes when the process has exited (pidfd), not when its socket closes (DESIGN §4a.11).
  virtual Task<ChildExit> wait() = 0;
  virtual void signalGroup(int signal) = 0;
  /// Memory of the process itself, without what it started; 0 when it has exited or cannot be asked.
  virtual std::int64_t residentBytes() const = 0;
};

/// Starts children through `heddle-server __child` from the main thread (DESIGN §4a.26).
class Spawner {
 public:
  virtual ~Spawner() = default;
  /// Throws std::system_error when the program cannot be started at all.
  virtual std::unique_ptr<Child> spawn(ChildSpec spec) = 0;
};

}  // namespace heddle::core
