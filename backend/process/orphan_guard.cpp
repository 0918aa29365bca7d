// SPDX-License-Identifier: Apache-2.0
#include "backend/process/orphan_guard.h"

#include "backend/core/uuid.h"
#include "backend/process/child_entry.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <spawn.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace heddle::process {
namespace {

namespace fs = std::filesystem;

/// A process that forks while it is looked for has its child found in the next round.
constexpr int kMostRounds = 100;
constexpr useconds_t kPause = 10'000;

struct Process {
  int pid = 0, parent = 0, session = 0;
  bool ours = false;
};

bool carries(const fs::path& folder, const std::string& mark) {
  std::ifstream file(folder / "environ", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto at = text.find(mark + '\0');
  return at != std::string::npos && (at == 0 || text[at - 1] == '\0');
}

/// A process that is alive. Its name, in parentheses, may hold anything.
bool readProcess(const fs::path& folder, Process& process) {
  std::ifstream file(folder / "stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto name = text.rfind(')');
  if (name == std::string::npos) return false;
  std::istringstream rest(text.substr(name + 1));
  char state = 0;
  int group = 0;
  rest >> state >> process.parent >> group >> process.session;
  return rest && state != 'Z' && state != 'X';
}

std::vector<Process> everyProcess(const std::string& mark, const std::set<int>& sessions) {
  std::vector<Process> found;
  std::error_code unreadable;
  for (fs::directory_iterator entry("/proc", unreadable), end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    const std::string name = entry->path().filename();
    Process process;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), process.pid);
    if (read.ec != std::errc() || read.ptr != name.data() + name.size()) continue;
    if (process.pid == ::getpid() || !readProcess(entry->path(), process)) continue;
    process.ours = sessions.contains(process.session) || carries(entry->path(), mark);
    found.push_back(process);
  }
  return found;
}

int killOurs(const std::string& mark, const std::set<int>& sessions) {
  auto processes = everyProcess(mark, sessions);
  std::set<int> ours;
  for (const auto& process : processes)
    if (process.ours) ours.insert(process.pid);
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& process : processes)
      if (ours.contains(process.parent)) grown = ours.insert(process.pid).second || grown;
  }
  for (const int pid : ours)
    ::kill(pid, SIGKILL);
  return static_cast<int>(ours.size());
}

/// Takes down `+pid` and `-pid`, a line each, until the server is gone.
std::set<int> listen() {
  std::set<int> sessions;
  std::string line;
  for (char byte = 0;;) {
    const auto got = ::read(STDIN_FILENO, &byte, 1);
    if (got == 0 || (got < 0 && errno != EINTR)) return sessions;
    if (got < 0) continue;
    if (byte != '\n') {
      line.push_back(byte);
      continue;
    }
    if (line.empty()) continue;
    int pid = 0;
    std::from_chars(line.data() + 1, line.data() + line.size(), pid);
    // Never the session of init, nor 0, which is that of everything from outside a container.
    if (line.front() == '+' && pid > 1)
      sessions.insert(pid);
    else
      sessions.erase(pid);
    line.clear();
  }
}

}  // namespace

OrphanGuard::OrphanGuard(const std::string& program)
    : mark_("HEDDLE_CHILD_OF=" + core::Uuid::random().text()) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  link_ = ends[1];
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  // The kernel and what stands at the terminal signal the server's session: the guard has to outlive it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::string name = program, child = kChildVerb, verb = kGuardVerb, mark = mark_;
  char* argv[] = {name.data(), child.data(), verb.data(), mark.data(), nullptr};
  char* environment[] = {nullptr};
  const int failed = posix_spawn(&pid_, program.c_str(), &actions, &attributes, argv, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(ends[0]);
  if (failed == 0) return;
  ::close(link_);
  throw std::system_error(failed, std::generic_category(), "start " + program);
}

OrphanGuard::~OrphanGuard() {
  ::close(link_);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void OrphanGuard::watch(int pid) {
  tell('+', pid);
}

void OrphanGuard::forget(int pid) {
  tell('-', pid);
}

void OrphanGuard::tell(char what, int pid) {
  const std::string line = what + std::to_string(pid) + '\n';
  ::send(link_, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

int runGuard(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1 || arguments.front().find('=') == std::string::npos) return EXIT_FAILURE;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    std::signal(number, SIG_IGN);
  // Locks and sockets of the server must not live on in us, nor must a reader of its output wait for us.
  ::close_range(STDOUT_FILENO, ~0U, 0);
  const auto sessions = listen();
  for (int round = 0; round < kMostRounds && killOurs(arguments.front(), sessions) > 0; ++round)
    ::usleep(kPause);
  return EXIT_SUCCESS;
}

}  // namespace heddle::process
