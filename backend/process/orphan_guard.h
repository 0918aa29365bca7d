// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace heddle::process {

/// First argument after `__child` by which the program becomes the guard.
inline constexpr const char* kGuardVerb = "__guard";

/// What the server's children start themselves dies with it too, even with `kill -9`, which the kernel's
/// death signal does for the children alone. A process of ours holds the other end of a socket; when the
/// server is gone it kills whatever carries the server's mark in its environment, in whichever session or
/// group it is by now, what is still in the session of a child, and what these have started. Only a process
/// that threw its environment away, has a session of its own and has lost its parent escapes.
class OrphanGuard {
 public:
  /// `program`: this program's own path. Throws std::system_error when it cannot be started.
  explicit OrphanGuard(const std::string& program);
  /// Orphans end here as well; returns when the guard has done that.
  ~OrphanGuard();
  OrphanGuard(const OrphanGuard&) = delete;
  OrphanGuard& operator=(const OrphanGuard&) = delete;

  /// NAME=value for the environment of a child.
  const std::string& mark() const { return mark_; }
  /// `pid` leads a session of our children. Best effort: without the guard it goes unheard.
  void watch(int pid);
  /// It was reaped: its number may be somebody else's from now on.
  void forget(int pid);

 private:
  void tell(char what, int pid);

  std::string mark_;
  int link_ = -1;
  int pid_ = -1;
};

/// The guard's main function. `arguments` are those after `__guard`: the mark.
int runGuard(const std::vector<std::string>& arguments);

}  // namespace heddle::process
