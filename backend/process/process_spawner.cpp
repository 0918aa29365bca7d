// SPDX-License-Identifier: Apache-2.0
#include "backend/process/process_spawner.h"

#include "backend/process/child_entry.h"
#include "backend/process/running_child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::process {
namespace {

[[noreturn]] void fail(const std::string& what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

/// Closes what it holds; descriptors are moved out with take().
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  void reset(int number = -1) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }
  int get() const { return number_; }
  int take() { return std::exchange(number_, -1); }

 private:
  int number_;
};

struct Ends {
  Descriptor ours, theirs;
};

void openPipe(Ends& ends) {
  int pair[2];
  if (::pipe2(pair, O_CLOEXEC) != 0) fail("pipe");
  ends.ours.reset(pair[0]);
  ends.theirs.reset(pair[1]);
}

void openSocket(Ends& ends) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair");
  ends.ours.reset(pair[0]);
  ends.theirs.reset(pair[1]);
  // Above the numbers that the child gets them at, so that moving one does not close another.
  ends.theirs.reset(::fcntl(pair[1], F_DUPFD_CLOEXEC, kFirstSocket + kMostSockets));
  if (ends.theirs.get() < 0) fail("socketpair");
  if (::fcntl(pair[0], F_SETFL, O_NONBLOCK) != 0) fail("socketpair");
}

/// posix_spawn's two parameter objects with their clean-up.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

/// Descriptors of the __child stage: stdin null, pipes, and the sockets at fixed numbers above its use.
int launch(const std::string& program, const core::ChildSpec& spec, const Ends& output, const Ends& errors,
           const std::array<Ends, kMostSockets>& sockets) {
  SpawnPlan plan;
  posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.actions, output.theirs.get(), 1);
  posix_spawn_file_actions_adddup2(&plan.actions, errors.theirs.get(), 2);
  for (int i = 0; i < spec.sockets; ++i)
    posix_spawn_file_actions_adddup2(&plan.actions, sockets.at(static_cast<std::size_t>(i)).theirs.get(),
                                     kFirstSocket + i);
  // The session exists before posix_spawn returns, so a kill of the group can never come too early.
  posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSID);

  ChildOrders orders;
  orders.parent = ::getpid();
  orders.deathSignal = spec.deathSignal;
  orders.sockets = spec.sockets;
  orders.user = ::geteuid() == 0 ? spec.user : std::string();
  orders.directory = spec.workingDirectory;
  orders.argv = spec.argv;
  std::vector<std::string> arguments = childArguments(orders);
  arguments.insert(arguments.begin(), program);
  std::vector<std::string> environment = spec.environment;

  std::vector<char*> argv, envp;
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  for (std::string& entry : environment)
    envp.push_back(entry.data());
  envp.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes, argv.data(), envp.data());
  if (error != 0) fail("start " + spec.name, error);
  return pid;
}

class ChildHandle : public core::Child {
 public:
  explicit ChildHandle(std::shared_ptr<RunningChild> running) : running_(std::move(running)) {}
  ~ChildHandle() override { running_->abandon(); }

  int pid() const override { return running_->pid(); }
  int takeSocket() override { return running_->takeSocket(); }
  core::Task<core::ChildExit> wait() override { return running_->wait(); }
  void signalGroup(int signal) override { running_->signalGroup(signal); }
  std::int64_t residentBytes() const override { return running_->residentBytes(); }

 private:
  std::shared_ptr<RunningChild> running_;  // shared with the waits pending on the executor
};

}  // namespace

ProcessSpawner::ProcessSpawner(boost::asio::any_io_executor executor, std::string program)
    : executor_(std::move(executor)), program_(std::move(program)) {
  // Ignored by who started us, it would have the kernel reap our children and throw their exit codes away.
  ::signal(SIGCHLD, SIG_DFL);
}

std::string ProcessSpawner::ownProgram() {
  return std::filesystem::read_symlink("/proc/self/exe").string();
}

std::unique_ptr<core::Child> ProcessSpawner::spawn(core::ChildSpec spec) {
  Ends output, errors;
  std::array<Ends, kMostSockets> sockets;
  openPipe(output);
  openPipe(errors);
  for (int i = 0; i < spec.sockets; ++i)
    openSocket(sockets.at(static_cast<std::size_t>(i)));
  if (spec.deathSignal == SIGKILL) {
    if (!guard_) guard_ = std::make_shared<OrphanGuard>(program_);
    spec.environment.push_back(guard_->mark());
  }
  const int pid = launch(program_, spec, output, errors, sockets);
  // By number: glibc 2.36 has a wrapper, its headers clash with linux/wait.h in some translation units.
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const int error = errno;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    fail("watch " + spec.name, error);
  }
  RunningChild::Descriptors descriptors;
  descriptors.pidfd = pidfd;
  descriptors.output = output.ours.take();
  descriptors.errors = errors.ours.take();
  for (auto& socket : sockets)
    descriptors.sockets.push_back(socket.ours.take());
  std::function<void()> onReaped;
  if (spec.deathSignal == SIGKILL) {
    guard_->watch(pid);
    onReaped = [guard = std::weak_ptr(guard_), pid] {
      if (const auto there = guard.lock()) there->forget(pid);
    };
  }
  auto running = std::make_shared<RunningChild>(executor_, std::move(spec), pid, std::move(descriptors),
                                                std::move(onReaped));
  running->start();
  return std::make_unique<ChildHandle>(std::move(running));
}

}  // namespace heddle::process
