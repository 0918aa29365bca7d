// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_redis.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heddle::test {
namespace {

bool accepts(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(probe);
  return connected;
}

[[noreturn]] void becomeRedis(pid_t parent, const char* folder, const char* socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nothing, STDOUT_FILENO);
  execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly",
         "no", "--dir", folder, nullptr);
  _exit(127);
}

}  // namespace

TestRedis::TestRedis() {
  char name[] = "/tmp/hrdXXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp failed");
  folder_ = name;
  socket_ = folder_ + "/redis.sock";
  start();
}

TestRedis::~TestRedis() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TestRedis::start() {
  const pid_t parent = getpid();
  server_ = fork();
  if (server_ == 0) becomeRedis(parent, folder_.c_str(), socket_.c_str());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!accepts(socket_)) {
    if (waitpid(server_, nullptr, WNOHANG) == server_)
      throw std::runtime_error("The test Redis ended at once; install redis-server.");
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("The test Redis did not get ready.");
    poll(nullptr, 0, 5);
  }
}

void TestRedis::kill() {
  if (server_ <= 0) return;
  ::kill(server_, SIGKILL);
  while (waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {
  }
  server_ = -1;
  unlink(socket_.c_str());
}

void TestRedis::freeze() {
  ::kill(server_, SIGSTOP);
}
void TestRedis::thaw() {
  ::kill(server_, SIGCONT);
}

}  // namespace heddle::test
