// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_pgbouncer.h"

#include "tests/support/test_postgres.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

namespace heddle::test {
namespace {

[[noreturn]] void becomePooler(pid_t parent, const passwd* account, const char* file, const char* log) {
  const int output = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (account != nullptr && (setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  for (const char* program : {"/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"})
    execl(program, "pgbouncer", file, nullptr);
  _exit(127);
}

}  // namespace

TestPgBouncer::TestPgBouncer() {
  char name[] = "/tmp/hpbXXXXXX";
  if (!mkdtemp(name)) throw std::runtime_error("mkdtemp failed");
  folder_ = name;
  const passwd* account = geteuid() == 0 ? getpwnam("postgres") : nullptr;  // PgBouncer refuses root
  if (account != nullptr && chown(name, account->pw_uid, account->pw_gid) != 0)
    throw std::runtime_error("chown failed");
  chmod(name, 0755);
  const std::string file = folder_ + "/pgbouncer.ini", log = folder_ + "/log";
  std::ofstream(file) << "[databases]\n* = user=heddle host=" << TestPostgres::instance().socketFolder()
                      << "\n[pgbouncer]\nlisten_addr =\n"
                      << "listen_port = 5432\nunix_socket_dir = " << folder_
                      << "\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 1\n";
  const pid_t parent = getpid();
  server_ = fork();
  if (server_ == 0) becomePooler(parent, account, file.c_str(), log.c_str());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (PQping(pooled("/postgres?").c_str()) != PQPING_OK) {
    if (waitpid(server_, nullptr, WNOHANG) == server_)
      throw std::runtime_error("PgBouncer ended at once; install pgbouncer.");
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("PgBouncer did not get ready.");
    poll(nullptr, 0, 10);
  }
}

TestPgBouncer::~TestPgBouncer() {
  ::kill(server_, SIGKILL);
  waitpid(server_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string TestPgBouncer::pooled(const std::string& uri) const {
  const auto slash = uri.rfind('/', uri.find('?'));
  const std::string database = uri.substr(slash + 1, uri.find('?') - slash - 1);
  return "postgres://heddle@/" + database + "?host=" + folder_;
}

}  // namespace heddle::test
