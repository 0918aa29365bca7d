// SPDX-License-Identifier: Apache-2.0
#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/paging.h"
#include "backend/api/parameters.h"

#include <QTest>

using namespace heddle;
using namespace heddle::api;

class FieldsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsBodies();
  void refusesBodies_data();
  void refusesBodies();
  void refusesFields_data();
  void refusesFields();
  void readsLists_data();
  void readsLists();
  void readsFlags();
  void readsNumbers();
  void pages_data();
  void pages();
  void mapsErrors_data();
  void mapsErrors();
};

void FieldsTest::readsBodies() {
  const std::string text =
      R"({"a":"x","n":7,"f":1.5,"b":true,"o":{"k":1.0},"l":["p","q"],"gone":null,"extra":[{}]})";
  auto body = Body::read(text);
  QVERIFY(body.has_value());
  QCOMPARE(*body->text("a"), std::string("x"));
  QCOMPARE(body->integer("n", 1, 0, 10), 7);
  QCOMPARE(*body->number("f"), 1.5);
  QVERIFY(body->boolean("b", false));
  QCOMPARE(body->object("o")->text, std::string(R"({"k":1.0})"));
  QCOMPARE(body->strings("l").size(), std::size_t(2));
  QCOMPARE(body->strings("a").at(0), std::string("x"));
  QVERIFY(!body->has("gone") && !body->text("gone") && !body->has("absent"));
  QCOMPARE(body->objectOrEmpty("gone").text, std::string("{}"));
  QVERIFY(!body->error());
  QVERIFY(Body::read("").has_value());
  QVERIFY(Body::read(" null ").has_value());
}

void FieldsTest::refusesBodies_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<int>("status");
  QTest::newRow("no json") << QByteArray("{oops") << 400;
  QTest::newRow("two documents") << QByteArray("{} {}") << 400;
  QTest::newRow("not utf-8") << QByteArray("{\"a\":\"\xff\"}") << 400;
  QTest::newRow("list") << QByteArray("[1]") << 422;
  QTest::newRow("word") << QByteArray("true") << 422;
}

void FieldsTest::refusesBodies() {
  QFETCH(QByteArray, text);
  QFETCH(int, status);
  const auto body = Body::read(text.toStdString());
  QVERIFY(!body);
  QCOMPARE(errorResponse(body.error()).status, status);
}

void FieldsTest::refusesFields_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("text") << QByteArray(R"({"text":1})");
  QTest::newRow("integer as text") << QByteArray(R"({"integer":"1"})");
  QTest::newRow("integer too big") << QByteArray(R"({"integer":11})");
  QTest::newRow("integer broken") << QByteArray(R"({"integer":1.5})");
  QTest::newRow("integer beyond int") << QByteArray(R"({"integer":99999999999999999999})");
  QTest::newRow("number") << QByteArray(R"({"number":"x"})");
  QTest::newRow("boolean") << QByteArray(R"({"boolean":1})");
  QTest::newRow("object") << QByteArray(R"({"object":[]})");
  QTest::newRow("list") << QByteArray(R"({"list":{"a":1}})");
  QTest::newRow("list of numbers") << QByteArray(R"({"list":[1]})");
  QTest::newRow("choice") << QByteArray(R"({"choice":"other"})");
  QTest::newRow("id") << QByteArray(R"({"id":"not-an-id"})");
}

void FieldsTest::refusesFields() {
  QFETCH(QByteArray, text);
  const auto json = text.toStdString();
  auto body = *Body::read(json);
  body.text("text");
  body.integer("integer", 1, 0, 10);
  body.number("number");
  body.boolean("boolean", false);
  body.object("object");
  body.strings("list");
  body.choice("choice", {"one", "two"});
  body.id<core::ThreadTag>("id");
  QVERIFY(body.error());
  const auto name = text.mid(2, text.indexOf('"', 2) - 2).toStdString();
  QVERIFY2(body.error()->message.starts_with(name + ": must"), body.error()->message.c_str());
}

void FieldsTest::readsLists_data() {
  QTest::addColumn<QByteArray>("query");
  QTest::addColumn<QStringList>("values");
  const QStringList two{QStringLiteral("values"), QStringLiteral("messages-tuple")};
  QTest::newRow("repeated") << QByteArray("m=values&x=1&m=messages-tuple") << two;
  QTest::newRow("json") << QByteArray("m=%5B%22values%22%2C%22messages-tuple%22%5D") << two;
  QTest::newRow("commas") << QByteArray("m=values,messages-tuple") << two;
  QTest::newRow("mixed") << QByteArray("m=values&m=[\"messages-tuple\"]") << two;
  QTest::newRow("broken json") << QByteArray("m=[a") << QStringList{QStringLiteral("[a")};
  QTest::newRow("empty") << QByteArray("m=&m=,") << QStringList{};
  QTest::newRow("absent") << QByteArray("") << QStringList{};
}

void FieldsTest::readsLists() {
  QFETCH(QByteArray, query);
  QFETCH(QStringList, values);
  QStringList found;
  for (const auto& value : queryList(net::Query(query.toStdString()), "m"))
    found << QString::fromStdString(value);
  QCOMPARE(found, values);
}

void FieldsTest::readsFlags() {
  const net::Query query("a=true&b=True&c=1&d=yes&e=false&f=0&g=");
  for (const auto* name : {"a", "b", "c", "d"})
    QVERIFY(queryFlag(query, name, false));
  for (const auto* name : {"e", "f"})
    QVERIFY(!queryFlag(query, name, true));
  QVERIFY(queryFlag(query, "g", true) && queryFlag(query, "absent", true));
}

void FieldsTest::readsNumbers() {
  const net::Query query("limit=20&bad=ten&big=1001&empty=");
  QCOMPARE(*queryInteger(query, "limit", 10, 1, 1000), 20);
  QCOMPARE(*queryInteger(query, "absent", 10, 1, 1000), 10);
  QCOMPARE(*queryInteger(query, "empty", 10, 1, 1000), 10);
  QVERIFY(queryInteger(query, "bad", 10, 1, 1000).error().code == core::ErrorCode::invalid);
  QVERIFY(queryInteger(query, "big", 10, 1, 1000).has_error());
}

void FieldsTest::pages_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<bool>("more");
  QTest::addColumn<QByteArray>("total");
  QTest::addColumn<QByteArray>("next");
  QTest::newRow("last page") << 3 << false << QByteArray("23") << QByteArray();
  QTest::newRow("further page") << 10 << true << QByteArray("31") << QByteArray("30");
  QTest::newRow("nothing") << 0 << false << QByteArray("20") << QByteArray();
}

void FieldsTest::pages() {
  QFETCH(int, rows);
  QFETCH(bool, more);
  QFETCH(QByteArray, total);
  QFETCH(QByteArray, next);
  core::Page page;
  page.rows.assign(static_cast<std::size_t>(rows), core::JsonText{"{}"});
  page.more = more;
  const auto response = pageResponse(page, 20, 10);
  QByteArray seenTotal, seenNext;
  for (const auto& header : response.headers) {
    (header.name == "x-pagination-total" ? seenTotal : seenNext) = QByteArray::fromStdString(header.value);
  }
  QCOMPARE(seenTotal, total);
  QCOMPARE(seenNext, next);
  QCOMPARE(response.body.size(), rows == 0 ? std::size_t(2) : static_cast<std::size_t>(rows) * 3 + 1);
}

void FieldsTest::mapsErrors_data() {
  using Code = core::ErrorCode;
  QTest::addColumn<int>("code");
  QTest::addColumn<int>("status");
  const auto row = [](const char* name, Code code, int status) {
    QTest::newRow(name) << static_cast<int>(code) << status;
  };
  row("invalid", Code::invalid, 422);
  row("badRequest", Code::badRequest, 400);
  row("unauthorized", Code::unauthorized, 401);
  row("forbidden", Code::forbidden, 403);
  row("notFound", Code::notFound, 404);
  row("conflict", Code::conflict, 409);
  row("tooLarge", Code::tooLarge, 413);
  row("unavailable", Code::unavailable, 503);
  row("unsupported", Code::unsupported, 501);
  row("internal", Code::internal, 500);
}

void FieldsTest::mapsErrors() {
  QFETCH(int, code);
  QFETCH(int, status);
  const auto response = errorResponse({static_cast<core::ErrorCode>(code), "say why"});
  QCOMPARE(response.status, status);
  QCOMPARE(response.body, std::string(R"({"detail":"say why"})"));
  QCOMPARE(response.headers.size(), std::size_t(status == 503 ? 1 : 0));
}

QTEST_APPLESS_MAIN(FieldsTest)
#include "fields_test.moc"
