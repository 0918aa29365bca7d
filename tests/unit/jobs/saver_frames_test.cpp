// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/saver_frames.h"

#include "backend/wire/frames.h"
#include "tests/unit/wire/golden.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::jobs;

namespace {

std::string bodyOf(const char* name) {
  wire::FrameDecoder decoder;
  std::vector<wire::Message> messages;
  if (!decoder.feed(goldenBytes(std::string("frames/") + name), messages) || messages.size() != 1) return {};
  return messages.front().body;
}

constexpr const char* kThread = "0193a5a0-0000-7000-8000-0000000000aa";
constexpr const char* kCheckpoint = "1efa7b3c-0000-6000-8000-0000000000cc";
constexpr const char* kTask = "0193a5a0-0000-5000-8000-0000000000dd";

}  // namespace

class SaverFramesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void put() {
    const auto frame = readCheckpointPut(bodyOf("08_ckpt_put.bin"));
    QVERIFY(frame.has_value());
    QCOMPARE(frame->seq, std::int64_t{1});
    QCOMPARE(frame->put.thread, std::string(kThread));
    QVERIFY(!frame->put.parentId.has_value());
    QCOMPARE(frame->put.metadata.text, std::string("{\"step\":-1}"));
    QCOMPARE(frame->put.blobs.size(), std::size_t{2});
    QCOMPARE(*frame->put.blobs[0].bytes, std::string("\x91\x01\x00", 3));
    QVERIFY(!frame->put.blobs[1].bytes.has_value());
  }

  void writes() {
    const auto frame = readWritesPut(bodyOf("09_writes_put.bin"));
    QVERIFY(frame.has_value());
    QCOMPARE(frame->put.taskId, std::string(kTask));
    QCOMPARE(frame->put.writes.size(), std::size_t{2});
    QCOMPARE(frame->put.writes[1].index, -1);
    QCOMPARE(frame->put.writes[1].bytes, std::string("\xa1x"));
  }

  void questions() {
    const auto get = readCheckpointGet(bodyOf("12_ckpt_get.bin"));
    QVERIFY(get.has_value() && !get->id.has_value());
    const auto list = readCheckpointList(bodyOf("13_ckpt_list.bin"));
    QCOMPARE(*list->query.limit, 10);
    QCOMPARE(list->query.metadataFilter.text, std::string("{\"a\":1}"));
    const auto op = readSaverOp(bodyOf("15_saver_op.bin"));
    QCOMPARE(op->op, std::string("copy_thread"));
    QCOMPARE(op->source, std::string(kThread));
    const auto delta = readDeltaGet(bodyOf("16_delta_get.bin"));
    QCOMPARE(delta->query.channels, std::vector<std::string>{"messages"});
  }

  void answers() {
    core::CheckpointTuple tuple;
    tuple.thread = kThread;
    tuple.id = kCheckpoint;
    tuple.checkpoint.text = std::string("{\"v\":4,\"id\":\"") + kCheckpoint + "\"}";
    tuple.metadata.text = "{\"step\":0}";
    tuple.blobs.push_back({"messages", "1", "msgpack", std::string("\x91\x01\x00", 3)});
    tuple.writes.push_back({kTask, "a", "msgpack", "\xc0"});
    tuple.parentSends.push_back({"", "__pregel_tasks", "msgpack", "\xa1x"});
    QVERIFY(checkpointDataBody(5, {tuple}) == bodyOf("14_ckpt_data.bin"));
    QCOMPARE(fencedBody(4, "fenced", "The run was taken over."), bodyOf("11_fenced.bin"));
    QCOMPARE(ackBody(3, {"[null]"}), bodyOf("10_ack.bin"));
    const core::JsonText history{
        std::string("[{\"channel\":\"messages\",\"seed\":{\"type\":\"msgpack\",\"len\":1},\"writes\":[{"
                    "\"task_id\":\"") +
        kTask + "\",\"type\":\"msgpack\",\"len\":2}]},{\"channel\":\"none\",\"seed\":null,\"writes\":[]}]"};
    QVERIFY(deltaDataBody(9, history, {"\x90", "\xa1y"}) == bodyOf("17_delta_data.bin"));
    QVERIFY(deltaDataBody(9, {"{\"channels\":" + history.text + "}"}, {"\x90", "\xa1y"}) ==
            bodyOf("17_delta_data.bin"));
  }

  void everyCutIsRefused() {
    const auto whole = bodyOf("08_ckpt_put.bin");
    for (std::size_t size = 0; size < whole.size(); ++size)
      QVERIFY(!readCheckpointPut(std::string_view(whole).substr(0, size)).has_value());
    QVERIFY(!readCheckpointGet("{\"seq\":1}").has_value());
    QVERIFY(!readSaverOp("{}").has_value());
  }
};

QTEST_APPLESS_MAIN(SaverFramesTest)
#include "saver_frames_test.moc"
