// SPDX-License-Identifier: Apache-2.0
#include "backend/query/sql_text.h"

#include "backend/query/checkpoint_sql.h"

#include <QtTest>

using namespace heddle::query;

class SqlTextTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void literals_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("'abc'");
    QTest::newRow("empty") << QByteArray() << QByteArray("''");
    QTest::newRow("quote") << QByteArray("it's") << QByteArray("'it''s'");
    QTest::newRow("backslash") << QByteArray("a\\b") << QByteArray("E'a\\\\b'");
    QTest::newRow("backslash and quote")
        << QByteArray("\\'; drop table run; --") << QByteArray("E'\\\\''; drop table run; --'");
    QTest::newRow("unicode") << QByteArray("ä€😀") << QByteArray("'ä€😀'");
  }

  void literals() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sql);
    QCOMPARE(QByteArray::fromStdString(literal(text.toStdString())), sql);
  }

  void identifiers() {
    QCOMPARE(identifier("Run"), std::string("\"Run\""));
    QCOMPARE(identifier("a\"b"), std::string("\"a\"\"b\""));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, identifier(""));
  }

  void nulIsRefused() {
    const std::string text("a\0b", 3);
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, literal(text));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, identifier(text));
  }

  void uuids() {
    QCOMPARE(uuidLiteral("0192F0AA-0000-7000-8000-00000000000A"),
             std::string("'0192f0aa-0000-7000-8000-00000000000a'::uuid"));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, uuidLiteral("' or true --"));
    QCOMPARE(uuidArray({"0192f0aa-0000-7000-8000-00000000000a", "nonsense'"}),
             std::string("'{\"0192f0aa-0000-7000-8000-00000000000a\"}'::uuid[]"));
    QCOMPARE(uuidArray({}), std::string("'{}'::uuid[]"));
    QCOMPARE(textArray({"a\"b", "c\\d", "e,f", "it's"}),
             std::string("E'{\"a\\\\\"b\",\"c\\\\\\\\d\",\"e,f\",\"it''s\"}'::text[]"));
  }

  void timestamps_data() {
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QString>("sql");
    QTest::newRow("epoch") << qint64{0} << QStringLiteral("'1970-01-01 00:00:00.000000+00'::timestamptz");
    QTest::newRow("now") << qint64{1795458265123456}
                         << QStringLiteral("'2026-11-23 18:24:25.123456+00'::timestamptz");
    QTest::newRow("before 1970") << qint64{-1}
                                 << QStringLiteral("'1969-12-31 23:59:59.999999+00'::timestamptz");
    QTest::newRow("there is no year 0")
        << qint64{-62135683200000000} << QStringLiteral("'0001-12-31 00:00:00.000000+00 BC'::timestamptz");
    QTest::newRow("leap day") << qint64{1709164800000001}
                              << QStringLiteral("'2024-02-29 00:00:00.000001+00'::timestamptz");
  }

  void timestamps() {
    QFETCH(qint64, micros);
    QTEST(QString::fromStdString(timestampLiteral(micros)), "sql");
  }

  void cells() {
    const Row row{std::string("12"), std::nullopt, std::string("x"), std::string("true")};
    QCOMPARE(intAt(row, 0), 12);
    QCOMPARE(intAt(row, 1, 7), 7);
    QCOMPARE(intAt(row, 2, 7), 7);
    QCOMPARE(intAt(row, 9, 7), 7);
    QCOMPARE(textAt(row, 1), std::string());
    QVERIFY(flagAt(row, 3));
    QVERIFY(!flagAt(row, 1));
    QVERIFY(!microsAt(row, 2).has_value());
  }

  void timeOfCheckpointIds() {
    // Made by LangGraph's uuid6() at 1795459744768868, read from the clock just before.
    const auto made = timeOfUuid6("1f1e76e8-e75a-620e-9694-df19fb72aa23");
    QVERIFY2(made >= 1795459744768868 && made < 1795459744768868 + 5000, qPrintable(QString::number(made)));
    QCOMPARE(timeOfUuid6("0192f0aa-0000-7000-8000-00000000000a"), Micros{0});
    QCOMPARE(timeOfUuid6("not an id"), Micros{0});
  }
};

QTEST_APPLESS_MAIN(SqlTextTest)
#include "sql_text_test.moc"
