// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/state.h"

#include <QTest>

using namespace heddle;
using checkpoint::Readability;

namespace {

core::CheckpointTuple sample() {
  core::CheckpointTuple row;
  row.thread = "t";
  row.id = "1f0c0000-0000-6000-8000-000000000000";
  row.parentId = "1f0b0000-0000-6000-8000-000000000000";
  row.checkpoint.text =
      "{\"v\":4,\"ts\":\"2026-11-03T01:02:03+00:00\",\"id\":\"x\",\"channel_values\":{\"count\":3,\"log\":"
      "true},"
      "\"channel_versions\":{\"__start__\":\"1\",\"count\":\"2\",\"notes\":\"3\",\"secret\":\"3\",\"log\":"
      "\"4\","
      "\"never\":\"4\",\"branch:to:a\":5}}";
  row.metadata.text = "{\"source\":\"loop\",\"step\":4,\"run_id\":\"r1\",\"parents\":{}}";
  row.blobs.push_back({"notes", "3", "msgpack",
                       std::string("\x92\xa1"
                                   "a\xa1"
                                   "b")});
  row.blobs.push_back({"secret", "3", "msgpack+aes", std::string("0123456789")});
  row.blobs.push_back({"log", "4", "msgpack", std::string("\xa1z")});
  row.blobs.push_back({"never", "4", "empty", std::nullopt});
  // [{"id": "i1", "value": 5}]
  row.writes.push_back(
      {"task-1", "__interrupt__", "msgpack", std::string("\x91\x82\xa2id\xa2i1\xa5value\x05")});
  row.writes.push_back({"task-2", "count", "msgpack", std::string("\x04")});
  return row;
}

const checkpoint::ChannelState& channel(const checkpoint::CheckpointState& state, std::string_view name) {
  for (const auto& found : state.channels) {
    if (found.name == name) return found;
  }
  qFatal("no such channel");
}

}  // namespace

class StateTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void joinsInlineValuesAndBlobs() {
    const auto state = checkpoint::readCheckpoint(sample());
    QVERIFY(state.has_value());
    QCOMPARE(state->channels.size(), std::size_t{7});
    QCOMPARE(channel(*state, "count").value.value.integer(), std::optional<std::int64_t>(3));
    QCOMPARE(wire::writeJson(channel(*state, "notes").value.value), std::string("[\"a\",\"b\"]"));
    QCOMPARE(channel(*state, "branch:to:a").version, std::string("5"));
    QVERIFY(channel(*state, "branch:to:a").internal);
    QVERIFY(channel(*state, "__start__").internal);
    QVERIFY(!channel(*state, "count").internal);
    QVERIFY(!channel(*state, "never").stored);
    QVERIFY(channel(*state, "secret").value.readability == Readability::encrypted);
  }

  void aBlobWinsOverTheSnapshotMarker() {
    const auto state = checkpoint::readCheckpoint(sample());
    QCOMPARE(wire::writeJson(channel(*state, "log").value.value), std::string("\"z\""));
  }

  void showsWhatTheAuthorKnows() {
    const auto state = checkpoint::readCheckpoint(sample());
    QCOMPARE(wire::writeJson(state->values()),
             std::string(
                 "{\"count\":3,\"notes\":[\"a\",\"b\"],\"secret\":{\"__unreadable__\":\"encrypted with aes\","
                 "\"type\":\"msgpack+aes\",\"bytes\":10,\"sha256\":"
                 "\"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882\","
                 "\"hex\":\"30313233343536373839\"},\"log\":\"z\"}"));
  }

  void aRebuiltValueStandsAtEveryChannelOfItsName() {
    auto row = sample();
    row.checkpoint.text =
        R"({"channel_versions":{"items":1,"items":2,"node":1},"versions_seen":{"node":{}}})";
    row.metadata.text = R"({"counters_since_delta_snapshot":{"items":[1,1]}})";
    auto state = checkpoint::readCheckpoint(row).value();
    QCOMPARE(state.missingDeltas(), (std::vector<std::string>{"items", "items"}));
    QVERIFY(channel(state, "node").internal);  // until LangGraph 0.3 a node had a channel of its name
    state.setRebuilt("items", checkpoint::decodeBlob("json", "3"));
    QCOMPARE(wire::writeJson(state.values()), std::string(R"({"items":3,"items":3})"));
  }

  void aDeltaWithoutItsSnapshotIsMissing() {
    auto row = sample();
    row.blobs.clear();
    row.checkpoint.text =
        R"({"channel_values":{"log":true,"kept":[1]},"channel_versions":{"log":1,"kept":1,"gone":1}})";
    row.metadata.text = R"({"counters_since_delta_snapshot":{"log":[1,1],"kept":[1,1],"gone":[1,1]}})";
    auto state = checkpoint::readCheckpoint(row).value();
    QVERIFY2(!channel(state, "log").stored, "the mark of a snapshot is no value");
    QCOMPARE(state.missingDeltas(), (std::vector<std::string>{"log", "gone"}));
    state.setRebuilt("log", checkpoint::decodeBlob("empty", ""));  // never written
    state.setRebuilt("gone", checkpoint::decodeBlob("json", "2"));
    QCOMPARE(wire::writeJson(state.values()), std::string(R"({"kept":[1],"gone":2})"));
  }

  /// Before LangGraph 0.6.
  void interruptsOfOldHaveTheirIdElsewhere() {
    auto row = sample();
    row.writes = {{"t", "__interrupt__", "json", R"([{"interrupt_id":"i7","value":1},{"value":2}])"}};
    const auto state = checkpoint::readCheckpoint(row).value();
    QCOMPARE(state.interrupts.size(), std::size_t{2});
    QCOMPARE(state.interrupts[0].id, std::string("i7"));
    QCOMPARE(state.interrupts[1].id, std::string());
  }

  void readsMetadataWritesAndInterrupts() {
    const auto state = checkpoint::readCheckpoint(sample());
    QCOMPARE(state->step, std::optional<std::int64_t>(4));
    QCOMPARE(state->source, std::string("loop"));
    QCOMPARE(state->runId, std::optional<std::string>("r1"));
    QCOMPARE(state->time, std::string("2026-11-03T01:02:03+00:00"));
    QCOMPARE(state->writes.size(), std::size_t{2});
    QCOMPARE(state->interrupts.size(), std::size_t{1});
    QCOMPARE(state->interrupts[0].id, std::string("i1"));
    QCOMPARE(state->interrupts[0].taskId, std::string("task-1"));
    QCOMPARE(state->interrupts[0].value.integer(), std::optional<std::int64_t>(5));
  }

  void refusesRowsThatAreNoCheckpoint_data() {
    QTest::addColumn<QByteArray>("checkpoint");
    QTest::addColumn<QByteArray>("metadata");
    QTest::newRow("cut JSON") << QByteArray("{") << QByteArray("{}");
    QTest::newRow("array") << QByteArray("[]") << QByteArray("{}");
    QTest::newRow("metadata cut") << QByteArray("{}") << QByteArray("{");
  }
  void refusesRowsThatAreNoCheckpoint() {
    QFETCH(QByteArray, checkpoint);
    QFETCH(QByteArray, metadata);
    auto row = sample();
    row.checkpoint.text = checkpoint.toStdString();
    row.metadata.text = metadata.toStdString();
    QVERIFY(checkpoint::readCheckpoint(row).has_error());
  }

  void survivesOddShapes() {
    auto row = sample();
    row.checkpoint.text = "{\"channel_versions\":[],\"channel_values\":7}";
    row.metadata.text = "null";
    const auto state = checkpoint::readCheckpoint(row);
    QVERIFY(state.has_value());
    QVERIFY(state->channels.empty());
    QVERIFY(!state->step);
  }
};

QTEST_APPLESS_MAIN(StateTest)
#include "state_test.moc"
