// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_commands.h"
#include "backend/api/protocol_events.h"

#include <memory>

#include <QTest>

using namespace heddle;
using api::Namespace;
using api::ProtocolFilter;

namespace {

ProtocolFilter filterOf(const std::string& params) {
  auto filter = ProtocolFilter::read(params);
  if (!filter) qFatal("%s", filter.error().message.c_str());
  return *filter;
}

jobs::StreamEvent streamEvent(std::string name, std::string data) {
  return {jobs::EventId{1, 2}, std::move(name), std::make_shared<const std::string>(std::move(data))};
}

std::vector<std::string> told(const std::vector<api::ProtocolEvent>& events) {
  std::vector<std::string> texts;
  for (const auto& event : events) {
    std::string text = event.method + "@";
    for (const auto& segment : event.place)
      text += segment + "/";
    texts.push_back(text + " " + event.data);
  }
  return texts;
}

}  // namespace

class ProtocolTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void channels() {
    const auto filter = filterOf(R"({"channels":["values","custom:notes"],"since":7,"other":1})");
    QVERIFY(filter.wants("values"));
    QVERIFY(!filter.wants("updates"));
    QVERIFY(filter.wants("custom", "notes"));
    QVERIFY(!filter.wants("custom", "other"));
    QVERIFY(!filter.wants("custom"));
    QVERIFY(filterOf(R"({"channels":["custom"]})").wants("custom", "notes"));
    QCOMPARE(filter.since(), std::int64_t{7});
  }

  void places_data() {
    QTest::addColumn<QString>("params");
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("reached");
    QTest::newRow("anywhere") << ""
                              << "a:1|b:2" << true;
    QTest::newRow("a depth alone") << R"(,"depth":0)"
                                   << "a:1" << true;
    QTest::newRow("the root and below") << R"(,"namespaces":[[]])"
                                        << "a:1|b:2" << true;
    QTest::newRow("the root only") << R"(,"namespaces":[[]],"depth":0)"
                                   << "a:1" << false;
    QTest::newRow("one below") << R"(,"namespaces":[[]],"depth":1)"
                               << "a:1" << true;
    QTest::newRow("two below") << R"(,"namespaces":[[]],"depth":1)"
                               << "a:1|b:2" << false;
    QTest::newRow("one task") << R"(,"namespaces":[["a:1"]])"
                              << "a:1|b:2" << true;
    QTest::newRow("another task") << R"(,"namespaces":[["a:1"]])"
                                  << "a:2" << false;
    QTest::newRow("all tasks of a node") << R"(,"namespaces":[["a"]])"
                                         << "a:2" << true;
    QTest::newRow("a node, not a prefix of its name") << R"(,"namespaces":[["a"]])"
                                                      << "ab:2" << false;
    QTest::newRow("above") << R"(,"namespaces":[["a:1"]])"
                           << "" << false;
    QTest::newRow("one of several") << R"(,"namespaces":[["z"],["a"]],"depth":0)"
                                    << "a:1" << true;
  }
  void places() {
    QFETCH(QString, params);
    QFETCH(QString, place);
    QFETCH(bool, reached);
    const auto filter = filterOf(R"({"channels":["values"])" + params.toStdString() + "}");
    QCOMPARE(filter.reaches(api::namespaceOf(place.toStdString())), reached);
  }

  void plainModes() {
    api::ProtocolRun run("g");
    QCOMPARE(told(run.eventsOf(streamEvent("values|a:1", R"({"n":1,"__interrupt__":[{}]})"))),
             std::vector<std::string>{R"(values@a:1/ {"n":1})"});
    QCOMPARE(told(run.eventsOf(streamEvent("updates", R"({"x":{}})"))),
             std::vector<std::string>{R"(updates@ {"x":{}})"});
    QCOMPARE(told(run.eventsOf(streamEvent("custom", "3"))),
             std::vector<std::string>{R"(custom@ {"payload":3})"});
    const auto named = run.eventsOf(streamEvent("protocol:custom", R"({"name":"notes","payload":1})"));
    QCOMPARE(named.at(0).name, std::string("notes"));
    QCOMPARE(told(run.eventsOf(streamEvent("protocol:messages", "{}"))),
             std::vector<std::string>{"messages@ {}"});
    for (const auto* silent : {"metadata", "messages", "messages/partial", "debug", "error", "feedback"})
      QVERIFY(run.eventsOf(streamEvent(silent, "{}")).empty());
  }

  void questionsComeWithTheEndAndOnce() {
    api::ProtocolRun run("g");
    const std::string paused = R"({"__interrupt__":[{"id":"i","value":"ok?"}]})";
    QVERIFY(run.eventsOf(streamEvent("updates|a:1", paused)).empty());
    QVERIFY(run.eventsOf(streamEvent("updates", paused)).empty());
    core::RunOutcome outcome;
    outcome.interrupts = core::JsonText{R"({"t":[{"id":"i","value":"ok?"},{"id":"k"}]})"};
    const std::vector<std::string> expected{
        R"(input.requested@a:1/ {"interrupt_id":"i","payload":"ok?","value":"ok?"})",
        R"(input.requested@ {"interrupt_id":"k","payload":null,"value":null})",
        R"(lifecycle@ {"event":"interrupted","graph_name":"g"})"};
    QCOMPARE(told(run.ending(outcome)), expected);
  }

  void ends_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("word");
    QTest::newRow("success") << static_cast<int>(core::RunStatus::success)
                             << R"("completed","graph_name":"g")";
    QTest::newRow("error") << static_cast<int>(core::RunStatus::error)
                           << R"("failed","graph_name":"g","error":"boom")";
    QTest::newRow("timeout") << static_cast<int>(core::RunStatus::timeout)
                             << R"("failed","graph_name":"g","error":"boom")";
    QTest::newRow("cancelled") << static_cast<int>(core::RunStatus::interrupted)
                               << R"("interrupted","graph_name":"g")";
  }
  void ends() {
    QFETCH(int, status);
    QFETCH(QString, word);
    core::RunOutcome outcome;
    outcome.status = static_cast<core::RunStatus>(status);
    outcome.error = core::JsonText{R"({"error":"E","message":"boom"})"};
    outcome.values = core::JsonText{"{}"};
    api::ProtocolRun lost("g"), seen("g");
    seen.eventsOf(streamEvent("values", "{}"));
    const auto end = "lifecycle@ {\"event\":" + word.toStdString() + "}";
    QCOMPARE(told(lost.ending(outcome)), (std::vector<std::string>{"values@ {}", end}));
    QCOMPARE(told(seen.ending(outcome)), std::vector<std::string>{end});
  }

  void text() {
    const api::ProtocolEvent event{"values", "values", {}, {"a:1", "b:2"}, "{\"n\":\n1}"};
    const std::string expected =
        "{\"type\":\"event\",\"event_id\":\"5-6\",\"seq\":9,\"method\":\"values\",\"params\":"
        "{\"namespace\":[\"a:1\",\"b:2\"],\"timestamp\":1000,\"data\":{\"n\": 1}}}";
    QCOMPARE(api::protocolText(event, "5-6", 9, 1000), expected);
  }

  void envelopes() {
    const auto command = api::ProtocolCommand::read(R"({"id":-3,"method":"m","params":{"a":1}})");
    QVERIFY(command);
    QCOMPARE(command->id + command->method + command->params, std::string(R"(-3m{"a":1})"));
    QCOMPARE(api::ProtocolCommand::read(R"({"id":1,"method":"m","params":[]})")->params, std::string("{}"));
    for (const auto* wrong : {"[]", "{}", R"({"id":1})", R"({"id":1.5,"method":"m"})",
                              R"({"id":"1","method":"m"})", R"({"id":1,"method":3})"})
      QVERIFY2(!api::ProtocolCommand::read(wrong), wrong);
    QVERIFY(api::ProtocolCommand::malformed(R"({"id":"x"})").starts_with(R"({"type":"error","id":"x")"));
  }
};

QTEST_GUILESS_MAIN(ProtocolTest)
#include "protocol_test.moc"
