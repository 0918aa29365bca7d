// SPDX-License-Identifier: Apache-2.0
#include "http_connection.h"
#include "running_server.h"

#include <QElapsedTimer>
#include <QTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace heddle;
using namespace heddle::net;

namespace {

std::atomic<int> gone{0}, stopped{0}, opened{0};

/// Writes three pieces and ends.
class Short : public StreamBody {
  core::Task<void> run(BodyWriter& out) override {
    co_await out.write("one ");
    co_await out.write("two ");
    co_await out.write("three");
  }
};

/// Writes once, then waits for the end of its world.
class Endless : public StreamBody {
  core::Task<void> run(BodyWriter& out) override {
    co_await out.write(": open\r\n\r\n");
    ++opened;
    co_await out.untilClosing();
    if (out.closing() == Closing::clientGone) ++gone;
    if (out.closing() == Closing::stopping) ++stopped;
  }
};

/// Writes as fast as the client takes it.
class Flood : public StreamBody {
  core::Task<void> run(BodyWriter& out) override {
    const std::string piece(64 * 1024, 'x');
    for (bool on = true; on;)
      on = co_await out.write(piece);
    if (out.closing() == Closing::clientGone) ++gone;
  }
};

class Broken : public StreamBody {
  core::Task<void> run(BodyWriter& out) override {
    co_await out.write("half");
    throw std::runtime_error("lost the source");
  }
};

template <typename Body>
core::Task<Response> stream(Request&) {
  Response response;
  response.contentType = "text/event-stream";
  response.stream = std::make_unique<Body>();
  co_return response;
}

core::Task<Response> ok(Request&) {
  co_return Response::json("{}");
}

Router sample() {
  Router router;
  router.add(Method::get, "/short", stream<Short>);
  router.add(Method::get, "/endless", stream<Endless>);
  router.add(Method::get, "/flood", stream<Flood>);
  router.add(Method::get, "/broken", stream<Broken>);
  router.add(Method::get, "/ok", ok);
  return router;
}

}  // namespace

class StreamTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void streamsChunksAndGoesOn();
  void servesOldClients();
  void noticesAClientLeavingAnIdleStream();
  void giveUpOnAClientThatDoesNotRead();
  void breaksOffWhenTheProducerFails();
  void closesAThousandStreamsOnStop();
};

void StreamTest::init() {
  gone = stopped = opened = 0;
}

void StreamTest::streamsChunksAndGoesOn() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/short") + get("/ok"));
  const auto answer = client.receive();
  QVERIFY(answer.complete);
  QCOMPARE(answer.body, std::string("one two three"));
  QCOMPARE(client.receive().body, std::string("{}"));
  client.send("HEAD /short HTTP/1.1\r\n\r\n" + get("/ok"));
  QCOMPARE(client.receive(true).status, 200);
  QCOMPARE(client.receive().body, std::string("{}"));
  QTRY_COMPARE(server.logged().size(), std::size_t(4));
  QVERIFY(server.logged()[0].streamed);
  QCOMPARE(server.logged()[0].bytesOut, std::size_t(13));
}

void StreamTest::servesOldClients() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send("GET /short HTTP/1.0\r\n\r\n");
  const auto head = client.receiveHead();
  QVERIFY(!head.headers.contains("transfer-encoding"));
  QCOMPARE(client.readUntil("three"), std::string("one two three"));
  QVERIFY(client.waitClosed());
}

void StreamTest::noticesAClientLeavingAnIdleStream() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/endless"));
  QVERIFY(!client.readUntil(": open").empty());
  client.closeNow();
  QTRY_COMPARE(gone.load(), 1);
  QTRY_COMPARE(server.connections(), std::size_t(0));
}

void StreamTest::giveUpOnAClientThatDoesNotRead() {
  ServerOptions options;
  options.writeTimeout = std::chrono::milliseconds(100);
  RunningServer server(sample(), options);
  HttpConnection client(server.port);
  client.stopReading();
  client.send(get("/flood"));
  QTRY_COMPARE(gone.load(), 1);
  QTRY_COMPARE(server.connections(), std::size_t(0));
}

void StreamTest::breaksOffWhenTheProducerFails() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/broken"));
  QVERIFY(!client.receive().complete);
  QTRY_COMPARE(server.logged().size(), std::size_t(1));
  QCOMPARE(server.logged()[0].error, std::string("lost the source"));
}

void StreamTest::closesAThousandStreamsOnStop() {
  RunningServer server(sample());
  std::vector<std::unique_ptr<HttpConnection>> clients;
  for (int i = 0; i < 1000; ++i) {
    clients.push_back(std::make_unique<HttpConnection>(server.port));
    QVERIFY(clients.back()->ok());
    clients.back()->send(get("/endless"));
  }
  QTRY_COMPARE(opened.load(), 1000);
  QElapsedTimer clock;
  clock.start();
  server.stop(std::chrono::seconds(20));
  QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
  QCOMPARE(stopped.load(), 1000);
  for (auto& client : clients)
    QVERIFY(client->receive().complete);
}

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
