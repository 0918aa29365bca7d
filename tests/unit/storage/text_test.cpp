// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/conninfo.h"
#include "backend/storage/jsonb_text.h"
#include "backend/storage/params.h"
#include "backend/storage/search_sql.h"

#include <string>
#endif

#include <QtTest>

using namespace heddle;

/// What text becomes on its way into Postgres; no database needed.
class TextTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void jsonIsMadeFitForJsonb_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto same = [](const char* name, const QByteArray& json) { QTest::newRow(name) << json << json; };
    same("plain", "{\"a\": [1, -2.5e10, true, null, \"text\"]}");
    same("escapes", "[\"\\n\\\"\\\\u0000\\u00e9\\/\"]");
    same("a pair of surrogates", "\"\\ud83d\\ude00\"");
    same("utf-8 of every length", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    same("words in strings", "\"NaN Infinity -Infinity 1e999999\"");
    same("many digits", "[" + QByteArray(5000, '7') + "]");
    same("largest exponent", "1e131071");
    same("cut short", "{\"a\": \"b");
    same("ends in a backslash", "\"a\\");
    same("empty", "");
    QTest::newRow("nul") << QByteArray("\"a\\u0000b\"")
                         << QByteArray(
                                "\"a\xEF\xBF\xBD"
                                "b\"");
    QTest::newRow("nul in a key") << QByteArray("{\"\\u0000\": 1}") << QByteArray("{\"\xEF\xBF\xBD\": 1}");
    QTest::newRow("escaped backslash before u0000")
        << QByteArray("\"\\\\u0000\"") << QByteArray("\"\\\\u0000\"");
    QTest::newRow("lone high") << QByteArray("\"\\ud800\"") << QByteArray("\"\xEF\xBF\xBD\"");
    QTest::newRow("lone low") << QByteArray("\"\\uDC00x\"") << QByteArray("\"\xEF\xBF\xBDx\"");
    QTest::newRow("two high") << QByteArray("\"\\ud83d\\ud83d\\ude00\"")
                              << QByteArray("\"\xEF\xBF\xBD\\ud83d\\ude00\"");
    QTest::newRow("raw surrogate") << QByteArray("\"\xED\xA0\x80\"")
                                   << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    QTest::newRow("latin-1 byte") << QByteArray("\"\xE9\"") << QByteArray("\"\xEF\xBF\xBD\"");
    QTest::newRow("overlong") << QByteArray("\"\xC0\xAF\"") << QByteArray("\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    QTest::newRow("raw nul") << QByteArray("\"a\0b\"", 5)
                             << QByteArray(
                                    "\"a\xEF\xBF\xBD"
                                    "b\"");
    QTest::newRow("not a number") << QByteArray("[NaN, Infinity, -Infinity, -1]")
                                  << QByteArray("[null, null, null, -1]");
    QTest::newRow("too large") << QByteArray("[1e131073]") << QByteArray("[\"1e131073\"]");
    QTest::newRow("too small") << QByteArray("-1.5E-16383") << QByteArray("\"-1.5E-16383\"");
    QTest::newRow("too many digits") << QByteArray("[" + QByteArray(131073, '9') + "]")
                                     << QByteArray("[\"" + QByteArray(131073, '9') + "\"]");
    QTest::newRow("exponent beyond any integer")
        << QByteArray("1e99999999999999999999") << QByteArray("\"1e99999999999999999999\"");
  }
  void jsonIsMadeFitForJsonb() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(storage::cleanJson(json.toStdString())), expected);
    QCOMPARE(QByteArray::fromStdString(storage::cleanJson(expected.toStdString())),
             expected);  // once is enough
  }

  void randomBytesEndAsValidText() {
    quint32 state = 7;
    const auto next = [&] { return state = state * 1664525u + 1013904223u, state >> 24; };
    for (int round = 0; round < 2000; ++round) {
      std::string text;
      for (unsigned i = 0; i < next() % 40u; ++i)
        text.push_back(static_cast<char>(next()));
      const std::string clean = storage::cleanText(text);
      const QByteArray bytes = QByteArray::fromStdString(clean);
      QVERIFY2(QString::fromUtf8(bytes).toUtf8() == bytes && !bytes.contains('\0'),
               qPrintable(QString::number(round)));
    }
  }

  void conninfoTakesUrisAndPairs_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("uri") << QByteArray("postgres://u:p@h:1/d") << true;
    QTest::newRow("socket folder") << QByteArray("postgresql://u@/d?host=/tmp/x") << true;
    QTest::newRow("pairs") << QByteArray("host=/tmp dbname=x") << true;
    QTest::newRow("empty") << QByteArray("") << true;  // libpq's own defaults
    QTest::newRow("other scheme") << QByteArray("mysql://u:secret@h/d") << false;
    QTest::newRow("unknown key") << QByteArray("postgres://h/d?nonsense=secret") << false;
  }
  void conninfoTakesUrisAndPairs() {
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    const auto info = storage::Conninfo::parse(text.toStdString());
    QCOMPARE(info.has_value(), good);
    if (!good) QVERIFY(info.error().message.find("secret") == std::string::npos);
    if (good) QCOMPARE(info->keywords().size(), info->values().size());
  }

  void conninfoKeepsWhatWasAsked() {
    const auto info = storage::Conninfo::parse("postgres://h/d?application_name=mine").value();
    const auto keys = info.keywords(), values = info.values();
    int seen = 0;
    for (std::size_t i = 0; keys[i]; ++i) {
      if (std::string(keys[i]) != "application_name") continue;
      ++seen;
      QCOMPARE(std::string(values[i]), std::string("mine"));
    }
    QCOMPARE(seen, 1);
    QVERIFY(!values.back());
  }

  void extractPathsBecomeSql_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("column") << QByteArray("values") << QByteArray("t.\"values\" #> array[]::text[]");
    QTest::newRow("deep") << QByteArray("values.a[-1].b")
                          << QByteArray("t.\"values\" #> array[ E'a',  E'-1',  E'b']::text[]");
    QTest::newRow("quotes") << QByteArray("metadata.it's\\")
                            << QByteArray("t.\"metadata\" #> array[ E'it\\'s\\\\']::text[]");
    for (const char* bad :
         {"", ".", "status", "values.", "values..a", "values[", "values[]", "pg_sleep(1)"}) {
      QTest::newRow(bad) << QByteArray(bad) << QByteArray("null");
    }
  }
  void extractPathsBecomeSql() {
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, sql);
    QCOMPARE(QByteArray::fromStdString(storage::extractSql(path.toStdString())), sql);
  }

  void searchesNumberTheirArguments() {
    storage::Search search("x", "t");
    search.where("a = ?", "1")
        .contains("m", core::JsonText{"{}"})
        .contains("m", core::JsonText{R"({"k": 1})"})
        .fixed("b");
    const storage::Step step = std::move(search).page("c", 10, 5);
    QCOMPARE(
        step.statement.sql,
        std::string("select x from t where a = $1 and m @> $2::jsonb and b order by c limit 11 offset 5"));
    QCOMPARE(step.params.count(), 2);
    QVERIFY(step.statement.name.empty());
  }
};

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
