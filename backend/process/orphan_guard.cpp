// SPDX-License-Identifier: Apache-2.0
#include "backend/process/orphan_guard.h"

#include "backend/core/uuid.h"
#include "backend/process/child_entry.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace heddle::process {
namespace {

namespace fs = std::filesystem;

/// A process that forks while it is looked for has its child found in the next round.
constexpr int kMostRounds = 100;
constexpr useconds_t kPause = 10'000;

bool carries(const fs::path& folder, const std::string& mark) {
  std::ifstream file(folder / "environ", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto at = text.find(mark + '\0');
  return at != std::string::npos && (at == 0 || text[at - 1] == '\0');
}

/// Zombies have no environment: what is found is alive.
int killMarked(const std::string& mark) {
  int found = 0;
  std::error_code unreadable;
  for (fs::directory_iterator entry("/proc", unreadable), end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    const std::string name = entry->path().filename();
    int pid = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (read.ec != std::errc() || read.ptr != name.data() + name.size() || pid == ::getpid()) continue;
    if (!carries(entry->path(), mark)) continue;
    ++found;
    ::kill(pid, SIGKILL);
  }
  return found;
}

void untilServerIsGone() {
  for (char byte = 0;;) {
    const auto got = ::read(STDIN_FILENO, &byte, 1);
    if (got == 0 || (got < 0 && errno != EINTR)) return;
  }
}

}  // namespace

OrphanGuard::OrphanGuard(const std::string& program)
    : mark_("HEDDLE_CHILD_OF=" + core::Uuid::random().text()) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  pipe_ = ends[1];
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
  ::close(pipe_);
  throw std::system_error(failed, std::generic_category(), "start " + program);
}

OrphanGuard::~OrphanGuard() {
  ::close(pipe_);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

int runGuard(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1 || arguments.front().find('=') == std::string::npos) return EXIT_FAILURE;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    std::signal(number, SIG_IGN);
  // Locks and sockets of the server must not live on in us, nor must a reader of its output wait for us.
  ::close_range(STDOUT_FILENO, ~0U, 0);
  untilServerIsGone();
  for (int round = 0; round < kMostRounds && killMarked(arguments.front()) > 0; ++round)
    ::usleep(kPause);
  return EXIT_SUCCESS;
}

}  // namespace heddle::process
