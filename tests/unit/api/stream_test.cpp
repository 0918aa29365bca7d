// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_result.h"
#include "backend/api/sse_text.h"
#include "backend/api/stream_filter.h"
#include "backend/wire/sse.h"

#include <QTest>

using namespace heddle;
using namespace heddle::api;

namespace {

jobs::StreamEvent streamEvent(std::string name, std::string data) {
  jobs::StreamEvent made;
  made.event = std::move(name);
  made.data = std::make_shared<const std::string>(std::move(data));
  return made;
}

}  // namespace

class ApiStreamTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void framesAreExact();
  void framesReadBack();
  void filters_data();
  void filters();
  void resultIsTheLastValues();
  void resultMergesInterrupts();
  void resultTellsErrors();
  void resultComesFromStorage();
};

void ApiStreamTest::framesAreExact() {
  std::string out;
  appendSse(out, "values|a:b", R"({"n":1.0})", "12-3");
  QCOMPARE(out, std::string("event: values|a:b\r\ndata: {\"n\":1.0}\r\nid: 12-3\r\n\r\n"));
  out.clear();
  appendSse(out, "e\r\nx", "{\n \"a\":1\r\n}", "");
  QCOMPARE(out, std::string("event: ex\r\ndata: {  \"a\":1  }\r\n\r\n"));
  QCOMPARE(kHeartbeat, std::string_view(": heartbeat\r\n\r\n"));
}

void ApiStreamTest::framesReadBack() {
  std::string out(kHeartbeat);
  appendSse(out, "metadata", R"({"run_id":"r"})", "1-1");
  out.append(kHeartbeat);
  appendSse(out, "custom", "\"\xC3\xA9\"", "1-2");
  wire::SseParser parser;
  std::vector<wire::SseEvent> events;
  for (const char c : out) {
    for (auto& read : parser.feed(std::string_view(&c, 1)))
      events.push_back(std::move(read));
  }
  QCOMPARE(events.size(), std::size_t(2));
  QCOMPARE(events[1].event, std::string("custom"));
  QCOMPARE(events[1].data, std::string("\"\xC3\xA9\""));
  QCOMPARE(events[1].id, std::string("1-2"));
  QCOMPARE(parser.comments(), std::size_t(2));
}

void ApiStreamTest::filters_data() {
  QTest::addColumn<QStringList>("modes");
  QTest::addColumn<QString>("event");
  QTest::addColumn<bool>("created");
  QTest::addColumn<bool>("joined");
  const auto row = [](const char* modes, const char* name, bool created, bool joined) {
    const auto list = QString::fromLatin1(modes).split(QLatin1Char(','), Qt::SkipEmptyParts);
    QTest::addRow("%s / %s", modes, name) << list << QString::fromLatin1(name) << created << joined;
  };
  row("", "debug", true, true);
  row("values", "values", true, true);
  row("values", "values|sub:1", true, true);
  row("values", "updates", false, false);
  row("updates,custom", "custom|sub:1", true, true);
  row("updates", "metadata", true, true);
  row("updates", "error", true, true);
  row("updates", "feedback", true, true);
  row("messages-tuple", "messages", true, true);
  row("messages-tuple", "messages|chat:1", true, true);
  row("messages-tuple", "messages/partial", false, true);
  row("messages", "messages/metadata", true, true);
  row("messages", "messages", false, true);
  row("values", "messages", false, false);
}

void ApiStreamTest::filters() {
  QFETCH(QStringList, modes);
  QFETCH(QString, event);
  QFETCH(bool, created);
  QFETCH(bool, joined);
  std::vector<std::string> words;
  for (const auto& mode : modes)
    words.push_back(mode.toStdString());
  QCOMPARE(StreamFilter::ofCreation(words).passes(event.toStdString(), "{}"), created);
  QCOMPARE(StreamFilter::ofJoin(words).passes(event.toStdString(), "{}"), joined);
  QVERIFY(StreamFilter::ofCreation(words).passes("updates", R"({"__interrupt__":[]})"));
}

void ApiStreamTest::resultIsTheLastValues() {
  RunResult result;
  QCOMPARE(result.json(), std::string("{}"));
  QVERIFY(result.empty());
  result.take(streamEvent("metadata", "{}"));
  result.take(streamEvent("values", R"({"n":1})"));
  result.take(streamEvent("values|sub:1", R"({"sub":1})"));
  result.take(streamEvent("updates", R"({"node":{}})"));
  result.take(streamEvent("values", R"({"n":2.0})"));
  QCOMPARE(result.json(), std::string(R"({"n":2.0})"));
}

void ApiStreamTest::resultMergesInterrupts() {
  RunResult result;
  result.take(streamEvent("values", R"({"n":1})"));
  result.take(streamEvent("values", R"({"__interrupt__":[{"id":"a","value":1}]})"));
  result.take(streamEvent("updates", R"({"__interrupt__":[{"id":"a","value":1}]})"));
  result.take(streamEvent("values", R"({"n":2,"__interrupt__":[{"id":"b","value":2}]})"));
  QCOMPARE(result.json(),
           std::string(R"({"n":2,"__interrupt__":[{"id":"a","value":1},{"id":"b","value":2}]})"));
  RunResult bare;
  bare.take(streamEvent("values", R"({"__interrupt__":[{"id":"a"}]})"));
  QCOMPARE(bare.json(), std::string(R"({"__interrupt__":[{"id":"a"}]})"));
}

void ApiStreamTest::resultTellsErrors() {
  RunResult result;
  result.take(streamEvent("values", R"({"n":1})"));
  result.take(streamEvent("error", R"({"error":"ValueError","message":"no"})"));
  QCOMPARE(result.json(), std::string(R"({"__error__":{"error":"ValueError","message":"no"}})"));
}

void ApiStreamTest::resultComesFromStorage() {
  core::RunOutcome outcome;
  outcome.values = core::JsonText{R"({"n":1})"};
  outcome.interrupts = core::JsonText{R"({"task":[{"id":"a"}]})"};
  RunResult result;
  result.take(outcome);
  QCOMPARE(result.json(), std::string(R"({"n":1,"__interrupt__":[{"id":"a"}]})"));
  outcome.error = core::JsonText{R"({"error":"E","message":"m"})"};
  RunResult failed;
  failed.take(outcome);
  QCOMPARE(failed.json(), std::string(R"({"__error__":{"error":"E","message":"m"}})"));
}

QTEST_APPLESS_MAIN(ApiStreamTest)
#include "stream_test.moc"
