// SPDX-License-Identifier: Apache-2.0
// Bodies that pass through to somebody else's server keep the rules of bodies that come to us.
#include "http_connection.h"
#include "running_server.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <boost/asio/awaitable.hpp>

using namespace heddle;
using namespace heddle::net;

namespace {

const char kChunked[] = "POST /other HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";

/// The other side: takes connections, and answers when told to.
struct OtherServer {
  OtherServer() {
    listening = server.listen(folder.filePath("app"));
    options.bodyLimit = 8;
    options.claim = [this](Request&) { return passage(server.fullServerName().toStdString()); };
  }
  static core::Task<Claim> passage(std::string socket) {
    co_return Claim(Passage{std::move(socket), {}, {}});
  }

  QByteArray received() {
    if (!server.waitForNewConnection(10'000)) return {};
    QLocalSocket* connection = server.nextPendingConnection();
    QByteArray all;
    while (connection->waitForReadyRead(10'000))
      all += connection->readAll();
    return all;
  }

  QTemporaryDir folder;
  QLocalServer server;
  ServerOptions options;
  bool listening = false;
};

}  // namespace

class UploadsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void silenceHasItsDeadline_data();
  void silenceHasItsDeadline();
  void chunksBeyondTheLimitAreRefused();
  void chunksThatAreNoneAreRefused();
  void whatStandsBehindStaysHere();
};

void UploadsTest::silenceHasItsDeadline_data() {
  QTest::addColumn<QByteArray>("begun");
  QTest::newRow("length") << QByteArray("POST /other HTTP/1.1\r\nHost: t\r\nContent-Length: 8\r\n\r\n123");
  QTest::newRow("chunks") << QByteArray(kChunked) + "3\r\nabc\r\n";
}

void UploadsTest::silenceHasItsDeadline() {
  QFETCH(QByteArray, begun);
  OtherServer other;
  QVERIFY(other.listening);
  other.options.bodyTimeout = std::chrono::milliseconds(60);
  RunningServer server(Router(), other.options);
  HttpConnection client(server.port);
  client.send(begun.toStdString());
  QVERIFY(client.waitClosed());
  QTRY_COMPARE(server.connections(), std::size_t(0));
}

void UploadsTest::chunksBeyondTheLimitAreRefused() {
  OtherServer other;
  RunningServer server(Router(), other.options);
  HttpConnection atOnce(server.port), later(server.port);
  atOnce.send(std::string(kChunked) + "9\r\n123456789\r\n");
  QCOMPARE(atOnce.receive().status, 413);
  later.send(std::string(kChunked) + "8\r\n12345678\r\n");
  QTRY_COMPARE(other.server.hasPendingConnections(), true);
  later.send("1\r\n9\r\n");
  const auto answer = later.receive();
  QCOMPARE(answer.status, 413);
  QCOMPARE(answer.body, std::string("{\"detail\":\"The request body is too large.\"}"));
  QVERIFY(later.waitClosed());
}

void UploadsTest::chunksThatAreNoneAreRefused() {
  OtherServer other;
  RunningServer server(Router(), other.options);
  HttpConnection client(server.port);
  client.send(std::string(kChunked) + "x\r\n");
  QCOMPARE(client.receive().status, 400);
  QVERIFY(client.waitClosed());
}

void UploadsTest::whatStandsBehindStaysHere() {
  OtherServer other;
  RunningServer server(Router(), other.options);
  HttpConnection client(server.port);
  client.send("POST /other HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabcGET /other HTTP/1.1\r\n\r\n");
  client.closeNow();
  const auto received = other.received();
  QVERIFY2(received.endsWith("\r\n\r\nabc"), received.constData());
}

QTEST_GUILESS_MAIN(UploadsTest)
#include "uploads_test.moc"
