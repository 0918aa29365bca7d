// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/sse.h"

#include <random>
#include <string>

#include <QTest>

using namespace heddle::wire;

namespace {

using namespace std::string_literals;

const std::string kStream =
    "event: metadata\r\ndata: {\"run_id\":\"r\"}\r\nid: 5-1\r\n\r\n"
    ": heartbeat\r\n\r\n"
    "event: values|a:b\ndata: {\"n\":1}\nid: 5-2\n\n"
    "data:first\rdata: second\r\r"
    "event: ignored\n\n"
    "id: bad\0id\nretry: 5\nunknown\ndata\n\n"s;

std::vector<std::string> shown(const std::vector<SseEvent>& events) {
  std::vector<std::string> out;
  for (const auto& event : events)
    out.push_back(event.event + "/" + event.data + "/" + event.id);
  return out;
}

const std::vector<std::string> kExpected{"metadata/{\"run_id\":\"r\"}/5-1", "values|a:b/{\"n\":1}/5-2",
                                         "message/first\nsecond/", "message//"};

}  // namespace

class SseTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsWhole() {
    SseParser parser;
    QCOMPARE(shown(parser.feed(kStream)), kExpected);
    QCOMPARE(parser.comments(), std::size_t{1});
  }

  void readsByteByByte() {
    SseParser parser;
    std::vector<SseEvent> events;
    for (const char c : kStream) {
      for (auto& event : parser.feed(std::string_view(&c, 1)))
        events.push_back(std::move(event));
    }
    QCOMPARE(shown(events), kExpected);
  }

  void readsAnyCut() {
    std::mt19937 random(20261123);
    for (int round = 0; round < 500; ++round) {
      SseParser parser;
      std::vector<SseEvent> events;
      for (std::size_t at = 0; at < kStream.size();) {
        const std::size_t step = 1 + random() % 17;
        for (auto& event : parser.feed(std::string_view(kStream).substr(at, step)))
          events.push_back(std::move(event));
        at += step;
      }
      QVERIFY2(shown(events) == kExpected, ("round " + std::to_string(round)).c_str());
    }
  }

  void dropsWhatIsTooLargeAndGoesOn() {
    SseParser parser(64);
    const auto events = parser.feed("data: " + std::string(5000, 'x') + "\ndata: y\n\ndata: ok\n\n");
    QCOMPARE(shown(events), std::vector<std::string>{"message/ok/"});
    QCOMPARE(parser.dropped(), std::size_t{1});
  }

  void anUnfinishedEventIsNotAnEvent() {
    SseParser parser;
    QVERIFY(parser.feed("event: a\ndata: b\n").empty());
    QCOMPARE(parser.feed("\n").size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(SseTest)
#include "sse_test.moc"
