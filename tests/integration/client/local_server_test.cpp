// SPDX-License-Identifier: Apache-2.0
#include "backend/client/local/local_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle::client;

/// The life of a child process, with small shell programs in the server's place: each plays one way a server
/// can behave.
class LocalServerTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  QString program(const QByteArray& body) {
    static int count = 0;
    const auto path = folder_.filePath(QStringLiteral("server-%1").arg(++count));
    QFile file(path);
    [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
    file.write("#!/bin/sh\n" + body);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
  }

  LocalServerSettings settings(const QByteArray& body) {
    return {folder_.filePath(QStringLiteral("langgraph.json")),
            folder_.filePath(QStringLiteral("data")),
            0,
            program(body),
            {}};
  }

 private Q_SLOTS:
  void startsAndStops() {
    LocalServer server(
        settings("echo \"args $@\"\necho oops >&2\necho 'ready http://127.0.0.1:4711'\n"
                 "trap 'echo bye; exit 0' TERM\nwhile :; do sleep 1 & wait $!; done\n"));
    QSignalSpy phases(&server, &LocalServer::phaseChanged), lines(&server, &LocalServer::lineLogged),
        ready(&server, &LocalServer::ready);
    server.start();
    QTRY_COMPARE(server.phase(), ServerPhase::running);
    QCOMPARE(server.url(), QUrl(QStringLiteral("http://127.0.0.1:4711")));
    QCOMPARE(ready.size(), 1);
    QVERIFY(server.pid() > 0);
    QVERIFY2(lines[0][0].toString().startsWith(QStringLiteral("args dev --config ")) ||
                 lines[1][0].toString().startsWith(QStringLiteral("args dev --config ")),
             qPrintable(lines[0][0].toString()));
    server.start();  // again: nothing happens
    server.stop();
    QTRY_COMPARE(server.phase(), ServerPhase::stopped);
    QCOMPARE(lines.last()[0].toString(), QStringLiteral("bye"));
    QCOMPARE(server.pid(), 0);
    QCOMPARE(phases.size(), 4);
  }

  void restarts() {
    LocalServer server(
        settings("echo ready http://127.0.0.1:1\ntrap 'exit 0' TERM\nwhile :; do sleep 1 & wait $!; done\n"));
    QSignalSpy ready(&server, &LocalServer::ready);
    server.start();
    QTRY_COMPARE(ready.size(), 1);
    const auto first = server.pid();
    server.restart();
    QTRY_COMPARE(ready.size(), 2);
    QVERIFY(server.pid() != first);
    server.stop();
    QTRY_COMPARE(server.phase(), ServerPhase::stopped);
  }

  void failuresHaveTheLastLine() {
    LocalServer broken(
        settings("echo 'heddle-server: the port 2024 is in use; choose another with --port.' >&2\nexit 1\n"));
    broken.start();
    QTRY_COMPARE(broken.phase(), ServerPhase::failed);
    QVERIFY2(broken.sentence().contains(QStringLiteral("port 2024 is in use")),
             qPrintable(broken.sentence()));
    LocalServer killed(settings("kill -9 $$\n"));
    killed.start();
    QTRY_COMPARE(killed.phase(), ServerPhase::failed);
    QVERIFY(killed.sentence().contains(QStringLiteral("signal")));
    auto none = settings("");
    none.program = QStringLiteral("/nonexistent/heddle-server");
    LocalServer absent(none);
    absent.start();
    QTRY_COMPARE(absent.phase(), ServerPhase::failed);
    QVERIFY(absent.sentence().contains(QStringLiteral("cannot be started")));
  }

  void stubbornServersAreKilled() {
    LocalServer server(
        settings("trap '' TERM\necho ready http://127.0.0.1:1\nwhile :; do sleep 1 & wait $!; done\n"));
    QSignalSpy countdown(&server, &LocalServer::killIn);
    server.start();
    QTRY_COMPARE(server.phase(), ServerPhase::running);
    server.stop();
    QCOMPARE(countdown.first()[0].toInt(), static_cast<int>(LocalServer::stopPatience().count()));
    QTRY_COMPARE_WITH_TIMEOUT(server.phase(), ServerPhase::stopped, 15000);
    QCOMPARE(countdown.last()[0].toInt(), 0);
  }

  void longLinesAreCut() {
    LocalServer server(settings("head -c 200000 /dev/zero | tr '\\0' x\necho\necho last\n"));
    QSignalSpy lines(&server, &LocalServer::lineLogged);
    server.start();
    QTRY_COMPARE(server.phase(), ServerPhase::stopped);
    QCOMPARE(lines.last()[0].toString(), QStringLiteral("last"));
    qsizetype total = 0;
    for (const auto& line : lines) {
      total += line[0].toString().size();
      QVERIFY(line[0].toString().size() <= 64 * 1024);
    }
    QCOMPARE(total, 200000 + 4);
  }

  void onlyItsOwnChildEnds() {
    qint64 pid = 0;
    {
      LocalServer server(settings(
          "echo ready http://127.0.0.1:1\ntrap 'exit 0' TERM\nwhile :; do sleep 1 & wait $!; done\n"));
      server.start();
      QTRY_COMPARE(server.phase(), ServerPhase::running);
      pid = server.pid();
    }
    QVERIFY(::kill(static_cast<pid_t>(pid), 0) != 0);
  }

  void lockedFoldersAreFound() {
    QTemporaryDir data;
    QVERIFY(!findServer(data.path()).has_value());
    const auto lock = QFile::encodeName(data.filePath(QStringLiteral("lock")));
    const int file = ::open(lock.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    QVERIFY(file >= 0);
    QVERIFY(!findServer(data.path()).has_value());
    QCOMPARE(::flock(file, LOCK_EX | LOCK_NB), 0);
    QCOMPARE(::write(file, "4242\n", 5), ssize_t{5});
    auto found = findServer(data.path());
    QVERIFY(found.has_value());
    QCOMPARE(found->pid, 4242);
    QVERIFY(found->deploymentFile.isEmpty());
    QFile written(data.filePath(QStringLiteral("deployment.json")));
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.close();
    QVERIFY(!findServer(data.path())->deploymentFile.isEmpty());
    ::close(file);
    QVERIFY(!findServer(data.path()).has_value());
  }
};

QTEST_GUILESS_MAIN(LocalServerTest)
#include "local_server_test.moc"
