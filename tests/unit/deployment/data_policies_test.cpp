// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/langgraph_json.h"

#include <QtTest>

using namespace heddle::deployment;

namespace {

heddle::core::Result<LanggraphConfig> parse(const std::string& sections) {
  return parseLanggraphJson(R"({"graphs": {"a": "./a.py:g"}, )" + sections + "}", "/p/langgraph.json", "/p");
}

}  // namespace

class DataPoliciesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nothingIsKeptForATimeUnlessTold() {
    const auto config = parse(R"("store": null, "checkpointer": {})");
    QVERIFY(!config->store.index && !config->store.defaultTtlMinutes && !config->threadTtl.defaultTtlMinutes);
    QVERIFY(config->store.refreshOnRead);
    QCOMPARE(config->threadTtl.sweepLimit, 10000);
  }

  void bothSectionsAreRead() {
    const auto config =
        parse(R"("store": {"index": {"embed": "./e.py:f", "dims": 3, "fields": ["a", "b[*].c"]},
        "ttl": {"refresh_on_read": false, "default_ttl": 0.5, "sweep_interval_minutes": 7}},
        "checkpointer": {"ttl": {"strategy": "keep_latest", "default_ttl": 60, "sweep_limit": 10,
        "sweep_interval_minutes": 2}})");
    QVERIFY2(config.has_value(), config ? "" : config.error().message.c_str());
    QCOMPARE(config->store.index->embed, std::string("./e.py:f"));
    QCOMPARE(config->store.index->dims, 3);
    QCOMPARE(config->store.index->fields.text, std::string(R"(["a","b[*].c"])"));
    QCOMPARE(*config->store.defaultTtlMinutes, 0.5);
    QCOMPARE(config->store.sweepMinutes, 7.0);
    QVERIFY(!config->store.refreshOnRead);
    QCOMPARE(config->threadTtl.strategy, std::string("keep_latest"));
    QCOMPARE(*config->threadTtl.defaultTtlMinutes, 60.0);
    QCOMPARE(config->threadTtl.sweepMinutes, 2.0);
    QCOMPARE(config->threadTtl.sweepLimit, 10);
    QVERIFY(config->warnings.empty());
  }

  void partsThatAreNotServedAreNamed() {
    const auto config = parse(R"("store": {"path": "./s.py:s"}, "checkpointer": {"backend": "mongo"})");
    QCOMPARE(config->warnings.size(), std::size_t(2));
    QVERIFY(config->warnings[0].find("\"store.path\" is not served") != std::string::npos);
    QVERIFY(config->warnings[1].find("\"checkpointer.backend\" is not served") != std::string::npos);
  }

  void mistakesNameTheKey_data() {
    QTest::addColumn<QByteArray>("section");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char* section, const char* key) {
      QTest::newRow(key) << QByteArray(section) << QByteArray(key);
    };
    row(R"("store": 1)", "store must");
    row(R"("store": {"index": {"dims": 3}})", "store.index.embed");
    row(R"("store": {"index": {"embed": "a:b"}})", "store.index.dims must");
    row(R"("store": {"index": {"embed": "a:b", "dims": "3"}})", "store.index.dims must be a whole");
    row(R"("store": {"index": {"embed": "a:b", "dims": 3, "fields": "a"}})", "store.index.fields");
    row(R"("store": {"ttl": {"default_ttl": 0}})", "store.ttl.default_ttl");
    row(R"("store": {"ttl": {"refresh_on_read": 1}})", "store.ttl.refresh_on_read");
    row(R"("checkpointer": {"ttl": {"strategy": "forget"}})", "checkpointer.ttl.strategy");
    row(R"("checkpointer": {"ttl": {"sweep_limit": 0}})", "checkpointer.ttl.sweep_limit");
  }
  void mistakesNameTheKey() {
    QFETCH(QByteArray, section);
    QFETCH(QByteArray, key);
    const auto config = parse(section.toStdString());
    QVERIFY(!config);
    QVERIFY2(config.error().message.find(key.toStdString()) != std::string::npos,
             config.error().message.c_str());
  }
};

QTEST_GUILESS_MAIN(DataPoliciesTest)
#include "data_policies_test.moc"
