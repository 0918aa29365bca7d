// SPDX-License-Identifier: Apache-2.0
#include "backend/net/cors.h"
#include "backend/net/response_head.h"

#include <QTest>

using namespace heddle::net;

namespace {

Request from(std::string origin) {
  Request request;
  request.headers.push_back({"origin", std::move(origin)});
  return request;
}

std::string valueOf(const std::vector<Header>& headers, std::string_view name) {
  for (const auto& header : headers) {
    if (header.name == name) return header.value;
  }
  return "(absent)";
}

}  // namespace

class HeadTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesLengthAndChunks();
  void valuesCannotAddHeaders();
  void escapesDetails();
  void anyOriginMayRead();
  void namedOriginsGetCredentials();
  void socketsOpenForOriginsThatAreAllowed();
  void preflightIsAnswered();
};

void HeadTest::writesLengthAndChunks() {
  const auto response = Response::json("{}");
  HeadOptions options;
  options.length = 2;
  const auto whole = responseHead(response, {}, "abc", options);
  QVERIFY(whole.starts_with("HTTP/1.1 200 OK\r\n"));
  QVERIFY(whole.find("\r\ncontent-length: 2\r\n") != std::string::npos);
  QVERIFY(whole.find("\r\nx-request-id: abc\r\n") != std::string::npos);
  QVERIFY(whole.ends_with("\r\n\r\n"));
  QVERIFY(whole.find("connection:") == std::string::npos);
  options.framing = Framing::chunked;
  const auto chunked = responseHead(response, {}, {}, options);
  QVERIFY(chunked.find("\r\ntransfer-encoding: chunked\r\n") != std::string::npos);
  QVERIFY(chunked.find("content-length") == std::string::npos);
  options.framing = Framing::none;
  options.keepAlive = false;
  const auto bare = responseHead(Response::empty(204), {}, {}, options);
  QVERIFY(bare.starts_with("HTTP/1.1 204 No Content\r\n"));
  QVERIFY(bare.find("content-") == std::string::npos);
  QVERIFY(bare.find("\r\nconnection: close\r\n") != std::string::npos);
}

void HeadTest::valuesCannotAddHeaders() {
  auto response = Response::empty(202);
  response.with("location", std::string("/a\r\nset-cookie: x\0y", 19));
  const auto head = responseHead(response, {}, {}, {});
  QVERIFY(head.find("\r\nset-cookie") == std::string::npos);
  QVERIFY(head.find("location: /aset-cookie: xy\r\n") != std::string::npos);
}

void HeadTest::escapesDetails() {
  QCOMPARE(detailJson("a \"b\" \\ \n"), std::string("{\"detail\":\"a \\\"b\\\" \\\\ \\u000a\"}"));
  QCOMPARE(detailJson("\xC3\xA9"), std::string("{\"detail\":\"\xC3\xA9\"}"));
  QCOMPARE(detailJson("\xC3("), std::string("{\"detail\":\"?(\"}"));
}

void HeadTest::anyOriginMayRead() {
  const auto headers = corsHeaders(CorsPolicy::fromList(""), from("https://x"));
  QCOMPARE(valueOf(headers, "access-control-allow-origin"), std::string("*"));
  QCOMPARE(valueOf(headers, "access-control-allow-credentials"), std::string("(absent)"));
  QVERIFY(valueOf(headers, "access-control-expose-headers").find("location") != std::string::npos);
  QVERIFY(corsHeaders({}, Request{}).empty());
}

void HeadTest::namedOriginsGetCredentials() {
  const auto policy = CorsPolicy::fromList("https://a, https://b");
  const auto good = corsHeaders(policy, from("https://b"));
  QCOMPARE(valueOf(good, "access-control-allow-origin"), std::string("https://b"));
  QCOMPARE(valueOf(good, "access-control-allow-credentials"), std::string("true"));
  QCOMPARE(valueOf(good, "vary"), std::string("Origin"));
  const auto other = corsHeaders(policy, from("https://c"));
  QCOMPARE(valueOf(other, "access-control-allow-origin"), std::string("(absent)"));
}

void HeadTest::socketsOpenForOriginsThatAreAllowed() {
  const auto policy = CorsPolicy::fromList("https://a");
  QVERIFY(admitsSocket(policy, Request{}));  // no browser page
  QVERIFY(admitsSocket(policy, from("https://a")));
  QVERIFY(!admitsSocket(policy, from("https://b")));
  QVERIFY(admitsSocket(CorsPolicy::fromList(""), from("https://b")));
  auto own = from("https://h:1");
  own.headers.push_back({"host", "h:1"});
  QVERIFY(admitsSocket(policy, own));
}

void HeadTest::preflightIsAnswered() {
  auto request = from("https://x");
  request.method = Method::options;
  QVERIFY(!isPreflight(request));
  request.headers.push_back({"access-control-request-method", "PATCH"});
  request.headers.push_back({"access-control-request-headers", "x-api-key"});
  request.headers.push_back({"access-control-request-private-network", "true"});
  QVERIFY(isPreflight(request));
  const auto response = preflightResponse({}, request);
  QCOMPARE(response.status, 204);
  QVERIFY(valueOf(response.headers, "access-control-allow-methods").find("PATCH") != std::string::npos);
  QCOMPARE(valueOf(response.headers, "access-control-allow-headers"), std::string("x-api-key"));
  QCOMPARE(valueOf(response.headers, "access-control-allow-private-network"), std::string("true"));
  QCOMPARE(preflightResponse(CorsPolicy::fromList("https://y"), request).status, 400);
}

QTEST_APPLESS_MAIN(HeadTest)
#include "head_test.moc"
