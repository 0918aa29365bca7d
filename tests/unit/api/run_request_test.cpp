// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_request.h"

#include "backend/api/json_object.h"
#include "backend/api/run_config.h"

#include <QTest>

using namespace heddle;
using namespace heddle::api;

namespace {

ConfigParts parts() {
  ConfigParts made;
  made.runId = *core::RunId::parse("00000000-0000-0000-0000-000000000001");
  made.threadId = *core::ThreadId::parse("00000000-0000-0000-0000-000000000002");
  made.assistantId = *core::AssistantId::parse("00000000-0000-0000-0000-000000000003");
  made.graphId = "agent";
  return made;
}

std::string configurable(const RunConfig& config, std::string_view key) {
  return std::string(JsonObject(JsonObject(config.config).raw("configurable")).raw(key));
}

}  // namespace

class RunRequestTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void defaults();
  void passesTextOn();
  void refuses_data();
  void refuses();
  void configIsMergedInOrder();
  void configurableAndContextExclude();
  void eachIsMirrored();
  void serverSetsIds();
  void threadsRememberOnlyTheirShare();
  void headersAreCopiedButSecrets();
};

void RunRequestTest::defaults() {
  const auto request = *readRunRequest(R"({"assistant_id":"agent"})");
  QCOMPARE(request.input, std::string("null"));
  QCOMPARE(request.command, std::string("null"));
  QVERIFY(request.strategy == core::MultitaskStrategy::enqueue);
  QCOMPARE(request.streamModes, std::vector<std::string>{"values"});
  QVERIFY(!request.createThread && !request.keepThread && !request.cancelOnDisconnect && !request.resumes);
  QCOMPARE(request.passed.text(), std::string(R"({"subgraphs":false,"resumable":false})"));
}

void RunRequestTest::passesTextOn() {
  const auto request = *readRunRequest(R"({"assistant_id":"agent","input":{"z":1.0,"a":12345678901234567890},
    "command":{"resume":false},"stream_mode":["updates","messages-tuple"],"stream_subgraphs":true,
    "interrupt_before":"*","interrupt_after":["a"],"checkpoint_id":"c","checkpoint_during":false,
    "after_seconds":1.5,"if_not_exists":"create","on_disconnect":"cancel","multitask_strategy":"rollback",
    "on_completion":"keep","webhook":"https://x","unknown":[1],"strict_resume":true,"feedback_keys":["warm"],
    "langsmith_tracer":{"project_name":"p","own":1.0}})");
  QCOMPARE(request.input, std::string(R"({"z":1.0,"a":12345678901234567890})"));
  QVERIFY(request.resumes);
  QCOMPARE(request.after.count(), 1500);
  QVERIFY(request.createThread && request.keepThread && request.cancelOnDisconnect);
  QVERIFY(request.strategy == core::MultitaskStrategy::rollback);
  QCOMPARE(request.checkpoint, std::string(R"({"checkpoint_id":"c"})"));
  QCOMPARE(request.passed.text(),
           std::string(R"({"interrupt_before":"*","interrupt_after":["a"],"webhook":"https://x",)"
                       R"("checkpoint_during":false,"durability":"exit","feedback_keys":["warm"],)"
                       R"("langsmith_tracer":{"project_name":"p","own":1.0},"strict_resume":true,)"
                       R"("subgraphs":true,"resumable":false})"));
}

void RunRequestTest::refuses_data() {
  QTest::addColumn<QByteArray>("fields");
  QTest::newRow("no assistant") << QByteArray(R"({"input":{}})");
  QTest::newRow("stream mode") << QByteArray(R"({"assistant_id":"a","stream_mode":"everything"})");
  QTest::newRow("strategy") << QByteArray(R"({"assistant_id":"a","multitask_strategy":"skip"})");
  QTest::newRow("durability") << QByteArray(R"({"assistant_id":"a","durability":"never"})");
  QTest::newRow("breakpoints") << QByteArray(R"({"assistant_id":"a","interrupt_before":"node"})");
  QTest::newRow("command") << QByteArray(R"({"assistant_id":"a","command":"resume"})");
  QTest::newRow("config") << QByteArray(R"({"assistant_id":"a","config":[]})");
  QTest::newRow("tracer") << QByteArray(R"({"assistant_id":"a","langsmith_tracer":"loom"})");
  QTest::newRow("list for a tracer") << QByteArray(R"({"assistant_id":"a","langsmith_tracer":[]})");
  QTest::newRow("project") << QByteArray(R"({"assistant_id":"a","langsmith_tracer":{"project_name":1}})");
  QTest::newRow("example") << QByteArray(R"({"assistant_id":"a","langsmith_tracer":{"example_id":"x"}})");
  QTest::newRow("strict") << QByteArray(R"({"assistant_id":"a","strict_resume":1})");
  QTest::newRow("past") << QByteArray(R"({"assistant_id":"a","after_seconds":-1})");
  QTest::newRow("webhook") << QByteArray(R"({"assistant_id":"a","webhook":""})");
  QTest::newRow("flag") << QByteArray(R"({"assistant_id":"a","stream_resumable":"yes"})");
}

void RunRequestTest::refuses() {
  QFETCH(QByteArray, fields);
  const auto request = readRunRequest(fields.toStdString());
  QVERIFY(!request);
  QVERIFY(request.error().code == core::ErrorCode::invalid);
}

void RunRequestTest::configIsMergedInOrder() {
  auto made = parts();
  made.assistantConfig = R"({"configurable":{"a":1,"b":1,"c":1},"tags":["x"],"recursion_limit":7})";
  made.threadConfig = R"({"configurable":{"b":2,"c":2,"thread_id":"stale","checkpoint_id":"stale"}})";
  made.config = R"({"configurable":{"c":3.0},"metadata":{"m":1,"n":1}})";
  made.assistantMetadata = R"({"k":0,"m":0})";
  made.metadata = R"({"n":2})";
  const auto config = *makeRunConfig(made, {});
  QCOMPARE(configurable(config, "a"), std::string("1"));
  QCOMPARE(configurable(config, "b"), std::string("2"));
  QCOMPARE(configurable(config, "c"), std::string("3.0"));
  QVERIFY(configurable(config, "checkpoint_id").empty());
  const JsonObject whole(config.config);
  QCOMPARE(whole.raw("tags"), std::string_view(R"(["x"])"));
  QCOMPARE(whole.raw("recursion_limit"), std::string_view("7"));
  const JsonObject metadata(whole.raw("metadata"));
  QCOMPARE(metadata.raw("k"), std::string_view("0"));
  QCOMPARE(metadata.raw("m"), std::string_view("1"));
  QCOMPARE(metadata.raw("n"), std::string_view("2"));
  QCOMPARE(metadata.string("run_id"), made.runId.text());
}

void RunRequestTest::configurableAndContextExclude() {
  auto made = parts();
  made.config = R"({"configurable":{"model":"a"}})";
  made.context = R"({"model":"b"})";
  const auto refused = makeRunConfig(made, {});
  QVERIFY(!refused && refused.error().code == core::ErrorCode::badRequest);
  made.config = R"({"configurable":{"thread_id":"t","checkpoint_id":"c"}})";
  const auto config = makeRunConfig(made, {});
  QVERIFY(config.has_value());
  QCOMPARE(config->checkpointId, std::string("c"));
}

void RunRequestTest::eachIsMirrored() {
  auto made = parts();
  made.assistantContext = R"({"lang":"en"})";
  made.context = R"({"model":"b"})";
  const auto first = *makeRunConfig(made, {});
  QCOMPARE(configurable(first, "model"), std::string(R"("b")"));
  QCOMPARE(configurable(first, "lang"), std::string(R"("en")"));
  made.context = "{}";
  made.config = R"({"configurable":{"model":"c"}})";
  QCOMPARE((*makeRunConfig(made, {})).context, std::string(R"({"lang":"en","model":"c"})"));
}

void RunRequestTest::serverSetsIds() {
  auto made = parts();
  made.config = R"({"configurable":{"run_id":"forged","graph_id":"forged"}})";
  const auto config = *makeRunConfig(made, {});
  QCOMPARE(configurable(config, "run_id"), "\"" + made.runId.text() + "\"");
  QCOMPARE(configurable(config, "thread_id"), "\"" + made.threadId.text() + "\"");
  QCOMPARE(configurable(config, "graph_id"), std::string("\"agent\""));
  QCOMPARE(JsonObject(config.config).raw("recursion_limit"), std::string_view("25"));
}

void RunRequestTest::threadsRememberOnlyTheirShare() {
  auto made = parts();
  made.assistantConfig = R"({"configurable":{"a":1}})";
  made.config =
      R"({"tags":["t"],"configurable":{"b":2,"checkpoint_id":"c","thread_id":"t"},"metadata":{"m":1}})";
  const auto config = *makeRunConfig(made, {});
  QCOMPARE(config.threadConfig, std::string(R"({"tags":["t"],"configurable":{"b":2}})"));
}

void RunRequestTest::headersAreCopiedButSecrets() {
  net::Request request;
  request.id = "r1";
  for (const auto* name :
       {"x-user", "x-api-key", "x-tenant-id", "x-service-key", "user-agent", "authorization", "accept"}) {
    request.headers.push_back({name, "v"});
  }
  const auto config = *makeRunConfig(parts(), request);
  QCOMPARE(configurable(config, "x-user"), std::string("\"v\""));
  QCOMPARE(configurable(config, "user-agent"), std::string("\"v\""));
  QCOMPARE(configurable(config, "langgraph_request_id"), std::string("\"r1\""));
  for (const auto* name : {"x-api-key", "x-tenant-id", "x-service-key", "authorization", "accept"}) {
    QVERIFY2(configurable(config, name).empty(), name);
  }
  QVERIFY(config.threadConfig == "{}");
}

QTEST_APPLESS_MAIN(RunRequestTest)
#include "run_request_test.moc"
