// SPDX-License-Identifier: Apache-2.0
#include "api_fixture.h"
#include "backend/api/json_object.h"

#include <QTest>

using namespace heddle;
using namespace heddle::test;
using Kind = jobs::StreamItem::Kind;

namespace {

jobs::StreamItem item(int n, std::string name, std::string data) {
  jobs::StreamItem made;
  made.kind = Kind::event;
  made.event.id = {5, n};
  made.event.event = std::move(name);
  made.event.data = std::make_shared<const std::string>(std::move(data));
  return made;
}

const std::vector<jobs::StreamItem> kShort{item(1, "metadata", R"({"run_id":"r","attempt":1})"),
                                           item(2, "values", R"({"n":1.0})"),
                                           item(3, "custom", R"({"c":1})"),
                                           {Kind::end, {}}};

}  // namespace

class RunsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { api_.emplace(); }
  void cleanup() { api_.reset(); }

  void createsInTheBackground();
  void streamsExactBytes();
  void waitsForTheResult();
  void heartbeatsWhileNothingHappens();
  void cancelsWhenItsClientLeaves();
  void goesOnWhenItsClientLeaves();
  void breaksOffWhenItsSourceFails();
  void statelessRunsGetAThread();
  void refusals_data();
  void refusals();
  void joinsWithFilterAndLastEventId();
  void joinFallsBackToWhatIsStored();
  void cancelAnswers();
  void deletesLiveAndFinished();
  void listsWithSelect();
  void batchCreatesAll();
  void protocolTellsOfARunThatBeginsMeanwhile();
  void threadStreamTellsOfARunThatPassesMeanwhile();

 private:
  Answer post(const std::string& path, const std::string& body) {
    return api_->ask(request("POST", path, body));
  }
  void play(std::vector<jobs::StreamItem> script) {
    api_->server->onServer([&] {
      api_->runs->script = std::move(script);
      return 0;
    });
  }
  core::EnqueueRequest enqueued() {
    return api_->server->onServer([&] { return *api_->runs->lastRequest; });
  }
  std::size_t cancels() {
    return api_->server->onServer([&] { return api_->runs->cancels.size(); });
  }

  std::optional<ApiFixture> api_;
};

void RunsTest::createsInTheBackground() {
  const auto thread = api_->addThread().text();
  auto answer =
      post("/threads/" + thread + "/runs",
           R"({"assistant_id":"agent","input":{"z":1.0,"a":12345678901234567890},"metadata":{"m":1}})");
  QCOMPARE(answer.status, 200);
  const api::JsonObject run(answer.body);
  QCOMPARE(answer.headers["content-location"], "/threads/" + thread + "/runs/" + run.string("run_id"));
  QVERIFY(!answer.headers.contains("location"));
  QCOMPARE(run.string("status"), std::string("pending"));
  QCOMPARE(run.string("multitask_strategy"), std::string("enqueue"));
  const api::JsonObject kwargs(run.raw("kwargs"));
  QCOMPARE(kwargs.raw("input"), std::string_view(R"({"z":1.0,"a":12345678901234567890})"));
  QCOMPARE(kwargs.raw("stream_mode"), std::string_view(R"(["values"])"));
  QCOMPARE(kwargs.raw("temporary"), std::string_view("false"));
  const auto request = enqueued();
  QCOMPARE(request.graphId, std::string("agent"));
  QCOMPARE(request.metadata.text, std::string(R"({"m":1})"));
  QVERIFY(!request.createThread && !request.temporaryThread);
}

void RunsTest::streamsExactBytes() {
  play(kShort);
  const auto thread = api_->addThread().text();
  auto answer = post("/threads/" + thread + "/runs/stream",
                     R"({"assistant_id":"agent","stream_mode":["custom","values"]})");
  QCOMPARE(answer.body,
           std::string("event: metadata\r\ndata: {\"run_id\":\"r\",\"attempt\":1}\r\nid: 5-1\r\n\r\n"
                       "event: values\r\ndata: {\"n\":1.0}\r\nid: 5-2\r\n\r\n"
                       "event: custom\r\ndata: {\"c\":1}\r\nid: 5-3\r\n\r\n"));
  QCOMPARE(answer.headers["content-type"], std::string("text/event-stream; charset=utf-8"));
  QCOMPARE(answer.headers["cache-control"], std::string("no-store"));
  QCOMPARE(answer.headers["x-accel-buffering"], std::string("no"));
  const auto run = "/threads/" + thread + "/runs/" + enqueued().runId.text();
  QCOMPARE(answer.headers["content-location"], run);
  QCOMPARE(answer.headers["location"], run + "/stream");
}

void RunsTest::waitsForTheResult() {
  play(kShort);
  const auto thread = api_->addThread().text();
  auto answer =
      post("/threads/" + thread + "/runs/wait", R"({"assistant_id":"agent","stream_mode":"updates"})");
  QCOMPARE(answer.body, std::string(R"({"n":1.0})"));
  QCOMPARE(answer.headers["content-type"], std::string("application/json"));
  QCOMPARE(answer.headers["location"], "/threads/" + thread + "/runs/" + enqueued().runId.text() + "/join");
  QCOMPARE(api::JsonObject(enqueued().kwargs.text).raw("stream_mode"), std::string_view(R"(["values"])"));
}

void RunsTest::heartbeatsWhileNothingHappens() {
  const auto thread = api_->addThread().text();
  HttpConnection streaming(api_->server->port);
  streaming.send(request("POST", "/threads/" + thread + "/runs/stream", R"({"assistant_id":"agent"})"));
  QCOMPARE(streaming.receiveHead().status, 200);
  QVERIFY(!streaming.readUntil(": heartbeat\r\n\r\n").empty());
  QVERIFY(!streaming.readUntil(": heartbeat\r\n\r\n").empty());
  HttpConnection waiting(api_->server->port);
  waiting.send(request("POST", "/threads/" + thread + "/runs/wait", R"({"assistant_id":"agent"})"));
  QCOMPARE(waiting.receiveHead().status, 200);
  QCOMPARE(waiting.readUntil("\n\r\n"), std::string("1\r\n\n\r\n"));
  QCOMPARE(waiting.readUntil("\n\r\n"), std::string("1\r\n\n\r\n"));
}

void RunsTest::cancelsWhenItsClientLeaves() {
  const auto thread = api_->addThread().text();
  for (const auto* manner : {"stream", "wait"}) {
    const auto before = cancels();
    HttpConnection client(api_->server->port);
    client.send(request("POST", "/threads/" + thread + "/runs/" + manner,
                        R"({"assistant_id":"agent","on_disconnect":"cancel"})"));
    QCOMPARE(client.receiveHead().status, 200);
    client.closeNow();
    QTRY_COMPARE(cancels(), before + 1);
    play({});
  }
}

void RunsTest::goesOnWhenItsClientLeaves() {
  const auto thread = api_->addThread().text();
  HttpConnection client(api_->server->port);
  client.send(request("POST", "/threads/" + thread + "/runs/stream", R"({"assistant_id":"agent"})"));
  QCOMPARE(client.receiveHead().status, 200);
  QTRY_COMPARE(api_->server->connections(), std::size_t(2));
  client.closeNow();
  QTRY_COMPARE(api_->server->connections(), std::size_t(1));
  QCOMPARE(cancels(), std::size_t(0));
}

void RunsTest::breaksOffWhenItsSourceFails() {
  const auto thread = api_->addThread().text();
  api_->server->onServer([&] { return api_->runs->breaks = true; });
  for (const auto* manner : {"stream", "wait"}) {
    const auto before = api_->server->logged().size();
    HttpConnection client(api_->server->port);
    client.send(request("POST", "/threads/" + thread + "/runs/" + manner, R"({"assistant_id":"agent"})"));
    QVERIFY(!client.receive().complete);
    QTRY_COMPARE(api_->server->logged().size(), before + 1);
    QCOMPARE(api_->server->logged().back().error, std::string("the log is gone"));
  }
}

void RunsTest::statelessRunsGetAThread() {
  play(kShort);
  auto answer = post("/runs/stream", R"({"assistant_id":"agent"})");
  const auto request = enqueued();
  QCOMPARE(answer.headers["content-location"], "/runs/" + request.runId.text());
  QCOMPARE(answer.headers["location"], "/runs/" + request.runId.text() + "/stream");
  QVERIFY(request.createThread && request.temporaryThread);
  auto waited = post("/runs/wait", R"({"assistant_id":"agent","on_completion":"keep"})");
  QVERIFY(enqueued().createThread && !enqueued().temporaryThread);
  QCOMPARE(waited.headers["content-location"],
           "/threads/" + enqueued().threadId.text() + "/runs/" + enqueued().runId.text());
}

void RunsTest::refusals_data() {
  QTest::addColumn<bool>("known");
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<int>("status");
  QTest::addColumn<QByteArray>("words");
  QTest::newRow("unknown thread") << false << QByteArray(R"({"assistant_id":"agent"})") << 404
                                  << QByteArray("Thread or assistant not found.");
  QTest::newRow("unknown assistant id")
      << true << QByteArray(R"({"assistant_id":"00000000-0000-0000-0000-0000000000ff"})") << 404
      << QByteArray("Thread or assistant not found.");
  QTest::newRow("unknown graph") << true << QByteArray(R"({"assistant_id":"none"})") << 422
                                 << QByteArray("agent, broken");
  QTest::newRow("no assistant") << true << QByteArray("{}") << 422 << QByteArray("assistant_id: is required");
  QTest::newRow("both contexts")
      << true << QByteArray(R"({"assistant_id":"agent","config":{"configurable":{"a":1}},"context":{"a":2}})")
      << 400 << QByteArray("not both");
  QTest::newRow("checkpoint id") << true << QByteArray(R"({"assistant_id":"agent","checkpoint_id":"x"})")
                                 << 422 << QByteArray("checkpoint ID");
  QTest::newRow("bad json") << true << QByteArray(R"({"assistant_id":"agent",})") << 400
                            << QByteArray("not valid JSON");
}

void RunsTest::refusals() {
  QFETCH(bool, known);
  QFETCH(QByteArray, body);
  QFETCH(int, status);
  QFETCH(QByteArray, words);
  const auto thread = known ? api_->addThread() : core::ThreadId{core::Uuid::random()};
  for (const auto* manner : {"", "/stream", "/wait"}) {
    const auto answer = post("/threads/" + thread.text() + "/runs" + manner, body.toStdString());
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.find(words.toStdString()) != std::string::npos, answer.body.c_str());
  }
}

void RunsTest::joinsWithFilterAndLastEventId() {
  play(kShort);
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::running);
  const auto path = "/threads/" + thread.text() + "/runs/" + run.text() + "/stream";
  const auto after = [&] { return api_->server->onServer([&] { return api_->runs->lastAfter; }); };
  auto answer = api_->ask(get(path + "?stream_mode=%5B%22custom%22%5D", "Last-Event-ID: 5-1\r\n"));
  QVERIFY(answer.body.find("event: values") == std::string::npos);
  QVERIFY(answer.body.find("event: custom") != std::string::npos);
  QCOMPARE(after()->n, std::int64_t(1));
  QCOMPARE(answer.headers["location"], path);
  api_->ask(get(path, "Last-Event-ID: -1\r\n"));
  QCOMPARE(after()->fence, std::int64_t(0));
  QCOMPARE(api_->ask(get(path, "Last-Event-ID: what\r\n")).status, 422);
  answer = api_->ask(get("/runs/" + run.text() + "/stream"));
  QCOMPARE(answer.headers["location"], "/runs/" + run.text() + "/stream");
  QVERIFY(!after());
}

void RunsTest::joinFallsBackToWhatIsStored() {
  play({{Kind::end, {}}});
  api_->server->onServer([&] {
    api_->runRows.stored.emplace();
    api_->runRows.stored->values = core::JsonText{R"({"n":3.0})"};
    return 0;
  });
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::success);
  auto answer = api_->ask(get("/threads/" + thread.text() + "/runs/" + run.text() + "/join"));
  QCOMPARE(answer.body, std::string(R"({"n":3.0})"));
}

void RunsTest::cancelAnswers() {
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::running);
  const auto path = "/threads/" + thread.text() + "/runs/" + run.text() + "/cancel";
  auto answer = post(path + "?wait=0&action=rollback", "");
  QCOMPARE(answer.status, 202);
  QCOMPARE(answer.body, std::string());
  QVERIFY(api_->server->onServer([&] { return api_->runs->cancels.back() == core::CancelAction::rollback; }));
  play({item(1, "values", R"({"n":1})")});
  answer = post(path + "?wait=1", "");
  QCOMPARE(answer.status, 200);
  QCOMPARE(answer.body, std::string(R"({"n":1})"));
  QCOMPARE(post(path + "?action=stop", "").status, 422);
  api_->server->onServer([&] {
    api_->runs->cancelRefusal = core::Error{core::ErrorCode::notFound, "Run has finished"};
    return 0;
  });
  QCOMPARE(post(path, "").status, 404);
  QCOMPARE(post(path + "?wait=true", "").status, 404);
}

void RunsTest::deletesLiveAndFinished() {
  const auto thread = api_->addThread();
  const auto live = api_->addRun(thread, core::RunStatus::running);
  const auto done = api_->addRun(thread, core::RunStatus::success);
  const auto path = "/threads/" + thread.text() + "/runs/";
  QCOMPARE(api_->ask(request("DELETE", path + live.text())).status, 204);
  QVERIFY(api_->server->onServer([&] { return api_->runs->cancels.back() == core::CancelAction::rollback; }));
  QCOMPARE(api_->ask(request("DELETE", path + done.text())).status, 204);
  QCOMPARE(cancels(), std::size_t(1));
  QCOMPARE(api_->ask(request("DELETE", path + done.text())).status, 404);
}

void RunsTest::listsWithSelect() {
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::success);
  const auto answer = api_->ask(get("/threads/" + thread.text() + "/runs?select=run_id&select=status"));
  QCOMPARE(answer.body, "[{\"run_id\":\"" + run.text() + "\",\"status\":\"success\"}]");
}

void RunsTest::batchCreatesAll() {
  const auto answer =
      post("/runs/batch", R"([{"assistant_id":"agent"},{"assistant_id":"agent","input":2.0}])");
  QCOMPARE(answer.status, 200);
  QVERIFY(answer.body.starts_with("[{\"run_id\":"));
  QCOMPARE(post("/runs/batch", "[]").status, 422);
  QCOMPARE(post("/runs/batch", R"([{"assistant_id":"agent"},{}])").status, 422);
}

/// A client that subscribes and starts a run at once, as the SDK does, hears of it whichever comes first.
void RunsTest::protocolTellsOfARunThatBeginsMeanwhile() {
  play({{Kind::end, {}}});
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::running);
  api_->server->onServer([&] {
    api_->runRows.stored.emplace();
    api_->runRows.begins = core::BegunRun{run, 5, true, 1 << 20};
    return 0;
  });
  HttpConnection client(api_->server->port);
  client.send(
      request("POST", "/threads/" + thread.text() + "/stream/events", R"({"channels":["lifecycle"]})"));
  QCOMPARE(client.receiveHead().status, 200);
  QVERIFY(!client.readUntil(R"({"event":"running")").empty());
  QVERIFY(!client.readUntil(R"({"event":"completed")").empty());
}

/// A client starts its run as soon as the head is there: it may be over before the stream listens.
void RunsTest::threadStreamTellsOfARunThatPassesMeanwhile() {
  play({{Kind::end, {}}});
  const auto thread = api_->addThread();
  const auto run = api_->addRun(thread, core::RunStatus::success);
  api_->server->onServer([&] {
    api_->live.onListenThread = [this, run] { api_->runRows.begun = core::BegunRun{run, 5, false, 1 << 20}; };
    return 0;
  });
  HttpConnection client(api_->server->port);
  client.send(request("GET", "/threads/" + thread.text() + "/stream?stream_mode=lifecycle"));
  QCOMPARE(client.receiveHead().status, 200);
  QVERIFY(!client.readUntil("event: run_start").empty());
  QVERIFY(!client.readUntil(R"("status":"success")").empty());
}

QTEST_GUILESS_MAIN(RunsTest)
#include "runs_test.moc"
