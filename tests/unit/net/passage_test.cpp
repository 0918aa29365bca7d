// SPDX-License-Identifier: Apache-2.0
#include "backend/net/passage.h"

#include <QtTest/QtTest>

using namespace heddle::net;

class PassageTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void requestsGoOnAsOneExchange();
  void upgradesKeepTheConnection();
  void headersOfOursReplaceTheClients();
  void answersAreReadOnceTheirHeadIsThere();
  void answersGetWhatOursCarry();
};

namespace {

Request request() {
  Request request;
  request.methodWord = "POST";
  request.target = "/loom/a%20b?x=%2F";
  request.peer = "10.0.0.1";
  request.id = "r1";
  request.headers = {
      {"host", "h"}, {"connection", "keep-alive"}, {"keep-alive", "5"}, {"content-length", "3"}};
  return request;
}

}  // namespace

void PassageTest::requestsGoOnAsOneExchange() {
  const Passage passage{"/s", "/loom", {}};
  QCOMPARE(passageHead(request(), passage),
           std::string("POST /a%20b?x=%2F HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n"
                       "x-forwarded-for: 10.0.0.1\r\nx-request-id: r1\r\nconnection: close\r\n\r\n"));
  Request bare = request();
  bare.target = "/loom";
  bare.oldProtocol = true;
  QVERIFY(passageHead(bare, passage).starts_with("POST / HTTP/1.0\r\n"));
}

void PassageTest::upgradesKeepTheConnection() {
  Request upgrade = request();
  upgrade.headers = {{"connection", "Upgrade"}, {"upgrade", "websocket"}, {"x-forwarded-for", "1.1.1.1"}};
  const auto head = passageHead(upgrade, {"/s", "", {}});
  QVERIFY(head.ends_with("connection: upgrade, close\r\nupgrade: websocket\r\n\r\n"));
  QVERIFY(head.find("x-forwarded-for: 1.1.1.1, 10.0.0.1\r\n") != std::string::npos);
}

void PassageTest::headersOfOursReplaceTheClients() {
  Request forged = request();
  forged.headers = {{"x-heddle-user", "root"}, {"x-other", "a"}};
  QVERIFY(passageHead(forged, {"/s", "", {{"x-heddle-user", ""}}}).find("x-heddle-user") ==
          std::string::npos);
  const auto head = passageHead(forged, {"/s", "", {{"x-heddle-user", "{}\r\nx-evil: 1"}}});
  QVERIFY(head.find("x-heddle-user: {}x-evil: 1\r\n") != std::string::npos);
  QVERIFY(head.find("root") == std::string::npos);
}

void PassageTest::answersAreReadOnceTheirHeadIsThere() {
  QVERIFY(!readPassedHead("HTTP/1.1 200 OK\r\na: b\r\n"));
  const auto head = readPassedHead("HTTP/1.1 404 Not Found\r\na: b\r\n\r\nbody");
  QVERIFY(head);
  QCOMPARE(head->status, 404);
  QCOMPARE(head->length, std::size_t{32});
  QCOMPARE(readPassedHead("SSH-2.0\r\n\r\n")->status, 0);
}

void PassageTest::answersGetWhatOursCarry() {
  const std::string plain = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
  const std::vector<Header> cors{{"access-control-allow-origin", "*"}};
  QCOMPARE(returnedHead(plain, cors, "r1"),
           std::string("HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n"
                       "x-request-id: r1\r\nconnection: close\r\n\r\n"));
  const std::string own =
      "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://a\r\nX-Request-ID: own\r\n\r\n";
  QCOMPARE(returnedHead(own, cors, "r1"), own);
}

QTEST_GUILESS_MAIN(PassageTest)
#include "passage_test.moc"
