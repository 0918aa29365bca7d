// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/masking.h"

#include <QtTest>

using heddle::wire::withoutSecrets;

class MaskingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void texts_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char* name, const char* json, const char* shown) {
      QTest::newRow(name) << QByteArray(json) << QByteArray(shown);
    };
    row("nothing secret stays byte by byte", "{ \"a\" : 1.0, \"b\":[\"x\"]}",
        "{ \"a\" : 1.0, \"b\":[\"x\"]}");
    row("deep", "{\"a\":[{\"api_key\":\"hunter2\",\"n\":12345678901234567890}]}",
        "{\"a\":[{\"api_key\":\"***\",\"n\":12345678901234567890}]}");
    row("a whole object", "{\"langgraph_auth_user\":{\"id\":\"ada\"}}", "{\"langgraph_auth_user\":\"***\"}");
    row("inside a string", "{\"url\":\"postgres://u:hunter2@h/d\"}", "{\"url\":\"postgres://u:***@h/d\"}");
    row("counts stay", "{\"token_usage\":{\"total_tokens\":7}}", "{\"token_usage\":{\"total_tokens\":7}}");
    row("an assignment in a string", "{\"a\":\"password=hunter2,user=ada&n=1\"}",
        "{\"a\":\"password=***,user=ada&n=1\"}");
    row("a header in a string", "{\"a\":\"x-api-key: hunter2\"}", "{\"a\":\"x-api-key: ***\"}");
    row("a header of a name", "{\"Set-Cookie\":\"sid=1\"}", "{\"Set-Cookie\":\"***\"}");
    row("what is switched on stays", "{\"password\":true}", "{\"password\":true}");
    row("cut, what is switched on stays", "{\"token\":true,\"a\":\"b", "{\"token\":true,\"a\":\"b");
    row("no JSON: one secret within another", "Cookie: password=a://u:p@h; n=1", "Cookie: ***");
    row("no JSON: a URI within a password", "password='a://u:p@h' then", "password=*** then");
    row("no JSON: a URI ends with its quotation mark", "\"http://h\",\"b:c@d\"", "\"http://h\",\"b:c@d\"");
    row("no JSON: a port is no password", "http://ada@h:8080/x@y", "http://ada@h:8080/x@y");
    row("null stays", "{\"password\":null}", "{\"password\":null}");
    row("cut, without secrets", "{\"a\":\"long te", "{\"a\":\"long te");
    row("no JSON", "plain text", "plain text");
    row("cut behind a secret", "{\"api_key\": \"hunter2\", \"n\": 1, \"text\": \"long te",
        "{\"api_key\": \"***\", \"n\": 1, \"text\": \"long te");
    row("cut within a secret", "{\"n\":1,\"password\":{\"a\":[\"hunter2\"", "{\"n\":1,\"password\":\"***\"");
    row("cut, a number", "[{\"secret\":1234, \"b\":2},", "[{\"secret\":\"***\", \"b\":2},");
    row("cut, null and text",
        "{\"token\":null,\"a\":\"secret\",\"b\":", "{\"token\":null,\"a\":\"secret\",\"b\":");
    row("cut, escapes", "{\"secret\":\"a\\\"b\",\"c\":\"d", "{\"secret\":\"***\",\"c\":\"d");
  }

  void texts() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(withoutSecrets(json.toStdString())), shown);
  }

  void cutTextsGiveNothingAway() {
    for (const char* text : {"{\"password\":\"hunter2", "{\"x\":1,\"Authorization\": \"hunter2\",\"y\":[",
                             "{\"uri\":\"redis://:hunter2@h/0"}) {
      const auto shown = withoutSecrets(text);
      QVERIFY2(shown.find("hunter2") == std::string::npos, shown.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(MaskingTest)
#include "masking_test.moc"
