// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/envelope.h"

#include "tests/unit/wire/golden.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::wire;

namespace {

Envelope sample() {
  Envelope envelope;
  envelope.thread = *core::ThreadId::parse("0193a5a0-0000-7000-8000-0000000000aa");
  envelope.run = *core::RunId::parse("0193a5a0-0000-7000-8000-0000000000bb");
  envelope.fence = (std::int64_t{1} << 40) + 5;
  envelope.attempt = 2;
  return envelope;
}

constexpr std::chrono::microseconds kAt{1767225600000001};

Envelope twoEvents() {
  auto envelope = sample();
  envelope.firstN = 1;
  envelope.lastN = 2;
  const auto run = envelope.run.text(), thread = envelope.thread.text();
  envelope.events.push_back(
      {"metadata", "", kAt, "{\"run_id\":\"" + run + "\",\"attempt\":2,\"thread_id\":\"" + thread + "\"}"});
  envelope.events.push_back({"values", "node:0193a5a0-0000-5000-8000-0000000000dd",
                             kAt + std::chrono::microseconds(1), "{\"n\":\"\xc3\xbc\"}"});
  return envelope;
}

/// Compressible or not, as asked.
Envelope large(std::size_t size, bool random) {
  auto envelope = sample();
  envelope.firstN = envelope.lastN = 3;
  std::string json(size, 'x');
  std::uint32_t state = 1;
  for (auto& c : json) {
    state = state * 1664525U + 1013904223U;
    if (random) c = static_cast<char>(state >> 24U);
  }
  envelope.events.push_back({"custom", "", kAt, json});
  return envelope;
}

}  // namespace

class EnvelopeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void goldenTwoEvents() {
    const auto bytes = goldenBytes("envelope/two_events.bin");
    EnvelopeReader reader;
    const auto read = reader.read(bytes);
    QVERIFY(read.has_value() && read->has_value());
    QVERIFY(**read == twoEvents());
    QVERIFY(encodeEnvelope(twoEvents()) == bytes);
  }

  void goldenEnd() {
    EnvelopeReader reader;
    const auto bytes = goldenBytes("envelope/end.bin");
    const auto read = reader.read(bytes);
    QVERIFY(read.has_value() && read->has_value());
    QVERIFY((*read)->end);
    QCOMPARE((*read)->events.front().json, std::string("{\"status\":\"success\"}"));
    QVERIFY(encodeEnvelope(**read) == bytes);
  }

  void goldenChunks() {
    EnvelopeReader reader;
    const auto first = reader.read(goldenBytes("envelope/chunk_0.bin"));
    QVERIFY(first.has_value() && !first->has_value());
    const auto second = reader.read(goldenBytes("envelope/chunk_1.bin"));
    QVERIFY(second.has_value() && second->has_value());
    QCOMPARE((*second)->events.front().json.size(), std::size_t{80002});
    QCOMPARE((*second)->lastN, std::int64_t{3});
  }

  void roundTrips_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("random");
    QTest::newRow("small") << 100 << false;
    QTest::newRow("compressed") << 100'000 << false;
    QTest::newRow("cut") << 300'000 << true;
  }

  void roundTrips() {
    QFETCH(int, size);
    QFETCH(bool, random);
    const auto envelope = large(static_cast<std::size_t>(size), random);
    EnvelopeReader reader;
    core::Result<std::optional<Envelope>> last = std::optional<Envelope>();
    for (const auto& piece : cutEnvelope(encodeEnvelope(envelope))) {
      QVERIFY(piece.size() <= kEnvelopeLimit);
      QVERIFY(!last->has_value());
      last = reader.read(piece);
      QVERIFY(last.has_value());
    }
    QVERIFY(last->has_value());
    QVERIFY(**last == envelope);
  }

  void missedChunkIsDropped() {
    const auto pieces = cutEnvelope(encodeEnvelope(large(300'000, true)));
    QVERIFY(pieces.size() > 3);
    EnvelopeReader reader;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i == 2) continue;
      const auto read = reader.read(pieces[i]);
      QVERIFY(read.has_value() && !read->has_value());
    }
    const auto next = reader.read(encodeEnvelope(twoEvents()));
    QVERIFY(next.has_value() && next->has_value());
  }

  void everyCutIsRefused() {
    const auto bytes = encodeEnvelope(twoEvents());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EnvelopeReader reader;
      QVERIFY2(!reader.read(std::string_view(bytes).substr(0, size)).has_value(),
               qPrintable(QString::number(size)));
    }
  }

  void damageNeverCrashes() {
    const auto good = encodeEnvelope(large(20'000, false));
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const unsigned flip : {0x01U, 0x80U, 0xffU}) {
        auto bad = good;
        bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ flip);
        EnvelopeReader reader;
        const auto read = reader.read(bad);
        if (at == 0) QVERIFY(!read.has_value());
      }
    }
  }
};

QTEST_APPLESS_MAIN(EnvelopeTest)
#include "envelope_test.moc"
