// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/tail_decoder.h"

#include <random>

#include <QtTest>

using namespace heddle;
using namespace heddle::client;

namespace {

const core::ThreadId kThread = core::ThreadId::parse("10000000-0000-0000-0000-000000000001").value();
const core::RunId kRun = core::RunId::parse("20000000-0000-0000-0000-000000000002").value();

wire::Envelope envelope(std::int64_t fence, std::int64_t first, std::int64_t last, std::size_t bytes = 10) {
  wire::Envelope out{kThread, kRun, fence, 1, first, last, false, {}};
  for (auto n = first; n <= last; ++n) {
    out.events.push_back({"values", "", std::chrono::microseconds(1000 + n),
                          "\"" + std::string(bytes, 'x') + std::to_string(n) + "\""});
  }
  return out;
}

QString summary(const TailBatch& rows) {
  QStringList words;
  for (const auto& row : rows) {
    if (row.kind == TailEvent::Kind::gap)
      words << QStringLiteral("gap");
    else if (row.kind == TailEvent::Kind::end)
      words << QStringLiteral("end");
    else
      words << QStringLiteral("%1-%2").arg(row.fence).arg(row.n);
  }
  return words.join(QLatin1Char(' '));
}

class Tail {
 public:
  explicit Tail(TailNames names = {}) : decoder(names), channel(decoder.channelOf(kThread, kRun)) {}
  bool publish(const std::string& bytes) { return decoder.message(channel, bytes, 5, rows); }
  void publish(const wire::Envelope& whole) {
    for (const auto& piece : wire::cutEnvelope(wire::encodeEnvelope(whole)))
      QVERIFY(publish(piece));
  }
  bool entry(const wire::Envelope& whole) {
    return decoder.entry("7-1", {"e", wire::encodeEnvelope(whole)}, kRun, 5, rows);
  }

  TailDecoder decoder;
  std::string channel;
  TailBatch rows;
};

std::string officialFrame(const std::string& id, const std::string& name, const std::string& body) {
  std::string out(1, '\1');
  for (const auto length : {id.size(), name.size()}) {
    out.push_back(static_cast<char>(length >> 8));
    out.push_back(static_cast<char>(length & 0xff));
  }
  return out + id + name + body;
}

}  // namespace

class TailDecoderTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void names() {
    const TailDecoder ours({TailNames::Flavour::heddle, "he*dle:"});
    QCOMPARE(ours.channelOf(kThread, kRun), std::string("he*dle:l:{20000000-0000-0000-0000-000000000002}"));
    QCOMPARE(ours.pattern(), std::string("he\\*dle:l:{*}"));
    const TailDecoder official({TailNames::Flavour::official, ""});
    QCOMPARE(
        official.channelOf(kThread, kRun),
        std::string(
            "thread:10000000-0000-0000-0000-000000000001:run:20000000-0000-0000-0000-000000000002:stream"));
    QCOMPARE(official.streamKeyOf(kThread, kRun),
             std::string("thread:10000000-0000-0000-0000-000000000001:cache"));
  }

  void numberingIsWatched_data() {
    QTest::addColumn<QVector<int>>("parts");  // fence, first, last
    QTest::addColumn<QString>("rows");
    QTest::newRow("in order") << QVector<int>{7, 1, 2, 7, 3, 3} << QStringLiteral("7-1 7-2 7-3");
    QTest::newRow("joined late") << QVector<int>{7, 5, 6} << QStringLiteral("7-5 7-6");
    QTest::newRow("hole") << QVector<int>{7, 1, 1, 7, 4, 4} << QStringLiteral("7-1 gap 7-4");
    QTest::newRow("double") << QVector<int>{7, 1, 2, 7, 1, 2, 7, 2, 3} << QStringLiteral("7-1 7-2 7-3");
    QTest::newRow("new attempt") << QVector<int>{7, 1, 2, 8, 1, 1} << QStringLiteral("7-1 7-2 8-1");
    QTest::newRow("new attempt with a hole")
        << QVector<int>{7, 1, 2, 8, 3, 3} << QStringLiteral("7-1 7-2 gap 8-3");
    QTest::newRow("old attempt") << QVector<int>{8, 1, 1, 7, 9, 9, 8, 2, 2} << QStringLiteral("8-1 8-2");
  }

  void numberingIsWatched() {
    QFETCH(QVector<int>, parts);
    Tail tail;
    for (qsizetype i = 0; i < parts.size(); i += 3)
      tail.publish(envelope(parts[i], parts[i + 1], parts[i + 2]));
    QTEST(summary(tail.rows), "rows");
  }

  void fieldsAreKept() {
    Tail tail;
    tail.publish({kThread,
                  kRun,
                  7,
                  2,
                  1,
                  1,
                  false,
                  {{"messages", "sub:1|x:2", std::chrono::microseconds(99), "[1]"}}});
    const auto& row = tail.rows.front();
    QCOMPARE(row.run, kRun);
    QCOMPARE(row.thread, kThread);
    QCOMPARE(row.mode, std::string("messages"));
    QCOMPARE(row.ns, std::string("sub:1|x:2"));
    QCOMPARE(row.time, std::int64_t{99});
    QCOMPARE(row.received, std::int64_t{5});
    QCOMPARE(row.attempt, 2);
    QCOMPARE(*row.data, std::string("[1]"));
  }

  void endIsTold() {
    Tail tail;
    tail.publish(envelope(7, 1, 1));
    wire::Envelope last{
        kThread, kRun, 7,    1,
        2,       2,    true, {{"end", "", std::chrono::microseconds(1), "{\"status\":\"success\"}"}}};
    tail.publish(last);
    QCOMPARE(summary(tail.rows), QStringLiteral("7-1 end"));
  }

  void chunksArePutTogether() {
    Tail tail;
    std::mt19937 random(1);
    auto big = envelope(7, 1, 3, 1);
    for (auto& event : big.events) {  // does not compress
      event.json = "\"";
      for (int i = 0; i < 90'000; ++i)
        event.json.push_back(static_cast<char>('a' + random() % 26));
      event.json.push_back('"');
    }
    const auto pieces = wire::cutEnvelope(wire::encodeEnvelope(big));
    QVERIFY(pieces.size() > 1);
    tail.publish(big);
    QCOMPARE(summary(tail.rows), QStringLiteral("7-1 7-2 7-3"));
    QCOMPARE(*tail.rows[2].data, big.events[2].json);
    // A missing piece makes the whole a hole, which the next envelope shows.
    Tail torn;
    torn.publish(envelope(7, 1, 1));
    auto second = big;
    second.firstN = 2;
    second.lastN = 4;
    const auto again = wire::cutEnvelope(wire::encodeEnvelope(second));
    for (std::size_t i = 0; i < again.size(); ++i) {
      if (i != 1) torn.publish(again[i]);
    }
    torn.publish(envelope(7, 5, 5));
    QCOMPARE(summary(torn.rows), QStringLiteral("7-1 gap 7-5"));
    QCOMPARE(torn.decoder.gaps(), std::uint64_t{1});
  }

  void replayThenLive() {
    Tail tail;
    QVERIFY(tail.entry(envelope(7, 1, 4)));
    tail.publish(envelope(7, 3, 6));
    QCOMPARE(summary(tail.rows), QStringLiteral("7-1 7-2 7-3 7-4 7-5 7-6"));
    QVERIFY(!tail.decoder.entry("7-1", {"other", "x"}, kRun, 5, tail.rows));
  }

  void anyCutIsRefused() {
    const auto bytes = wire::encodeEnvelope(envelope(7, 1, 3));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      Tail tail;
      tail.publish(bytes.substr(0, length));
      QVERIFY(tail.rows.empty());
    }
    Tail tail;
    QVERIFY(!tail.decoder.message("heddle:l:{no id}", bytes, 5, tail.rows));
    QVERIFY(!tail.decoder.message("", bytes, 5, tail.rows));
  }

  void officialFrames() {
    Tail tail({TailNames::Flavour::official, ""});
    QVERIFY(tail.decoder.entry("10-1", {"run_id", kRun.text(), "event", "metadata", "message", "{}"}, kRun, 5,
                               tail.rows));
    QVERIFY(tail.decoder.entry("11-0",
                               {"run_id", core::RunId{}.text(), "event", "values", "message", "other run"},
                               kRun, 5, tail.rows));
    QVERIFY(tail.publish(officialFrame("10-1", "metadata", "{}")));
    QVERIFY(tail.publish(officialFrame("12-0", "messages|sub:1", "[1]")));
    QVERIFY(tail.publish(officialFrame("", "values", "{\"a\":1}")));
    QVERIFY(tail.publish(officialFrame("", "control", "done")));
    QCOMPARE(summary(tail.rows), QStringLiteral("0-1 0-2 0-3 end"));
    QCOMPARE(tail.rows[1].mode, std::string("messages"));
    QCOMPARE(tail.rows[1].ns, std::string("sub:1"));
    QCOMPARE(tail.rows[1].time, std::int64_t{12'000});
    const auto frame = officialFrame("12-0", "values", "");
    for (std::size_t length = 0; length < frame.size(); ++length)
      QVERIFY(!tail.publish(frame.substr(0, length)));
  }
};

QTEST_APPLESS_MAIN(TailDecoderTest)
#include "tail_decoder_test.moc"
