// SPDX-License-Identifier: Apache-2.0
#include "backend/process/private_postgres.h"

#include "backend/process/waiting.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <libpq-fe.h>

namespace heddle::process {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr const char* kRole = "heddle";
constexpr const char* kDatabase = "heddle";
constexpr const char* kPort = "5432";  // only a suffix of the socket's name
constexpr auto kPostgresPollEvery = milliseconds(10);
constexpr auto kPostgresStartLimit = seconds(60);  // crash recovery included
constexpr auto kPostgresStopLimit = seconds(10);

std::string conninfo(const std::string& socketFolder, const char* database) {
  return "host=" + socketFolder + " port=" + kPort + " user=" + kRole + " dbname=" + database +
         " connect_timeout=2";
}

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

/// Blocking, on a local socket, before the server serves anybody. Answers the complaint, empty when all is
/// well.
std::string ensureDatabase(const std::string& socketFolder) {
  const std::unique_ptr<PGconn, CloseConnection> connection(
      PQconnectdb(conninfo(socketFolder, "postgres").c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  const std::unique_ptr<PGresult, ClearResult> found(
      PQexec(connection.get(), "select from pg_database where datname = 'heddle'"));
  if (PQntuples(found.get()) > 0) return {};
  const std::unique_ptr<PGresult, ClearResult> made(PQexec(connection.get(), "create database heddle"));
  return PQresultStatus(made.get()) == PGRES_COMMAND_OK ? std::string() : PQresultErrorMessage(made.get());
}

/// The live postmaster of this cluster, or 0. The number in the file alone proves nothing: it may be reused.
int postmasterOf(const std::string& clusterFolder) {
  std::ifstream file(clusterFolder + "/postmaster.pid");
  int pid = 0;
  if (!(file >> pid) || pid <= 0) return 0;
  std::error_code gone;
  const fs::path process = "/proc/" + std::to_string(pid);
  const fs::path folder = fs::read_symlink(process / "cwd", gone);
  if (gone || folder != fs::canonical(clusterFolder, gone)) return 0;
  return pid;
}

std::string searchPath() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? std::string() : path;
}

}  // namespace

PrivatePostgres::PrivatePostgres(boost::asio::any_io_executor executor, core::Spawner& spawner,
                                 Options options)
    : executor_(std::move(executor)), spawner_(spawner), options_(std::move(options)) {}

PrivatePostgres::~PrivatePostgres() = default;

std::string PrivatePostgres::uri() const {
  return std::string("postgres://") + kRole + "@/" + kDatabase + "?host=" + options_.socketFolder +
         "&port=" + kPort;
}

core::ChildSpec PrivatePostgres::specOf(std::string name, std::vector<std::string> argv) {
  core::ChildSpec spec;
  spec.name = std::move(name);
  spec.argv = std::move(argv);
  spec.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
  spec.workingDirectory = options_.socketFolder;
  spec.deathSignal = SIGINT;  // a clean, fast shutdown even when the server was killed
  spec.user = options_.account.name;
  spec.onLine = [this](std::string_view line, bool) {
    constexpr std::size_t kKept = 20;
    lastLines_.emplace_back(line);
    if (lastLines_.size() > kKept) lastLines_.pop_front();
    if (options_.onLine) options_.onLine(line);
  };
  return spec;
}

std::string PrivatePostgres::lastComplaint() const {
  for (auto line = lastLines_.rbegin(); line != lastLines_.rend(); ++line) {
    for (const char* mark : {"FATAL:", "PANIC:", "error:"}) {
      if (line->find(mark) != std::string::npos) return *line;
    }
  }
  return lastLines_.empty() ? "it said nothing" : lastLines_.back();
}

core::Task<Result<void>> PrivatePostgres::start() {
  Result<PostgresPrograms> programs =
      findPostgres(options_.clusterFolder, "/usr/lib/postgresql", searchPath());
  if (!programs) co_return programs.error();
  if (!fs::exists(options_.clusterFolder + "/PG_VERSION")) {
    Result<void> made = co_await makeCluster(*programs);
    if (!made) co_return made.error();
  }
  co_await awaitOrphan();
  Result<void> launched = co_await launch(*programs);
  if (!launched) co_return launched.error();
  const std::string complaint = ensureDatabase(options_.socketFolder);
  if (!complaint.empty()) {
    co_await stop();
    co_return Error{ErrorCode::unavailable, "the private PostgreSQL has no database heddle: " + complaint};
  }
  co_return Result<void>();
}

/// Made beside its place and renamed, so that a cluster either is whole or does not exist.
core::Task<Result<void>> PrivatePostgres::makeCluster(PostgresPrograms programs) {
  const std::string unfinished = options_.clusterFolder + ".new";
  std::error_code failure;
  fs::remove_all(unfinished, failure);
  std::vector<std::string> argv = {
      programs.initdb(),  "-D", unfinished, "-U", kRole, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
      "--no-instructions"};
  if (!options_.durable) argv.emplace_back("--no-sync");
  const std::unique_ptr<core::Child> initdb = spawner_.spawn(specOf("initdb", std::move(argv)));
  const core::ChildExit exit = co_await initdb->wait();
  if (exit.code != 0) {
    const std::string complaint = lastComplaint();
    fs::remove_all(unfinished, failure);
    co_return Error{ErrorCode::unavailable, "a new PostgreSQL cluster could not be made in " +
                                                options_.clusterFolder + ": " + complaint};
  }
  fs::rename(unfinished, options_.clusterFolder, failure);
  if (failure) {
    co_return Error{ErrorCode::unavailable, "the new PostgreSQL cluster could not be moved to " +
                                                options_.clusterFolder + ": " + failure.message()};
  }
  co_return Result<void>();
}

core::Task<void> PrivatePostgres::awaitOrphan() {
  const auto deadline = Clock::now() + kPostgresStopLimit;
  for (int pid = postmasterOf(options_.clusterFolder); pid != 0; pid = postmasterOf(options_.clusterFolder)) {
    ::kill(pid, Clock::now() < deadline ? SIGINT : SIGQUIT);
    if (Clock::now() > deadline + kPostgresStopLimit) co_return;  // the launch will say what is wrong
    co_await pause(kPostgresPollEvery);
  }
}

core::Task<Result<void>> PrivatePostgres::launch(PostgresPrograms programs) {
  const std::string fsync = options_.durable ? "fsync=on" : "fsync=off";
  const std::vector<std::string> argv = {programs.postgres(),
                                         "-D",
                                         options_.clusterFolder,
                                         "-c",
                                         "listen_addresses=",
                                         "-c",
                                         "unix_socket_directories=" + options_.socketFolder,
                                         "-c",
                                         std::string("port=") + kPort,
                                         "-c",
                                         "max_connections=" + std::to_string(options_.maxConnections),
                                         "-c",
                                         "shared_buffers=128MB",
                                         "-c",
                                         "log_min_messages=warning",
                                         "-c",
                                         "log_line_prefix=",
                                         "-c",
                                         "jit=off",
                                         "-c",
                                         fsync};
  // Backends of a killed postmaster may need a moment to leave the shared memory: Postgres refuses until
  // then.
  const auto deadline = Clock::now() + kPostgresStopLimit;
  for (;;) {
    lastLines_.clear();
    server_ = spawner_.spawn(specOf("postgres", argv));
    if (co_await becomesReady()) co_return Result<void>();
    server_.reset();
    const std::string complaint = lastComplaint();
    const bool passing = complaint.find("shared memory") != std::string::npos ||
                         complaint.find("lock file") != std::string::npos;
    if (!passing || Clock::now() > deadline) {
      co_return Error{ErrorCode::unavailable,
                      "the private PostgreSQL in " + options_.clusterFolder + " did not start: " + complaint};
    }
    co_await pause(kPostgresPollEvery * 10);
  }
}

core::Task<bool> PrivatePostgres::becomesReady() {
  const std::string info = conninfo(options_.socketFolder, "postgres");
  const auto deadline = Clock::now() + kPostgresStartLimit;
  while (Clock::now() < deadline) {
    const std::optional<core::ChildExit> exit = co_await exitWithin(*server_, kPostgresPollEvery);
    if (exit) co_return false;
    if (PQping(info.c_str()) == PQPING_OK) co_return true;
  }
  co_return false;
}

core::Task<void> PrivatePostgres::stop() {
  if (!server_) co_return;
  server_->signalGroup(SIGINT);
  std::optional<core::ChildExit> exit = co_await exitWithin(*server_, kPostgresStopLimit);
  if (!exit) {
    server_->signalGroup(SIGQUIT);
    co_await server_->wait();
  }
  server_.reset();
}

core::Task<core::ChildExit> PrivatePostgres::exited() {
  return server_->wait();
}

}  // namespace heddle::process
