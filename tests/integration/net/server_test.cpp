// SPDX-License-Identifier: Apache-2.0
#include "backend/core/unavailable.h"
#include "backend/net/session.h"
#include "http_connection.h"
#include "running_server.h"

#include <QTest>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

using namespace heddle;
using namespace heddle::net;

namespace {

core::Task<Response> ok(Request&) {
  co_return Response::json("{\"ok\":true}");
}
core::Task<Response> echo(Request& request) {
  co_return Response::json(request.body);
}
core::Task<Response> fail(Request&) {
  throw std::runtime_error("the database is gone");
  co_return Response::empty(204);
}

core::Task<Response> refuse(Request&) {
  throw core::Unavailable("all connections are in use");
  co_return Response::empty(204);
}

constexpr std::size_t kLarge = 32 * 1024 * 1024;
core::Task<Response> large(Request&) {
  co_return Response::json(std::string(kLarge, 'x'));
}

/// A handler in the middle of something that nobody ends: a lock in the database, a graph that was asked.
std::atomic<bool> handlerEntered = false, handlerLeft = false;
core::Task<Response> hang(Request&) {
  struct Left {
    ~Left() { handlerLeft = true; }
  };
  const Left left;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::seconds(20));
  handlerEntered = true;
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return Response::empty(204);
}

Router sample() {
  Router router;
  router.add(Method::get, "/ok", ok);
  router.add(Method::post, "/echo", echo);
  router.add(Method::get, "/fail", fail);
  router.add(Method::get, "/refuse", refuse);
  router.add(Method::get, "/large", large);
  router.add(Method::get, "/hang", hang);
  return router;
}

}  // namespace

class ServerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsAliveAndPipelines();
  void answersHeadAndOptions();
  void echoesAcceptableRequestIds();
  void tellsFailuresWithoutTheirText();
  void asksToComeAgain();
  void refusesLargeBodies();
  void takesLargeBodies();
  void sendsContinue();
  void answersMalformed_data();
  void answersMalformed();
  void closesIdleAndSlowConnections();
  void closesWhoPromisesABodyOnly();
  void slowReadersKeepTheirTime();
  void cancelsHandlersAtTheStop();
  void refusesBeyondTheCap();
  void saysWhenThePortIsTaken();
  void startsAndStopsUnderLoad();
};

void ServerTest::keepsAliveAndPipelines() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/ok") + post("/echo", "[1.0, 12345678901234567890]") + get("/none"));
  QCOMPARE(client.receive().body, std::string("{\"ok\":true}"));
  QCOMPARE(client.receive().body, std::string("[1.0, 12345678901234567890]"));
  const auto missing = client.receive();
  QCOMPARE(missing.status, 404);
  QCOMPARE(missing.body, std::string("{\"detail\":\"Not Found\"}"));
  client.send(get("/ok", "Connection: close\r\n"));
  QCOMPARE(client.receive().headers["connection"], std::string("close"));
  QVERIFY(client.waitClosed());
  QTRY_COMPARE(server.logged().size(), std::size_t(4));
  const auto second = server.logged()[1];
  QCOMPARE(second.path, std::string("/echo"));
  QCOMPARE(second.bytesIn, std::size_t(27));
  QCOMPARE(second.bytesOut, std::size_t(27));
}

void ServerTest::answersHeadAndOptions() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send("HEAD /ok HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto head = client.receive(true);
  QCOMPARE(head.status, 200);
  QCOMPARE(head.headers.at("content-length"), std::string("11"));
  client.send("OPTIONS /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto options = client.receive();
  QCOMPARE(options.status, 204);
  QCOMPARE(options.headers.at("allow"), std::string("POST, OPTIONS"));
  client.send(get("/echo"));
  QCOMPARE(client.receive().status, 405);
  client.send(
      "OPTIONS /echo HTTP/1.1\r\nHost: t\r\nOrigin: https://s\r\nAccess-Control-Request-Method: "
      "POST\r\n\r\n");
  QCOMPARE(client.receive().headers.at("access-control-allow-origin"), std::string("*"));
  client.send("GET /ok HTTP/1.0\r\n\r\n");
  QCOMPARE(client.receive().status, 200);
  QVERIFY(client.waitClosed());
}

void ServerTest::echoesAcceptableRequestIds() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/ok", "X-Request-Id: my-1\r\n"));
  QCOMPARE(client.receive().headers.at("x-request-id"), std::string("my-1"));
  client.send(get("/ok", "X-Request-Id: two words\r\n"));
  const auto minted = client.receive().headers.at("x-request-id");
  QCOMPARE(minted.size(), std::size_t(36));
  client.send(get("/ok"));
  QVERIFY(client.receive().headers.at("x-request-id") != minted);
}

void ServerTest::tellsFailuresWithoutTheirText() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/fail", "x-request-id: r7\r\n"));
  const auto answer = client.receive();
  QCOMPARE(answer.status, 500);
  QCOMPARE(answer.body, std::string("{\"detail\":\"Internal server error (request r7).\"}"));
  QTRY_COMPARE(server.logged().size(), std::size_t(1));
  QCOMPARE(server.logged()[0].error, std::string("the database is gone"));
  client.send(get("/ok"));
  QCOMPARE(client.receive().status, 200);
}

void ServerTest::asksToComeAgain() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/refuse"));
  const auto answer = client.receive();
  QCOMPARE(answer.status, 503);
  QCOMPARE(answer.headers.at("retry-after"), std::string("1"));
  QVERIFY(answer.body.find("in use") == std::string::npos);
  QTRY_COMPARE(server.logged().size(), std::size_t(1));
  QCOMPARE(server.logged()[0].error, std::string("all connections are in use"));
}

void ServerTest::refusesLargeBodies() {
  ServerOptions options;
  options.bodyLimit = 1000;
  RunningServer server(sample(), options);
  HttpConnection exact(server.port);
  exact.send(post("/echo", std::string(1000, '1')));
  QCOMPARE(exact.receive().status, 200);
  exact.send(post("/echo", std::string(3'000'000, '1')));
  const auto answer = exact.receive();
  QCOMPARE(answer.status, 413);
  QCOMPARE(answer.body, std::string("{\"detail\":\"The request body is too large.\"}"));
  QVERIFY(exact.waitClosed());
}

void ServerTest::takesLargeBodies() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  const std::string body(5'000'000, '7');
  client.send(post("/echo", body));
  QVERIFY(client.receive().body == body);
}

void ServerTest::sendsContinue() {
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  QCOMPARE(client.receive().status, 100);
  client.send("true");
  QCOMPARE(client.receive().body, std::string("true"));
}

void ServerTest::answersMalformed_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("status");
  QTest::newRow("tls hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 more\r\n\r\n")
                             << 400;
  QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
  QTest::newRow("only words") << QByteArray("hello hello hello\r\n\r\n") << 400;
  QTest::newRow("two lengths") << QByteArray(
                                      "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
                               << 400;
  QTest::newRow("bad chunk") << QByteArray("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
                             << 400;
  QTest::newRow("nul in head") << QByteArray("GET /\0 HTTP/1.1\r\n\r\n", 19) << 400;
  QTest::newRow("bad percent") << QByteArray("GET /%zz HTTP/1.1\r\nConnection: close\r\n\r\n") << 400;
  QTest::newRow("long head") << QByteArray("GET / HTTP/1.1\r\nx: " + QByteArray(70'000, 'x') + "\r\n\r\n")
                             << 431;
  QTest::newRow("unknown method") << QByteArray("BREW /ok HTTP/1.1\r\nConnection: close\r\n\r\n") << 405;
}

void ServerTest::answersMalformed() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, status);
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(bytes.toStdString());
  const auto answer = client.receive();
  QCOMPARE(answer.status, status);
  QVERIFY(answer.body.starts_with("{\"detail\":\""));
  QVERIFY(client.waitClosed());
}

void ServerTest::closesIdleAndSlowConnections() {
  ServerOptions options;
  options.idleTimeout = std::chrono::milliseconds(60);
  options.headerTimeout = std::chrono::milliseconds(60);
  options.bodyTimeout = std::chrono::milliseconds(60);
  RunningServer server(sample(), options);
  HttpConnection idle(server.port), head(server.port), body(server.port);
  head.send("GET /ok HT");
  body.send("POST /echo HTTP/1.1\r\nContent-Length: 10\r\n\r\n123");
  QVERIFY(idle.waitClosed());
  QVERIFY(head.waitClosed());
  QVERIFY(body.waitClosed());
  QTRY_COMPARE(server.connections(), std::size_t(0));
}

void ServerTest::closesWhoPromisesABodyOnly() {
  ServerOptions options;
  options.bodyTimeout = std::chrono::milliseconds(60);
  RunningServer server(sample(), options);
  HttpConnection client(server.port);
  client.send("POST /echo HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  QVERIFY(!client.readUntil("100 Continue\r\n\r\n").empty());
  QVERIFY(client.waitClosed());
}

/// The write timeout counts from the last byte taken, not from the first.
void ServerTest::slowReadersKeepTheirTime() {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  asio::io_context io;
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  tcp::socket client(io);
  client.connect(acceptor.local_endpoint());
  const ServerOptions options;
  const auto router = sample();
  const AccessLog none;
  const SessionContext context{options, router, none};
  const auto session = std::make_shared<Session>(acceptor.accept(), context);
  asio::co_spawn(io, session->run(), asio::detached);
  asio::write(client, asio::buffer(get("/large", "Connection: close\r\n")));
  client.non_blocking(true);
  std::size_t taken = 0;
  const auto take = [&] {
    std::array<char, 64 * 1024> bytes{};
    boost::system::error_code failure;
    const auto got = client.read_some(asio::buffer(bytes), failure);
    taken += got;
    io.poll();
    return !failure || failure == asio::error::would_block;
  };
  while (client.available() == 0)
    io.poll();
  while (io.poll() > 0) {
  }  // as much as the kernel takes
  const auto whenFull = Session::Clock::now();
  while (taken < kLarge / 2)
    QVERIFY(take());
  session->checkDeadline(whenFull + options.writeTimeout);
  while (take()) {
  }
  QVERIFY2(taken > kLarge, qPrintable(QString::number(taken)));
}

void ServerTest::cancelsHandlersAtTheStop() {
  handlerEntered = handlerLeft = false;
  RunningServer server(sample());
  HttpConnection client(server.port);
  client.send(get("/hang"));
  QTRY_VERIFY(handlerEntered);
  QCOMPARE(server.stop(std::chrono::milliseconds(20)), std::size_t(0));
  QVERIFY(handlerLeft);
}

void ServerTest::refusesBeyondTheCap() {
  ServerOptions options;
  options.maxConnections = 2;
  RunningServer server(sample(), options);
  HttpConnection first(server.port);
  HttpConnection second(server.port);
  QTRY_COMPARE(server.connections(), std::size_t(2));
  HttpConnection third(server.port);
  const auto answer = third.receive();
  QCOMPARE(answer.status, 503);
  QVERIFY(answer.complete && answer.body.ends_with("}"));
  first.closeNow();
  QTRY_COMPARE(server.connections(), std::size_t(1));
  HttpConnection fourth(server.port);
  fourth.send(get("/ok"));
  QCOMPARE(fourth.receive().status, 200);
}

void ServerTest::saysWhenThePortIsTaken() {
  RunningServer running(sample());
  boost::asio::io_context io;
  const auto router = sample();
  ServerOptions options;
  options.port = running.port;
  Server second(io, options, router, {});
  const auto started = second.start();
  QVERIFY(!started);
  QCOMPARE(started.error().message,
           "Port " + std::to_string(running.port) +
               " on 127.0.0.1 is in use by another program; choose one with --port.");
  options.host = "192.0.2.1";
  Server elsewhere(io, options, router, {});
  QVERIFY(elsewhere.start().error().message.find("--host") != std::string::npos);
}

void ServerTest::startsAndStopsUnderLoad() {
  for (int round = 0; round < 30; ++round) {
    RunningServer server(sample());
    std::atomic<bool> go{true};
    std::atomic<int> answered{0};
    std::thread load([&] {
      while (go) {
        HttpConnection client(server.port);
        for (int i = 0; i < 20 && go && client.ok(); ++i) {
          client.send(get("/ok"));
          if (client.receive().status != 200) break;
          ++answered;
        }
      }
    });
    while (answered < 10 * (round % 3))
      std::this_thread::yield();
    server.stop(std::chrono::milliseconds(round % 2 * 50));
    go = false;
    load.join();
  }
}

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
