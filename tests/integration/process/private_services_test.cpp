// SPDX-License-Identifier: Apache-2.0
#include "backend/process/child_entry.h"
#include "backend/process/data_folder.h"
#include "backend/process/private_postgres.h"
#include "backend/process/private_redis.h"
#include "backend/process/process_spawner.h"

#include <cstring>
#include <fstream>
#include <optional>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest/QtTest>
#include <boost/asio.hpp>
#include <libpq-fe.h>

using namespace heddle;
using namespace heddle::process;

namespace {

template <typename T>
core::Task<void> keep(core::Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

core::Task<core::Result<void>> told(core::Task<void> task) {
  co_await std::move(task);
  co_return core::Result<void>();
}

/// Runs one task on the loop to its end, 60 s at most.
template <typename T>
T await(boost::asio::io_context& io, core::Task<T> task) {
  io.restart();  // it stops whenever nothing is under way
  std::optional<T> result;
  std::exception_ptr failure;
  boost::asio::co_spawn(io, keep(std::move(task), result),
                        [&failure](std::exception_ptr error) { failure = error; });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!result && !failure && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(std::chrono::seconds(1));
  if (failure) std::rethrow_exception(failure);
  if (!result) throw std::runtime_error("the task did not end");
  return std::move(*result);
}

/// First column of the first row, or the error text.
std::string query(const std::string& uri, const char* sql) {
  PGconn* connection = PQconnectdb(uri.c_str());
  PGresult* result = PQexec(connection, sql);
  std::string answer = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0
                           ? PQgetvalue(result, 0, 0)
                           : PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  return answer;
}

int postmasterPid(const std::string& cluster) {
  std::ifstream file(cluster + "/postmaster.pid");
  int pid = 0;
  file >> pid;
  return pid;
}

}  // namespace

class PrivateServicesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void dataSurvivesStopAndStart();
  void crashOfPostgresIsRecovered();
  void killedServerLeavesNoPostgres();
  void brokenClusterIsOneSentence();
  void redisAnswersAndHidesItsPassword();

 private:
  PrivatePostgres::Options postgres() const {
    PrivatePostgres::Options options;
    options.clusterFolder = data_->clusterFolder();
    options.socketFolder = data_->socketFolder();
    options.account = account_;
    return options;
  }

  const ServiceAccount account_ = *chooseServiceAccount();
  QTemporaryDir folder_{QStringLiteral("/tmp/hp-XXXXXX")};
  std::optional<DataFolder> data_;
};

void PrivateServicesTest::initTestCase() {
  QVERIFY(::chmod(folder_.path().toLocal8Bit().constData(), 0755) == 0);
  DataFolder::Options options;
  options.path = folder_.filePath(QStringLiteral("data")).toStdString();
  options.stateRoot = folder_.filePath(QStringLiteral("state")).toStdString();
  options.socketBase = folder_.path().toStdString();
  auto opened = DataFolder::open(options, account_);
  QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
  data_.emplace(std::move(*opened));
}

void PrivateServicesTest::dataSurvivesStopAndStart() {
  boost::asio::io_context io;
  ProcessSpawner spawner(io.get_executor());
  for (int round = 0; round < 2; ++round) {
    PrivatePostgres server(io.get_executor(), spawner, postgres());
    const auto started = await(io, server.start());
    QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
    QCOMPARE(query(server.uri(), "select current_database()"), std::string("heddle"));
    if (round == 0) {
      query(server.uri(), "create table kept as select 42 as n");
    } else {
      QCOMPARE(query(server.uri(), "select n from kept"), std::string("42"));
    }
    await(io, told(server.stop()));
    QVERIFY(!QFileInfo::exists(QString::fromStdString(data_->clusterFolder() + "/postmaster.pid")));
  }
}

void PrivateServicesTest::crashOfPostgresIsRecovered() {
  boost::asio::io_context io;
  ProcessSpawner spawner(io.get_executor());
  {
    PrivatePostgres server(io.get_executor(), spawner, postgres());
    QVERIFY(await(io, server.start()).has_value());
    query(server.uri(), "insert into kept values (43)");
    ::kill(postmasterPid(data_->clusterFolder()), SIGKILL);
    QCOMPARE(await(io, server.exited()).signal, SIGKILL);
  }
  PrivatePostgres again(io.get_executor(), spawner, postgres());
  const auto started = await(io, again.start());
  QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
  QCOMPARE(query(again.uri(), "select count(*) from kept"), std::string("2"));
  await(io, told(again.stop()));
}

/// A process in the middle plays the server and is killed; the next start finds the folder with whatever is
/// left of its Postgres, which may still be shutting down.
void PrivateServicesTest::killedServerLeavesNoPostgres() {
  int pipe[2];
  QCOMPARE(::pipe(pipe), 0);
  const pid_t first = ::fork();
  if (first == 0) {
    boost::asio::io_context io;
    ProcessSpawner spawner(io.get_executor());
    PrivatePostgres server(io.get_executor(), spawner, postgres());
    const int pid = await(io, server.start()) ? postmasterPid(data_->clusterFolder()) : 0;
    if (::write(pipe[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    for (;;)
      ::pause();
  }
  int postmaster = 0;
  QCOMPARE(::read(pipe[0], &postmaster, sizeof postmaster), ssize_t{sizeof postmaster});
  QVERIFY(postmaster > 0 && ::kill(postmaster, 0) == 0);
  ::kill(first, SIGKILL);
  ::waitpid(first, nullptr, 0);

  boost::asio::io_context io;
  ProcessSpawner spawner(io.get_executor());
  PrivatePostgres server(io.get_executor(), spawner, postgres());
  const auto started = await(io, server.start());
  QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
  QVERIFY(postmasterPid(data_->clusterFolder()) != postmaster);
  QCOMPARE(query(server.uri(), "select count(*) from kept"), std::string("2"));
  await(io, told(server.stop()));
  QTRY_VERIFY(!QFileInfo::exists(QStringLiteral("/proc/%1/exe").arg(postmaster)));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

void PrivateServicesTest::brokenClusterIsOneSentence() {
  boost::asio::io_context io;
  ProcessSpawner spawner(io.get_executor());
  PrivatePostgres::Options options = postgres();
  options.clusterFolder = folder_.filePath(QStringLiteral("broken")).toStdString();
  QVERIFY(QDir().mkpath(QString::fromStdString(options.clusterFolder)));
  QFile version(QString::fromStdString(options.clusterFolder + "/PG_VERSION"));
  QVERIFY(version.open(QIODevice::WriteOnly));
  version.write("15\n");
  version.close();
  PrivatePostgres server(io.get_executor(), spawner, options);
  const auto started = await(io, server.start());
  QVERIFY(!started && started.error().code == core::ErrorCode::unavailable);
  QVERIFY(started.error().message.find(options.clusterFolder) != std::string::npos);
  QVERIFY(started.error().message.find('\n') == std::string::npos);
}

void PrivateServicesTest::redisAnswersAndHidesItsPassword() {
  boost::asio::io_context io;
  ProcessSpawner spawner(io.get_executor());
  PrivateRedis::Options options;
  options.socketFolder = data_->socketFolder();
  options.account = account_;
  PrivateRedis redis(spawner, options);
  const auto started = await(io, redis.start());
  QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
  struct stat info {};
  QCOMPARE(::stat((options.socketFolder + "/redis.conf").c_str(), &info), 0);
  QCOMPARE(info.st_mode & 0777, mode_t{0600});
  QVERIFY(redis.uri().rfind("unix://:", 0) == 0);
  await(io, told(redis.stop()));
  QVERIFY(!QFileInfo::exists(QString::fromStdString(options.socketFolder + "/redis.sock")));
}

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], kChildVerb) == 0) {
    return runChild(std::vector<std::string>(argv + 2, argv + argc));
  }
  PrivateServicesTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "private_services_test.moc"
