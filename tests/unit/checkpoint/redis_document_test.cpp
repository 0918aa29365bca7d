// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/redis_document.h"

#include "backend/checkpoint/state.h"

#include <QTest>

using namespace heddle;

class RedisDocumentTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keys_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("thread");
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("python") << QByteArray("checkpoint:a thread:__empty__:1f1e") << QByteArray("a thread")
                            << QByteArray("1f1e");
    QTest::newRow("colons in the thread")
        << QByteArray("checkpoint:a:b:__empty__:1f1e") << QByteArray("a:b") << QByteArray("1f1e");
    QTest::newRow("python, shallow") << QByteArray("checkpoint:t:__empty__") << QByteArray("t")
                                     << QByteArray();
    QTest::newRow("python, shallow, of later releases")
        << QByteArray("checkpoint:t:") << QByteArray("t") << QByteArray();
    QTest::newRow("javascript") << QByteArray("checkpoint:t::1f1e") << QByteArray("t") << QByteArray("1f1e");
    QTest::newRow("javascript, shallow")
        << QByteArray("checkpoint:t::shallow") << QByteArray("t") << QByteArray();
    QTest::newRow("a subgraph's") << QByteArray("checkpoint:t:inner:task:1f1e") << QByteArray()
                                  << QByteArray();
    QTest::newRow("another key") << QByteArray("checkpoint_write:t:__empty__:1") << QByteArray()
                                 << QByteArray();
    QTest::newRow("no thread") << QByteArray("checkpoint::1f1e") << QByteArray() << QByteArray();
  }
  void keys() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, thread);
    QFETCH(QByteArray, id);
    const auto parsed = checkpoint::parseRedisKey(key.toStdString());
    QCOMPARE(parsed.has_value(), !thread.isEmpty());
    if (!parsed) return;
    QCOMPARE(parsed->thread, thread.toStdString());
    QCOMPARE(parsed->id, id.toStdString());
  }

  void aKeyUnderAnotherPrefixIsAnothers() {
    QCOMPARE(checkpoint::parseRedisKey("tenant_a:t:__empty__:1f1e", "tenant_a")->thread, std::string("t"));
    QVERIFY(!checkpoint::parseRedisKey("tenant_a:t:__empty__:1f1e", "tenant"));
    QVERIFY(!checkpoint::parseRedisKey("tenant_a", "tenant_a"));
    QVERIFY(checkpoint::parseRedisKey("checkpoint:t::1f1e")->javaScript);
    QVERIFY(!checkpoint::parseRedisKey("checkpoint:t:__empty__:1f1e")->javaScript);
  }

  void pythonsDocument() {
    const auto tuple = checkpoint::tupleOfRedisDocument(
        R"({"thread_id":"waiting","run_id":"","checkpoint_ns":"__empty__","checkpoint_id":"c2","parent_checkpoint_id":"c1",)"
        R"("checkpoint":{"type":"json","v":4,"ts":"2026-11-27T03:33:24+00:00","id":"c2","channel_values":{"messages":)"
        R"([{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"hi"}}],)"
        R"("raw":{"__bytes__":"AP8="}},"channel_versions":{"messages":"3","raw":"3"}},)"
        "\"metadata\":\"{\\\"source\\\":\\\"loop\\\",\\\"step\\\":2}\",\"has_writes\":false}");
    QVERIFY(tuple.has_value());
    QCOMPARE(tuple->ns, std::string());
    QCOMPARE(tuple->parentId, std::optional<std::string>("c1"));
    const auto state = checkpoint::readCheckpoint(*tuple);
    QVERIFY(state.has_value());
    QCOMPARE(state->source, std::string("loop"));
    QCOMPARE(wire::writeJson(state->values()),
             std::string(R"({"messages":[{"content":"hi"}],"raw":{"__bytes__":"AP8="}})"));
  }

  void writesOfBothLanguages() {
    const auto python =
        checkpoint::writeOfRedisDocument(R"({"task_id":"t","channel":"c","type":"msgpack","blob":"oWE="})");
    QCOMPARE(python->type, std::string("msgpack"));
    QCOMPARE(python->bytes, std::string("\xa1"
                                        "a"));
    const auto javaScript =
        checkpoint::writeOfRedisDocument(R"([{"task_id":"t","channel":"c","type":"json","value":{"a":1}}])");
    QCOMPARE(javaScript->bytes, std::string(R"({"a":1})"));
    const auto plain =
        checkpoint::writeOfRedisDocument(R"({"task_id":"t","channel":"c","type":"string","value":7})");
    QCOMPARE(plain->type, std::string("json"));
    QCOMPARE(plain->bytes, std::string("7"));
  }

  void whatIsNoDocumentIsTold() {
    for (const char* text : {"", "[]", "3", "{}", R"({"checkpoint":1)"})
      QVERIFY(checkpoint::tupleOfRedisDocument(text).has_error());
    const auto odd = checkpoint::tupleOfRedisDocument(R"({"checkpoint":[1],"metadata":7})");
    QVERIFY(odd.has_value() && checkpoint::readCheckpoint(*odd).has_error());
  }
};

QTEST_APPLESS_MAIN(RedisDocumentTest)
#include "redis_document_test.moc"
