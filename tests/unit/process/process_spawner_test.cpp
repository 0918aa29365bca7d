// SPDX-License-Identifier: Apache-2.0
#include "backend/process/process_spawner.h"

#include "backend/process/child_entry.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest/QtTest>
#include <boost/asio.hpp>

using namespace heddle;

namespace {

core::ChildSpec shell(const std::string& script) {
  core::ChildSpec spec;
  spec.name = "test";
  spec.argv = {"/bin/sh", "-c", script};
  spec.environment = {"PATH=/usr/bin:/bin", "GREETING=hello"};
  return spec;
}

core::Task<void> waitInto(core::Child& child, core::ChildExit& exit, bool& done) {
  exit = co_await child.wait();
  done = true;
}

struct Outcome {
  core::ChildExit exit;
  bool done = false;
  std::vector<std::string> out, err;
};

/// Runs the loop until the child has exited, 20 s at most.
Outcome run(core::ChildSpec spec, const std::function<void(core::Child&)>& started = {}) {
  boost::asio::io_context io;
  process::ProcessSpawner spawner(io.get_executor());
  Outcome outcome;
  spec.onLine = [&outcome](std::string_view line, bool isError) {
    (isError ? outcome.err : outcome.out).emplace_back(line);
  };
  auto child = spawner.spawn(std::move(spec));
  boost::asio::co_spawn(io, waitInto(*child, outcome.exit, outcome.done), boost::asio::detached);
  if (started) started(*child);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!outcome.done && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(std::chrono::seconds(1));
  return outcome;
}

bool alive(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  if (!std::getline(stat, text)) return false;
  return text.substr(text.rfind(')') + 2, 1) != "Z";
}

}  // namespace

class ProcessSpawnerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void linesExitCodeAndEnvironment();
  void signalIsTold();
  void whoIgnoredItsChildrenBeforeUsDoesNotMatter();
  void groupIsKilled();
  void groupEndsWithItsLeader();
  void strayChildrenEndWithTheServer();
  void socketsAreDescriptorsFromThree();
  void noDescriptorLeaks();
  void missingProgramSaysSo();
  void destroyedHandleEndsTheProcess();
  void serverDeathEndsTheChild();
  void dropsToAccount();
  void floodIsCounted();
};

/// Dispositions survive exec: some supervisors ignore SIGCHLD, and the kernel reaps for whoever does.
void ProcessSpawnerTest::whoIgnoredItsChildrenBeforeUsDoesNotMatter() {
  ::signal(SIGCHLD, SIG_IGN);
  const Outcome outcome = run(shell("exit 7"));
  ::signal(SIGCHLD, SIG_DFL);
  QVERIFY(outcome.done);
  QCOMPARE(outcome.exit.code, 7);
}

void ProcessSpawnerTest::linesExitCodeAndEnvironment() {
  const Outcome outcome = run(shell("echo $GREETING; echo oops >&2; pwd; exit 7"));
  QVERIFY(outcome.done);
  QCOMPARE(outcome.exit.code, 7);
  QCOMPARE(outcome.out.at(0), std::string("hello"));
  QCOMPARE(outcome.err, std::vector<std::string>{"oops"});
}

void ProcessSpawnerTest::signalIsTold() {
  const Outcome outcome = run(shell("kill -TERM $$"));
  QCOMPARE(outcome.exit.code, -1);
  QCOMPARE(outcome.exit.signal, SIGTERM);
}

void ProcessSpawnerTest::groupIsKilled() {
  std::vector<std::string> pids;
  boost::asio::io_context io;
  process::ProcessSpawner spawner(io.get_executor());
  core::ChildSpec spec = shell("sleep 1000 & echo $!; wait");
  spec.onLine = [&pids](std::string_view line, bool) { pids.emplace_back(line); };
  auto child = spawner.spawn(std::move(spec));
  while (pids.empty())
    io.run_one_for(std::chrono::seconds(10));
  const int grandchild = std::stoi(pids.front());
  QVERIFY(alive(grandchild));
  core::ChildExit exit;
  bool done = false;
  boost::asio::co_spawn(io, waitInto(*child, exit, done), boost::asio::detached);
  child->signalGroup(SIGKILL);
  while (!done)
    io.run_one_for(std::chrono::seconds(10));
  QCOMPARE(exit.signal, SIGKILL);
  QTRY_VERIFY(!alive(grandchild));
}

void ProcessSpawnerTest::groupEndsWithItsLeader() {
  const Outcome outcome = run(shell("sleep 1000 & echo $!"));
  QCOMPARE(outcome.exit.code, 0);
  QTRY_VERIFY(!alive(std::stoi(outcome.out.at(0))));
}

/// Neither the session nor the group is its parent's any more, and its parent is gone.
void ProcessSpawnerTest::strayChildrenEndWithTheServer() {
  int stray = 0;
  {
    boost::asio::io_context io;
    process::ProcessSpawner spawner(io.get_executor());
    core::ChildSpec spec = shell("exec setsid -w sh -c 'sleep 1000 > /dev/null 2>&1 & echo $!'");
    spec.onLine = [&stray](std::string_view line, bool) { stray = std::stoi(std::string(line)); };
    auto child = spawner.spawn(std::move(spec));
    core::ChildExit exit;
    bool done = false;
    boost::asio::co_spawn(io, waitInto(*child, exit, done), boost::asio::detached);
    while (!done)
      io.run_one_for(std::chrono::seconds(10));
    QVERIFY(stray > 0);
  }
  QVERIFY(!alive(stray));
}

void ProcessSpawnerTest::socketsAreDescriptorsFromThree() {
  core::ChildSpec spec = shell("head -c 4 <&3; echo; head -c 4 <&4; echo; printf pong >&3; printf last >&4");
  spec.sockets = 2;
  int first = -1, second = -1;
  const Outcome outcome = run(std::move(spec), [&](core::Child& child) {
    first = child.takeSocket();
    second = child.takeSocket();
    QCOMPARE(child.takeSocket(), -1);
    QCOMPARE(::write(first, "ping", 4), ssize_t{4});
    QCOMPARE(::write(second, "more", 4), ssize_t{4});
  });
  QCOMPARE(outcome.out, (std::vector<std::string>{"ping", "more"}));
  char answer[8] = {};
  QCOMPARE(::read(first, answer, sizeof answer), ssize_t{4});
  QCOMPARE(QByteArray(answer), QByteArray("pong"));
  QCOMPARE(::read(second, answer, sizeof answer), ssize_t{4});
  QCOMPARE(QByteArray(answer), QByteArray("last"));
  ::close(first);
  ::close(second);
}

void ProcessSpawnerTest::noDescriptorLeaks() {
  const int extra = ::dup(1);  // without close-on-exec
  core::ChildSpec spec = shell("ls /proc/self/fd | sort -n | tr '\\n' ' '");
  spec.sockets = 1;
  const Outcome outcome = run(std::move(spec));
  ::close(extra);
  // 0-2, the socket, and the one by which ls reads the folder.
  QCOMPARE(QByteArray::fromStdString(outcome.out.at(0)).trimmed(), QByteArray("0 1 2 3 4"));
}

void ProcessSpawnerTest::missingProgramSaysSo() {
  core::ChildSpec spec = shell("");
  spec.argv = {"/nonexistent/program"};
  const Outcome outcome = run(std::move(spec));
  QCOMPARE(outcome.exit.code, process::kChildNoProgram);
  QCOMPARE(outcome.err.at(0), std::string("cannot start /nonexistent/program: No such file or directory"));
}

void ProcessSpawnerTest::destroyedHandleEndsTheProcess() {
  boost::asio::io_context io;
  process::ProcessSpawner spawner(io.get_executor());
  auto child = spawner.spawn(shell("exec sleep 1000"));
  const int pid = child->pid();
  child.reset();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (::kill(pid, 0) == 0 && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(std::chrono::seconds(1));
  QCOMPARE(::kill(pid, 0), -1);  // gone and reaped, not a zombie
}

/// A process in the middle plays the server: it starts a child, tells its pid, and is killed with -9.
void ProcessSpawnerTest::serverDeathEndsTheChild() {
  int pipe[2];
  QCOMPARE(::pipe(pipe), 0);
  const pid_t server = ::fork();
  if (server == 0) {
    boost::asio::io_context io;
    process::ProcessSpawner spawner(io.get_executor());
    core::ChildSpec spec = shell("echo up; exec sleep 1000");
    auto child = spawner.spawn(spec);
    const int pid = child->pid();
    if (::write(pipe[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    for (;;)
      ::pause();
  }
  int pid = 0;
  QCOMPARE(::read(pipe[0], &pid, sizeof pid), ssize_t{sizeof pid});
  QVERIFY(alive(pid));
  ::kill(server, SIGKILL);
  ::waitpid(server, nullptr, 0);
  QTRY_VERIFY(!alive(pid));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

void ProcessSpawnerTest::dropsToAccount() {
  if (::geteuid() != 0) QSKIP("only root can become somebody else");
  core::ChildSpec spec = shell("id -un; id -Gn");
  spec.user = "nobody";
  const Outcome outcome = run(std::move(spec));
  QCOMPARE(outcome.out.at(0), std::string("nobody"));
  QCOMPARE(outcome.out.at(1), std::string("nogroup"));
}

void ProcessSpawnerTest::floodIsCounted() {
  const Outcome outcome = run(shell("seq 200000"));
  QVERIFY(outcome.done);
  QVERIFY2(outcome.out.size() < 200000, "the budget did not hold");
  QVERIFY(outcome.out.size() >= 1000);
}

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], process::kChildVerb) == 0) {
    return process::runChild(std::vector<std::string>(argv + 2, argv + argc));
  }
  ProcessSpawnerTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "process_spawner_test.moc"
