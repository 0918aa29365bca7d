// SPDX-License-Identifier: Apache-2.0
#include "backend/process/child_entry.h"

#include "backend/process/orphan_guard.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <optional>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace heddle::process {
namespace {

constexpr int kChildSocket = 3;  // and those that follow

int fail(const char* what) {
  std::fprintf(stderr, "cannot prepare the child process: %s: %s\n", what, std::strerror(errno));
  return kChildSetupFailed;
}

bool parseNumber(const std::string& text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<ChildOrders> parseOrders(const std::vector<std::string>& arguments) {
  if (arguments.size() < 6) return std::nullopt;
  ChildOrders orders;
  if (!parseNumber(arguments[0], orders.parent) || !parseNumber(arguments[1], orders.deathSignal) ||
      !parseNumber(arguments[2], orders.sockets)) {
    return std::nullopt;
  }
  orders.user = arguments[3];
  orders.directory = arguments[4];
  orders.argv.assign(arguments.begin() + 5, arguments.end());
  return orders;
}

/// Also clears supplementary groups: a database must not keep root's.
bool become(const std::string& user) {
  const passwd* account = getpwnam(user.c_str());
  if (account == nullptr) {
    errno = ENOENT;
    return false;
  }
  return setgroups(0, nullptr) == 0 && setgid(account->pw_gid) == 0 && setuid(account->pw_uid) == 0;
}

/// Signals may be ignored or blocked in the server; its children start with a clean table.
void resetSignals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD})
    signal(number, SIG_DFL);
}

bool arrangeDescriptors(int sockets) {
  for (int i = 0; i < sockets; ++i)
    if (dup2(kFirstSocket + i, kChildSocket + i) < 0) return false;
  return close_range(static_cast<unsigned>(kChildSocket + sockets), ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

}  // namespace

std::vector<std::string> childArguments(const ChildOrders& orders) {
  std::vector<std::string> arguments = {kChildVerb,
                                        std::to_string(orders.parent),
                                        std::to_string(orders.deathSignal),
                                        std::to_string(orders.sockets),
                                        orders.user,
                                        orders.directory};
  arguments.insert(arguments.end(), orders.argv.begin(), orders.argv.end());
  return arguments;
}

int runChild(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments.front() == kGuardVerb)
    return runGuard(std::vector<std::string>(arguments.begin() + 1, arguments.end()));
  std::optional<ChildOrders> orders = parseOrders(arguments);
  if (!orders) {
    std::fprintf(stderr, "%s is for the server's own use\n", kChildVerb);
    return kChildSetupFailed;
  }
  if (setsid() < 0 && errno != EPERM) return fail("setsid");
  if (!orders->user.empty() && !become(orders->user)) return fail(("become " + orders->user).c_str());
  // After setuid, which clears it; then the check, because the parent may have died before the call.
  if (prctl(PR_SET_PDEATHSIG, orders->deathSignal) != 0) return fail("prctl");
  if (getppid() != orders->parent) return kChildSetupFailed;
  if (!orders->directory.empty() && chdir(orders->directory.c_str()) != 0)
    return fail(orders->directory.c_str());
  if (!arrangeDescriptors(orders->sockets)) return fail("descriptors");
  resetSignals();
  std::vector<char*> argv;
  for (std::string& argument : orders->argv)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  std::fprintf(stderr, "cannot start %s: %s\n", argv[0], std::strerror(errno));
  return kChildNoProgram;
}

}  // namespace heddle::process
