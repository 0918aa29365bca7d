// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_postgres.h"

#include "backend/storage/migrate.h"
#include "backend/storage/pg_handles.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace heddle::test {
namespace {

using storage::PgConnHandle;
using storage::PgResultHandle;

/// initdb and postgres refuse root: then they run as the packaged account.
struct Account {
  uid_t uid = 0;
  gid_t gid = 0;
};

Account account() {
  if (geteuid() != 0) return {geteuid(), getegid()};
  const passwd* entry = getpwnam("postgres");
  if (!entry)
    throw std::runtime_error("There is no account postgres to run the test database as; install postgresql.");
  return {entry->pw_uid, entry->pw_gid};
}

std::string binary(const std::string& name) {
  std::vector<std::filesystem::path> found;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
    if (auto path = version.path() / "bin" / name; std::filesystem::exists(path)) found.push_back(path);
  }
  if (found.empty()) throw std::runtime_error("Postgres' " + name + " was not found; install postgresql.");
  return std::max_element(found.begin(), found.end())->string();
}

/// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void becomeChild(const Account& who, pid_t parent, char* const* argv, int output) {
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(who.gid) != 0 || setuid(who.uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (getppid() != parent) _exit(126);
  setsid();
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(argv[0], argv);
  _exit(127);
}

pid_t start(std::vector<std::string> argv, const std::string& log) {
  std::vector<char*> raw;
  for (std::string& argument : argv)
    raw.push_back(argument.data());
  raw.push_back(nullptr);
  const Account who = account();
  const pid_t parent = getpid();
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const pid_t child = fork();
  if (child == 0) becomeChild(who, parent, raw.data(), output);
  close(output);
  return child;
}

int waitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

/// A shell that outlives us by the moment it needs: ends the server, waits for it, removes the folder.
pid_t startJanitor(const std::string& folder, int& lifeline) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  // Which process is the server is asked at the end: it may be another by then.
  const std::string script = "read -r _; server=$(head -n 1 '" + folder +
                             "/data/postmaster.pid' 2>/dev/null) && kill -QUIT $server 2>/dev/null && "
                             "tail --pid=$server -f /dev/null; rm -rf '" +
                             folder + "'";
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    dup2(ends[0], STDIN_FILENO);
    execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    _exit(127);
  }
  close(ends[0]);
  lifeline = ends[1];
  return child;
}

void awaitReady(const std::string& uri, pid_t server) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (PQping(uri.c_str()) != PQPING_OK) {
    if (waitpid(server, nullptr, WNOHANG) == server)
      throw std::runtime_error("The test Postgres ended at once.");
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("The test Postgres did not get ready.");
    poll(nullptr, 0, 10);
  }
}

}  // namespace

TestPostgres& TestPostgres::instance() {
  static TestPostgres cluster;
  return cluster;
}

TestPostgres::TestPostgres() {
  char name[] = "/tmp/hpgXXXXXX";
  if (!mkdtemp(name)) throw std::runtime_error("mkdtemp failed");
  folder_ = name;
  const Account who = account();
  if (geteuid() == 0 && chown(name, who.uid, who.gid) != 0) throw std::runtime_error("chown failed");
  chmod(name, 0755);  // other accounts must reach the socket
  const std::string data = folder_ + "/data", log = folder_ + "/log";
  if (waitFor(test::start({binary("initdb"), "-D", data, "-U", "heddle", "-A", "trust", "-E", "UTF8",
                           "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
                          log)) != 0) {
    throw std::runtime_error("initdb failed; see " + log);
  }
  janitor_ = startJanitor(folder_, lifeline_);
  launch();
}

void TestPostgres::launch() {
  server_ = test::start(
      {binary("postgres"), "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c",
       "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=100",
       "-c", "shared_buffers=32MB", "-c", "autovacuum=off"},
      folder_ + "/log");
  awaitReady(uri("postgres"), server_);
}

void TestPostgres::stop() {
  ::kill(server_, SIGINT);
  waitFor(server_);
}

void TestPostgres::start() {
  launch();
}

void TestPostgres::setLogin(const std::string& user, const std::string& method) {
  std::ofstream rules(folder_ + "/data/pg_hba.conf", std::ios::trunc);
  if (!method.empty()) rules << "local all " << user << ' ' << method << '\n';
  rules << "local all all trust\n";
  rules.close();
  run(uri("postgres"), "select pg_reload_conf()");
}

TestPostgres::~TestPostgres() {
  close(lifeline_);
  waitFor(server_);  // reaped here, so that the janitor sees it gone
  waitFor(janitor_);
}

std::string TestPostgres::uri(const std::string& database) const {
  return "postgres://heddle@/" + database + "?host=" + folder_;
}

std::string TestPostgres::freshDatabase() {
  const std::string name = "t" + std::to_string(++databases_);
  create(name, "template0");
  return uri(name);
}

std::string TestPostgres::migratedDatabase() {
  if (!templateReady_) {
    create("migrated", "template0");
    const auto report = storage::migrate(uri("migrated"));
    if (!report) throw std::runtime_error(report.error().message);
    templateReady_ = true;
  }
  const std::string name = "t" + std::to_string(++databases_);
  create(name, "migrated");
  return uri(name);
}

void TestPostgres::create(const std::string& database, const std::string& from) {
  run(uri("postgres"), "create database " + database + " template " + from);
}

std::string TestPostgres::run(const std::string& uri, const std::string& sql) {
  const PgConnHandle connection(PQconnectdb(uri.c_str()));
  const PgResultHandle result(PQexec(connection.get(), sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(storage::tidyMessage(PQerrorMessage(connection.get())) + " in: " + sql);
  }
  return PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

}  // namespace heddle::test
