// SPDX-License-Identifier: Apache-2.0
#include "backend/net/router.h"

#include <QTest>
#include <boost/asio/awaitable.hpp>

using namespace heddle;
using namespace heddle::net;

namespace {

core::Task<Response> answerNothing(Request&) {
  co_return Response::empty(204);
}

Router sample(std::string_view prefix = {}) {
  Router router(prefix);
  router.add(Method::get, "/", answerNothing);
  router.add(Method::get, "/ok", answerNothing);
  router.add(Method::post, "/threads", answerNothing);
  router.add(Method::post, "/threads/search", answerNothing);
  router.add(Method::get, "/threads/{thread_id}", answerNothing);
  router.add(Method::del, "/threads/{thread_id}", answerNothing);
  router.add(Method::get, "/threads/{thread_id}/state/{checkpoint_id}", answerNothing);
  router.add(Method::post, "/threads/{thread_id}/state/checkpoint", answerNothing);
  return router;
}

}  // namespace

class RouterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void matches_data();
  void matches();
  void decodesParameters();
  void literalWinsOnlyWithItsMethod();
  void keepsToItsPrefix();
};

void RouterTest::matches_data() {
  using Kind = Match::Kind;
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("path");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QString>("allow");
  const auto row = [](const char* name, const char* method, const char* path, Kind kind,
                      const char* allow = "") {
    QTest::newRow(name) << method << path << static_cast<int>(kind) << allow;
  };
  row("root", "GET", "/", Kind::found);
  row("plain", "GET", "/ok", Kind::found);
  row("one slash at the end", "GET", "/ok/", Kind::found);
  row("two slashes at the end", "GET", "/ok//", Kind::notFound);
  row("head is get", "HEAD", "/ok", Kind::found);
  row("longer", "GET", "/ok/more", Kind::notFound);
  row("shorter", "GET", "/thread", Kind::notFound);
  row("empty parameter", "GET", "/threads//state/x", Kind::notFound);
  row("wrong method", "PUT", "/threads/t", Kind::methodNotAllowed, "GET, HEAD, DELETE, OPTIONS");
  row("options", "OPTIONS", "/threads", Kind::methodNotAllowed, "POST, OPTIONS");
  row("broken percent", "GET", "/threads/%q", Kind::badPath);
  row("asterisk", "OPTIONS", "*", Kind::notFound);
}

void RouterTest::matches() {
  QFETCH(QString, method);
  QFETCH(QString, path);
  QFETCH(int, kind);
  QFETCH(QString, allow);
  const auto match = sample().match(parseMethod(method.toStdString()), path.toStdString());
  QCOMPARE(static_cast<int>(match.kind), kind);
  QCOMPARE(QString::fromStdString(match.allow), allow);
}

void RouterTest::decodesParameters() {
  const auto router = sample();
  const auto match = router.match(Method::get, "/threads/a%2Fb/state/c%7Cd");
  QCOMPARE(static_cast<int>(match.kind), static_cast<int>(Match::Kind::found));
  QCOMPARE(match.params.size(), std::size_t(2));
  QCOMPARE(match.params[0].first, std::string("thread_id"));
  QCOMPARE(match.params[0].second, std::string("a/b"));
  QCOMPARE(match.params[1].second, std::string("c|d"));
}

void RouterTest::literalWinsOnlyWithItsMethod() {
  const auto router = sample();
  QVERIFY(router.match(Method::post, "/threads/search").params.empty());
  const auto get = router.match(Method::get, "/threads/search");
  QCOMPARE(get.params.at(0).second, std::string("search"));
  QVERIFY(router.match(Method::post, "/threads/x/state/checkpoint").params.size() == 1);
  QVERIFY(router.match(Method::get, "/threads/x/state/checkpoint").params.size() == 2);
}

void RouterTest::keepsToItsPrefix() {
  const auto router = sample("api/v1/");
  const auto kind = [&](std::string_view path) { return router.match(Method::get, path).kind; };
  QVERIFY(kind("/api/v1/ok") == Match::Kind::found);
  QVERIFY(kind("/api/v1") == Match::Kind::found);
  QVERIFY(kind("/ok") == Match::Kind::notFound);
  QVERIFY(kind("/api/v1ok") == Match::Kind::notFound);
}

QTEST_APPLESS_MAIN(RouterTest)
#include "router_test.moc"
