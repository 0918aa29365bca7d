// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/frames.h"

#include "backend/wire/frame_bodies.h"
#include "backend/wire/frame_interleaver.h"
#include "backend/wire/little_endian.h"
#include "backend/wire/value.h"
#include "tests/unit/wire/golden.h"

#include <random>

#include <QtTest>

using namespace heddle::wire;

namespace {

std::vector<Message> decodeWhole(const std::string& bytes) {
  FrameDecoder decoder;
  std::vector<Message> out;
  if (!decoder.feed(bytes, out)) out.clear();
  return out;
}

std::string header(std::uint32_t length, std::uint8_t version, std::uint8_t kind, std::uint16_t flags = 0) {
  std::string out;
  putLittleEndian(out, length);
  out.push_back(static_cast<char>(version));
  out.push_back(static_cast<char>(kind));
  putLittleEndian(out, flags);
  putLittleEndian<std::uint32_t>(out, 3);
  return out;
}

Value goldenIndex() {
  return *parseJson(goldenBytes("frames/index.json"));
}

std::string text(const Value& entry, std::string_view key) {
  const auto* found = entry.find(key);
  if (found == nullptr) return {};
  return found->isString() ? std::string(found->string()) : writeJson(*found);
}

}  // namespace

class FramesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void golden_data() {
    QTest::addColumn<int>("at");
    const auto index = goldenIndex();
    for (std::size_t i = 0; i < index.items().size(); ++i)
      QTest::newRow(text(index.items()[i], "file").c_str()) << static_cast<int>(i);
  }

  void golden() {
    QFETCH(int, at);
    const auto index = goldenIndex();
    const auto& entry = index.items()[static_cast<std::size_t>(at)];
    const auto bytes = goldenBytes("frames/" + text(entry, "file"));
    const auto messages = decodeWhole(bytes);
    QCOMPARE(messages.size(), std::size_t{1});
    const auto& message = messages.front();
    QCOMPARE(std::to_string(static_cast<int>(message.kind)), text(entry, "kind"));
    QCOMPARE(std::to_string(message.channel), text(entry, "channel"));
    QCOMPARE(std::to_string(message.body.size()), text(entry, "body_bytes"));
    std::string rebuilt = message.body;
    if (text(entry, "form") == "json") {
      QCOMPARE(message.body, text(entry, "json"));
    } else if (text(entry, "form") == "packed") {
      const auto packed = readPackedBody(message.body);
      QVERIFY(packed.has_value());
      QCOMPARE(std::string(packed->json), text(entry, "json"));
      QCOMPARE(QByteArray(packed->raw.data(), static_cast<int>(packed->raw.size())).toHex().toStdString(),
               text(entry, "raw_hex"));
      rebuilt = packBody(packed->json, packed->raw);
    } else {
      const auto event = readEventBody(message.body);
      QVERIFY(event.has_value());
      QCOMPARE(std::string(event->mode), text(entry, "mode"));
      QCOMPARE(std::string(event->ns), text(entry, "ns"));
      if (entry.find("json") != nullptr) QCOMPARE(std::string(event->json), text(entry, "json"));
      rebuilt = packEvent(event->mode, event->ns, event->json);
    }
    std::string encoded;
    appendMessage(encoded, message.kind, message.channel, rebuilt);
    QVERIFY(encoded == bytes);
  }

  void cutsAnywhere() {
    std::string bytes;
    const auto index = goldenIndex();
    for (const auto& entry : index.items())
      bytes += goldenBytes("frames/" + text(entry, "file"));
    const auto whole = decodeWhole(bytes);
    QVERIFY(whole.size() > 20);

    FrameDecoder slow;
    std::vector<Message> out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      // Every byte of the small frames, every 997th of the long one.
      const std::size_t step = i < 8000 || i > bytes.size() - 100 ? 1 : 997;
      const auto piece = std::string_view(bytes).substr(i, step);
      QVERIFY(slow.feed(piece, out).has_value());
      i += piece.size() - 1;
    }
    QVERIFY(out == whole);

    const auto seed = std::random_device{}();
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 20; ++round) {
      FrameDecoder decoder;
      out.clear();
      for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t count = random() % (round < 10 ? 4096 : 300000) + 1;
        QVERIFY(decoder.feed(std::string_view(bytes).substr(at, count), out).has_value());
        at += count;
      }
      QVERIFY(out == whole);
    }
  }

  void refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size()));
    };
    row("shorter than the header", header(7, 1, 1));
    row("above the frame limit", header(8 + 256 * 1024 + 1, 1, 1));
    row("four gigabytes", header(0xffffffffU, 1, 1));
    row("version 2", header(8, 2, 1));
    row("kind 0", header(8, 1, 0));
    row("kind 28", header(8, 1, 28));
  }

  void refuses() {
    QFETCH(QByteArray, bytes);
    FrameDecoder decoder;
    std::vector<Message> out;
    QVERIFY(!decoder.feed(bytes.toStdString(), out).has_value());
    std::string good;
    appendMessage(good, FrameKind::ping, 0, "{}");
    QVERIFY2(!decoder.feed(good, out).has_value(), "a broken session stays broken");
    QVERIFY(out.empty());
  }

  void bodyLimit() {
    FrameDecoder decoder;
    std::vector<Message> out;
    std::string frame;
    appendFrame(frame, FrameKind::event, 1, std::string(kFrameBodyLimit, 'x'), true);
    for (std::size_t i = 0; i < kBodyLimit / kFrameBodyLimit; ++i)
      QVERIFY(decoder.feed(frame, out).has_value());
    QVERIFY(!decoder.feed(frame, out).has_value());
  }

  void unfinishedBodiesAreBounded() {
    FrameDecoder decoder;
    std::vector<Message> out;
    bool refused = false;
    for (std::uint32_t channel = 0; channel < 5000 && !refused; ++channel) {
      std::string frame;
      appendFrame(frame, FrameKind::event, channel, "x", true);
      refused = !decoder.feed(frame, out).has_value();
    }
    QVERIFY(refused);
  }

  void channelsTakeTurns() {
    FrameInterleaver sender;
    const std::string large(3 * kFrameBodyLimit + 5, 'l');
    sender.add(FrameKind::event, 1, large);
    sender.add(FrameKind::event, 1, "after");
    sender.add(FrameKind::ping, 0, "{}");
    sender.add(FrameKind::event, 2, "small");
    std::string bytes;
    sender.take(bytes, 1);
    while (!sender.empty())
      sender.take(bytes, 1);
    QCOMPARE(sender.waitingBytes(), std::size_t{0});
    const auto messages = decodeWhole(bytes);
    QCOMPARE(messages.size(), std::size_t{4});
    QCOMPARE(messages[0].body, std::string("small"));
    QCOMPARE(messages[1].body, std::string("{}"));
    QVERIFY(messages[2].body == large);
    QCOMPARE(messages[3].body, std::string("after"));
  }

  void tornBodies() {
    const auto packed = packBody("{\"a\":1}", "raw");
    const auto event = packEvent("values", "ns", "1");
    for (std::size_t cut = 0; cut < 11; ++cut)
      QVERIFY(!readPackedBody(packed.substr(0, cut)).has_value());
    for (std::size_t cut = 0; cut < 11; ++cut)
      QVERIFY(!readEventBody(event.substr(0, cut)).has_value());
    QVERIFY(!readPackedBody(std::string("\xff\xff\xff\xff{}", 6)).has_value());
  }
};

QTEST_APPLESS_MAIN(FramesTest)
#include "frames_test.moc"
