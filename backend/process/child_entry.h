// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace heddle::process {

/// First argument by which a program recognises that it was started to become somebody's child.
inline constexpr const char* kChildVerb = "__child";
/// Exit codes of a child that never became its program; the reason stands on its stderr.
inline constexpr int kChildSetupFailed = 126;
inline constexpr int kChildNoProgram = 127;

/// Number of the first inherited socket in the __child stage, above all that this stage uses itself.
inline constexpr int kFirstSocket = 10;
inline constexpr int kMostSockets = 2;

/// What `PROGRAM __child …` is told by the parent.
struct ChildOrders {
  int parent = 0;       // pid of the server; when it is gone already, the child ends at once
  int deathSignal = 9;  // PR_SET_PDEATHSIG
  int sockets = 0;      // inherited descriptors from kFirstSocket on that become fd 3 and following
  std::string user;     // account to become; empty: stay
  std::string directory;
  std::vector<std::string> argv;
};

/// The command line that carries the orders, without the program's own name.
std::vector<std::string> childArguments(const ChildOrders& orders);

/// Runs in the child, before any other thread exists: new session, drop groups and uid, death signal, parent
/// check, descriptors, exec. Returns only on failure, with the exit code (DESIGN §4a.26).
/// `arguments` are those after `__child`.
int runChild(const std::vector<std::string>& arguments);

}  // namespace heddle::process
