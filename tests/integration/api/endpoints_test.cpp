// SPDX-License-Identifier: Apache-2.0
#include "api_fixture.h"
#include "backend/api/json_object.h"

#include <QTest>

using namespace heddle;
using namespace heddle::test;

class EndpointsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { api_.emplace(); }
  void cleanup() { api_.reset(); }

  void systemTellsOfItself();
  void systemTellsOfAWrongClock();
  void answersStatuses_data();
  void answersStatuses();
  void assistantsByGraphId();
  void assistantsMirrorContext();
  void pagesHaveHeaders();
  void threadsAreWorded();
  void minimalUpdatesAreEmpty();
  void stateComesFromTheSnapshot();
  void stateOfAnEmptyThread();
  void stateAsksTheReader();
  void historyHasItsDefaults();
  void editsTakeAndReturnTheSlot();
  void editsReturnTheSlotWhenTheReaderBreaks();

 private:
  Answer post(const std::string& path, const std::string& body = "{}", const std::string& headers = {}) {
    return api_->ask(request("POST", path, body, headers));
  }
  Answer get(const std::string& path) { return api_->ask(::get(path)); }

  std::optional<ApiFixture> api_;
};

void EndpointsTest::systemTellsOfItself() {
  QCOMPARE(get("/ok").body, std::string("{\"ok\":true}"));
  QCOMPARE(get("/").status, 200);
  const auto checked = get("/ok?check_db=1");
  QVERIFY(checked.body.find("\"database\":\"ok\"") != std::string::npos);
  const api::JsonObject info(get("/info").body);
  QCOMPARE(info.string("langgraph_py_version"), std::string("1.2.0"));
  QVERIFY(info.raw("flags").find("\"crons\":true") != std::string_view::npos);
  QVERIFY(info.raw("heddle").find("ImportError: x") != std::string_view::npos);
  QCOMPARE(std::string(api::JsonObject(info.raw("heddle")).raw("clock")),
           std::string(R"({"offset_ms":0,"ok":true})"));
  const auto metrics = get("/metrics");
  QVERIFY(metrics.body.find("\nlg_api_num_pending_runs 2\n") != std::string::npos);
  QVERIFY(metrics.body.find("\nlg_api_oldest_pending_run_seconds 1.5\n") != std::string::npos);
}

void EndpointsTest::systemTellsOfAWrongClock() {
  const jobs::ReplicaState off{std::chrono::microseconds(-2500000), true, {3, 2, 1}, {}};
  api_->server->onServer([&] { return api_->runs->replicaState = off, 0; });
  const api::JsonObject info(get("/info").body);
  QCOMPARE(std::string(api::JsonObject(info.raw("heddle")).raw("clock")),
           std::string(R"({"offset_ms":-2500,"ok":false})"));
  const auto metrics = get("/metrics").body;
  for (const auto* line : {"clock_offset_seconds -2.5", "stream_gaps_total 3", "stream_refills_asked_total 2",
                           "stream_refills_served_total 1"})
    QVERIFY2(metrics.find("\nlg_api_" + std::string(line) + "\n") != std::string::npos, line);
}

void EndpointsTest::answersStatuses_data() {
  QTest::addColumn<QByteArray>("method");
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<int>("status");
  const QByteArray none = "/threads/00000000-0000-0000-0000-0000000000ff";
  const auto row = [](const char* name, const char* method, const QByteArray& path, const char* body,
                      int status) {
    QTest::newRow(name) << QByteArray(method) << path << QByteArray(body) << status;
  };
  row("unknown path", "GET", "/nowhere", "", 404);
  row("wrong method", "PUT", "/threads", "", 405);
  row("thread id", "GET", "/threads/nope", "", 422);
  row("thread absent", "GET", none, "", 404);
  row("thread delete absent", "DELETE", none, "", 404);
  row("thread copy absent", "POST", none + "/copy", "", 409);
  row("thread body broken", "POST", "/threads", "{", 400);
  row("thread body list", "POST", "/threads", "[]", 422);
  row("thread metadata", "POST", "/threads", R"({"metadata":1})", 422);
  row("thread id in body", "POST", "/threads", R"({"thread_id":"x"})", 422);
  row("thread ttl", "POST", "/threads", R"({"ttl":-1})", 422);
  row("thread search limit", "POST", "/threads/search", R"({"limit":0})", 422);
  row("thread search sort", "POST", "/threads/search", R"({"sort_by":"color"})", 422);
  row("thread search status", "POST", "/threads/search", R"({"status":"fine"})", 422);
  row("thread state absent", "GET", none + "/state", "", 404);
  row("thread history absent", "POST", none + "/history", "", 404);
  row("thread history limit", "GET", none + "/history?limit=x", "", 422);
  row("state patch", "PATCH", none + "/state", "{}", 405);
  row("run id", "GET", none + "/runs/nope", "", 422);
  row("run absent", "GET", none + "/runs/00000000-0000-0000-0000-0000000000fe", "", 404);
  row("runs status", "GET", none + "/runs?status=fine", "", 422);
  row("assistant absent", "GET", "/assistants/00000000-0000-0000-0000-0000000000fd", "", 404);
  row("assistant of no graph", "GET", "/assistants/other", "", 422);
  row("assistant without graph", "POST", "/assistants", "{}", 422);
  row("assistant of unknown graph", "POST", "/assistants", R"({"graph_id":"other"})", 404);
  row("assistant version", "POST", "/assistants/agent/latest", R"({"version":2})", 404);
  row("assistant version missing", "POST", "/assistants/agent/latest", "{}", 422);
  row("assistant both contexts", "POST", "/assistants",
      R"({"graph_id":"agent","config":{"configurable":{"a":1}},"context":{"a":1}})", 400);
  row("text/plain is json", "POST", "/threads/count", R"({"metadata":{}})", 200);
}

void EndpointsTest::answersStatuses() {
  QFETCH(QByteArray, method);
  QFETCH(QByteArray, path);
  QFETCH(QByteArray, body);
  QFETCH(int, status);
  const auto answer = api_->ask(
      request(method.toStdString(), path.toStdString(), body.toStdString(), "Content-Type: text/plain\r\n"));
  QCOMPARE(answer.status, status);
  if (status >= 400) QVERIFY2(answer.body.starts_with("{\"detail\":\""), answer.body.c_str());
}

void EndpointsTest::assistantsByGraphId() {
  const api::JsonObject assistant(get("/assistants/agent").body);
  QCOMPARE(assistant.string("assistant_id"), std::string("fe096781-5601-53d2-b2f6-0d3403f7e9ca"));
  QCOMPARE(get("/assistants/fe096781-5601-53d2-b2f6-0d3403f7e9ca").status, 200);
  QVERIFY(get("/assistants/other").body.find("agent, broken") != std::string::npos);
  QCOMPARE(
      post("/assistants", R"({"graph_id":"agent","assistant_id":"fe096781-5601-53d2-b2f6-0d3403f7e9ca"})")
          .status,
      409);
  QCOMPARE(api_->ask(request("DELETE", "/assistants/agent?delete_threads=true")).status, 204);
  get("/assistants/agent/graph?xray=true");
  QCOMPARE(get("/assistants/agent").status, 404);
}

void EndpointsTest::assistantsMirrorContext() {
  const api::JsonObject assistant(post("/assistants", R"({"graph_id":"agent","context":{"k":1.0}})").body);
  QCOMPARE(assistant.raw("config"), std::string_view(R"({"configurable":{"k":1.0}})"));
  QCOMPARE(api_->server->onServer([&] { return api_->assistants.lastCreate.name; }), std::string("Untitled"));
  get("/assistants/agent/graph?xray=2");
  const auto params = api_->server->onServer([&] { return api_->reader.lastParams; });
  QVERIFY(params.find("\"xray\":2") != std::string::npos);
  QVERIFY(params.find("\"graph_id\":\"agent\"") != std::string::npos);
}

void EndpointsTest::pagesHaveHeaders() {
  auto page =
      post("/threads/search",
           R"({"limit":5,"offset":10,"metadata":{"n":1.0},"extract":{"last":"values.messages[-1]"}})");
  QVERIFY2(page.body == "[]", page.body.c_str());
  QCOMPARE(page.headers["x-pagination-next"], std::string("15"));
  QCOMPARE(page.headers["x-pagination-total"], std::string("16"));
  const auto query = api_->server->onServer([&] { return api_->threads.lastSearch; });
  QCOMPARE(query.metadata.text, std::string(R"({"n":1.0})"));
  QCOMPARE(query.extract.at(0).second, std::string("values.messages[-1]"));
  QCOMPARE(post("/threads/count").body, std::string("0"));
  QVERIFY(!post("/assistants/search").headers.contains("x-pagination-next"));
}

void EndpointsTest::threadsAreWorded() {
  const auto made = post("/threads", R"({"thread_id":"00000000-0000-0000-0000-000000000001"})");
  QCOMPARE(made.status, 200);
  QCOMPARE(post("/threads", R"({"thread_id":"00000000-0000-0000-0000-000000000001"})").status, 409);
  QCOMPARE(
      post("/threads", R"({"thread_id":"00000000-0000-0000-0000-000000000001","if_exists":"do_nothing"})")
          .status,
      200);
  QCOMPARE(post("/threads", "").status, 200);
  QCOMPARE(api_->ask(request("DELETE", "/threads/00000000-0000-0000-0000-000000000001")).status, 204);
  QCOMPARE(get("/threads/00000000-0000-0000-0000-000000000001").body,
           std::string("{\"detail\":\"Thread with ID 00000000-0000-0000-0000-000000000001 not found\"}"));
  QCOMPARE(get("/threads/x").body, std::string("{\"detail\":\"Invalid thread ID: must be a UUID\"}"));
}

void EndpointsTest::minimalUpdatesAreEmpty() {
  const auto path = "/threads/" + api_->addThread().text();
  QCOMPARE(api_->ask(request("PATCH", path, "{}")).status, 200);
  QCOMPARE(api_->ask(request("PATCH", path, "{}", "Prefer: return=minimal\r\n")).status, 204);
}

void EndpointsTest::stateComesFromTheSnapshot() {
  core::ThreadHead head;
  head.graphId = "agent";
  head.snapshot = core::JsonText{R"({"values":{"n":1.0}})"};
  const auto path = "/threads/" + api_->addThread(head).text() + "/state";
  QCOMPARE(get(path).body, std::string(R"({"values":{"n":1.0}})"));
  QVERIFY(api_->server->onServer([&] { return api_->reader.lastMethod.empty(); }));
  get(path + "?subgraphs=true");
  QCOMPARE(api_->server->onServer([&] { return api_->reader.lastMethod; }), std::string("state"));
}

void EndpointsTest::stateOfAnEmptyThread() {
  const auto path = "/threads/" + api_->addThread().text();
  const api::JsonObject state(get(path + "/state").body);
  QCOMPARE(state.raw("values"), std::string_view("{}"));
  QCOMPARE(state.raw("checkpoint"), std::string_view("null"));
  QCOMPARE(get(path + "/history").body, std::string("[]"));
  QCOMPARE(post(path + "/state", R"({"values":{}})").status, 400);
}

void EndpointsTest::stateAsksTheReader() {
  core::ThreadHead head;
  head.graphId = "agent";
  head.config.text = R"({"configurable":{"model":"m","checkpoint_id":"stale"}})";
  const auto id = api_->addThread(head);
  const auto path = "/threads/" + id.text() + "/state";
  QCOMPARE(get(path + "/1f0").status, 200);
  auto params = api_->server->onServer([&] { return api_->reader.lastParams; });
  QCOMPARE(params, R"({"graph_id":"agent","config":{"configurable":{"model":"m","thread_id":")" + id.text() +
                       R"(","checkpoint_ns":"","checkpoint_id":"1f0"}},"subgraphs":false})");
  QCOMPARE(post(path + "/checkpoint",
                R"({"checkpoint":{"checkpoint_ns":"sub:1","checkpoint_id":"c"},"subgraphs":true})")
               .status,
           200);
  params = api_->server->onServer([&] { return api_->reader.lastParams; });
  QVERIFY(params.find(R"("checkpoint_ns":"sub:1","checkpoint_id":"c"}},"subgraphs":true)") !=
          std::string::npos);
  api_->server->onServer([&] {
    api_->reader.reply = core::Error{core::ErrorCode::unavailable, "No reader is ready."};
    return 0;
  });
  auto refused = get(path);
  QCOMPARE(refused.status, 503);
  QCOMPARE(refused.headers["retry-after"], std::string("1"));
}

void EndpointsTest::historyHasItsDefaults() {
  core::ThreadHead head;
  head.graphId = "agent";
  const auto path = "/threads/" + api_->addThread(head).text() + "/history";
  const auto params = [&] { return api_->server->onServer([&] { return api_->reader.lastParams; }); };
  get(path);
  QVERIFY(params().find(R"("limit":10,"before":null)") != std::string::npos);
  post(path);
  QVERIFY(params().find(R"("limit":1,"before":null,"filter":null)") != std::string::npos);
  post(path, R"({"limit":5,"before":{"configurable":{"checkpoint_id":"c"}},"metadata":{"step":1}})");
  QVERIFY(params().find(R"("limit":5,"before":"c","filter":{"step":1})") != std::string::npos);
  QCOMPARE(post(path, R"({"limit":1001})").status, 422);
}

void EndpointsTest::editsTakeAndReturnTheSlot() {
  core::ThreadHead head;
  head.graphId = "agent";
  const auto id = api_->addThread(head);
  const auto path = "/threads/" + id.text() + "/state";
  api_->server->onServer([&] {
    api_->reader.reply = core::JsonText{
        R"({"checkpoint":{"checkpoint_id":"new"},"state":{"s":1},"values":{"n":2.0},"next":[],"interrupts":{}})"};
    return 0;
  });
  const auto answer = post(path, R"({"values":{"n":2.0},"as_node":"a","checkpoint_id":"old"})");
  QCOMPARE(
      answer.body,
      std::string(
          R"({"checkpoint":{"checkpoint_id":"new"},"configurable":{"checkpoint_id":"new"},"checkpoint_id":"new"})"));
  const auto params = api_->server->onServer([&] { return api_->reader.lastParams; });
  QVERIFY(params.find(R"("values":{"n":2.0},"as_node":"a")") != std::string::npos);
  QVERIFY(params.find(R"("checkpoint_id":"old")") != std::string::npos);
  const auto seen = api_->server->onServer([&] {
    return api_->reader.hadSlot && api_->queue.released == 1 && api_->runs->wakes == 1 &&
           api_->threads.applied->values->text == R"({"n":2.0})" && api_->threads.applied->slot.fence == 3;
  });
  QVERIFY(seen);
  api_->server->onServer([&] { return api_->queue.busy.insert(id).second; });
  const auto busy = post(path, R"({"values":{}})");
  QCOMPARE(busy.status, 409);
  QCOMPARE(busy.body, std::string(R"({"detail":"Thread is busy"})"));
}

void EndpointsTest::editsReturnTheSlotWhenTheReaderBreaks() {
  core::ThreadHead head;
  head.graphId = "agent";
  const auto path = "/threads/" + api_->addThread(head).text() + "/state";
  api_->server->onServer([&] { return api_->reader.breaks = true; });
  QCOMPARE(post(path, R"({"values":{}})").status, 500);
  QCOMPARE(api_->server->onServer([&] { return api_->queue.released; }), 1);
}

QTEST_GUILESS_MAIN(EndpointsTest)
#include "endpoints_test.moc"
