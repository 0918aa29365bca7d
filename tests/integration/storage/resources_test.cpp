// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/pg_assistants.h"
#include "backend/storage/pg_items.h"
#include "backend/storage/pg_runs.h"
#include "backend/storage/pg_threads.h"
#include "tests/integration/storage/storage_fixture.h"

#include <boost/json.hpp>
#endif

#include <QtTest>

using namespace heddle;

namespace {

struct ResourceFixture : test::StorageFixture {
  ResourceFixture() : assistants(*database), threads(*database), runs(*database), items(*database) {}

  boost::json::value json(const core::JsonText& text) const { return boost::json::parse(text.text); }
  core::AssistantCreate assistantOf(const std::string& name, const std::string& metadata = "{}") const {
    core::AssistantCreate request;
    request.graphId = "echo";
    request.name = name;
    request.metadata.text = metadata;
    return request;
  }
  core::ThreadId threadWith(const std::string& metadata) {
    core::ThreadCreate request;
    request.id = core::ThreadId{core::Uuid::random()};
    request.metadata.text = metadata;
    run(threads.create(request)).value();
    return *request.id;
  }

  storage::PgAssistants assistants;
  storage::PgThreads threads;
  storage::PgRuns runs;
  storage::PgItems items;
};

core::AssistantId assistantIdOf(const boost::json::value& object) {
  const auto& text = object.at("assistant_id").as_string();
  return core::AssistantId::parse({text.data(), text.size()}).value();
}

}  // namespace

class ResourcesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void assistantsAreVersioned() {
    ResourceFixture f;
    auto request = f.assistantOf("one", R"({"a": 1})");
    request.config.text = R"({"big": 12345678901234567890})";
    const auto made = f.json(f.run(f.assistants.create(request)).value());
    QVERIFY(made.at("created_at").as_string().ends_with("+00:00"));
    QCOMPARE(made.at("version").as_int64(), 1);
    QVERIFY(made.at("description").is_null());
    const auto id = assistantIdOf(made);
    core::AssistantPatch patch;
    patch.name = "two";
    patch.metadata = core::JsonText{R"({"b": 2})"};
    const auto changed = f.json(f.run(f.assistants.update(id, patch)).value());
    QCOMPARE(changed.at("version").as_int64(), 2);
    QCOMPARE(boost::json::serialize(changed.at("metadata")), std::string(R"({"a":1,"b":2})"));
    const auto versions = f.run(f.assistants.versions(id, core::JsonText{"{}"}, 10, 0)).value();
    QCOMPARE(versions.rows.size(), std::size_t(2));
    QCOMPARE(f.json(versions.rows[0]).at("version").as_int64(), 2);
    QVERIFY(versions.rows[1].text.find("12345678901234567890") != std::string::npos);
    QCOMPARE(f.json(f.run(f.assistants.setLatest(id, 1)).value()).at("name").as_string(), "one");
    QCOMPARE(f.json(f.run(f.assistants.update(id, patch)).value()).at("version").as_int64(), 3);
    QCOMPARE(f.run(f.assistants.setLatest(id, 9)).error().code, core::ErrorCode::notFound);
  }

  void assistantsExistOnce() {
    ResourceFixture f;
    auto request = f.assistantOf("one");
    request.id = core::AssistantId{core::Uuid::random()};
    f.run(f.assistants.create(request)).value();
    QCOMPARE(f.run(f.assistants.create(request)).error().code, core::ErrorCode::conflict);
    request.returnExisting = true;
    request.name = "other";
    QCOMPARE(f.json(f.run(f.assistants.create(request)).value()).at("name").as_string(), "one");
    f.run(f.assistants.ensureSystem({"echo", "second"}));
    f.run(f.assistants.ensureSystem({"echo", "second"}));
    QCOMPARE(f.sql("select count(*) from assistant where metadata->>'created_by' = 'system'"),
             std::string("2"));
    const core::AssistantId second{core::Uuid::named(core::kAssistantSpace, "second")};
    QCOMPARE(f.run(f.assistants.graphOf(second)).value(), std::string("second"));
  }

  void assistantsAreFound() {
    ResourceFixture f;
    f.sql("delete from assistant");
    f.run(f.assistants.create(f.assistantOf("Alpha 100%", R"({"team": {"x": 1}})"))).value();
    f.run(f.assistants.create(f.assistantOf("beta", R"({"team": {"x": 2}})"))).value();
    core::AssistantSearch query;
    query.name = "ALPHA 100%";
    QCOMPARE(f.run(f.assistants.search(query)).rows.size(), std::size_t(1));
    query.name = "100_";
    QCOMPARE(f.run(f.assistants.count(query)), 0);
    query = {};
    query.metadata.text = R"({"team": {"x": 2}})";
    QCOMPARE(f.run(f.assistants.count(query)), 1);
    query = {};
    query.sortBy = "name";
    query.ascending = true;
    query.limit = 1;
    query.select = {"name", "nonsense'"};
    const auto page = f.run(f.assistants.search(query));
    QVERIFY(page.more);
    QCOMPARE(boost::json::serialize(f.json(page.rows.at(0))), std::string(R"({"name":"Alpha 100%"})"));
    query.offset = 1;
    QVERIFY(!f.run(f.assistants.search(query)).more);
  }

  void anAssistantGoesWithItsFinishedRuns() {
    ResourceFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    f.finish(f.finishOf(f.claim().at(0).slot));
    f.enqueue(f.request(thread));
    QVERIFY(f.run(f.assistants.remove(f.assistant, false)).has_value());
    QCOMPARE(f.sql("select string_agg(status, ',') from run"), std::string("pending"));
    QCOMPARE(f.run(f.assistants.remove(f.assistant, false)).error().code, core::ErrorCode::notFound);
    QCOMPARE(f.run(f.assistants.get(f.assistant)).error().code, core::ErrorCode::notFound);
    QCOMPARE(f.sql("select count(*) from thread"), std::string("1"));
  }

  void threadsAreMadePatchedAndRead() {
    ResourceFixture f;
    core::ThreadCreate request;
    request.id = core::ThreadId{core::Uuid::random()};
    request.metadata.text = R"({"a": 1})";
    request.ttl = core::ThreadTtl{"delete", 1.5};
    const auto made = f.json(f.run(f.threads.create(request)).value());
    QCOMPARE(made.at("status").as_string(), "idle");
    QVERIFY(made.at("values").is_null());
    QVERIFY(!made.as_object().contains("ttl"));
    QCOMPARE(f.run(f.threads.create(request)).error().code, core::ErrorCode::conflict);
    request.returnExisting = true;
    QVERIFY(f.run(f.threads.create(request)).has_value());
    core::ThreadPatch patch;
    patch.metadata = core::JsonText{R"({"b": "\u0000"})"};
    patch.ttl = core::ThreadTtl{"keep_latest", 60};
    f.run(f.threads.update(*request.id, patch)).value();
    const auto read = f.json(f.run(f.threads.get(*request.id, true)).value());
    QCOMPARE(boost::json::serialize(read.at("metadata")), std::string("{\"a\":1,\"b\":\"\xEF\xBF\xBD\"}"));
    QCOMPARE(read.at("ttl").at("strategy").as_string(), "keep_latest");
    QCOMPARE(f.sql("select count(*) from thread_ttl"), std::string("1"));
    const core::ThreadId nobody{core::Uuid::random()};
    QCOMPARE(f.run(f.threads.get(nobody, false)).error().code, core::ErrorCode::notFound);
    QCOMPARE(f.run(f.threads.update(nobody, patch)).error().code, core::ErrorCode::notFound);
  }

  void threadsAreFound() {
    ResourceFixture f;
    const auto first = f.threadWith(R"({"user": "x", "n": {"m": 1}})");
    const auto second = f.threadWith(R"({"user": "x"})");
    f.threadWith(R"({"user": "y"})");
    f.sql(
        "update thread set \"values\" = '{\"messages\": [{\"c\": 1}, {\"c\": 2}]}', status = 'error' where "
        "thread_id = '" +
        second.text() + "'");
    core::ThreadSearch query;
    query.metadata.text = R"({"user": "x"})";
    auto page = f.run(f.threads.search(query));
    QCOMPARE(page.rows.size(), std::size_t(2));
    QVERIFY(!page.more);
    QVERIFY(page.rows[0].text.find(second.text()) != std::string::npos);  // newest first
    query.status = core::ThreadStatus::error;
    QCOMPARE(f.run(f.threads.count(query)), 1);
    query = {};
    query.ids = std::vector{first.text()};
    QCOMPARE(f.run(f.threads.count(query)), 1);
    query.ids->clear();
    QCOMPARE(f.run(f.threads.count(query)), 0);
    query = {};
    query.values.text = R"({"messages": [{"c": 2}]})";
    query.select = {"thread_id"};
    query.extract = {{"last", "values.messages[-1].c"},
                     {"it's", "metadata.user"},
                     {"bad", "pg_sleep(1)"},
                     {"worse", "values."}};
    page = f.run(f.threads.search(query));
    QCOMPARE(page.rows.size(), std::size_t(1));
    QCOMPARE(boost::json::serialize(f.json(page.rows[0]).at("extracted")),
             std::string("{\"last\":2,\"it's\":\"x\",\"bad\":null,\"worse\":null}"));
    QCOMPARE(f.json(page.rows[0]).as_object().size(), std::size_t(2));
  }

  void deletingAThreadEndsItsRuns() {
    ResourceFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    f.enqueue(f.request(thread));
    const auto live = f.claim().at(0);
    std::vector<core::CancelledRun> cancelled;
    QVERIFY(f.run(f.threads.remove(thread, f.replica, cancelled)).has_value());
    QCOMPARE(cancelled.size(), std::size_t(2));
    QVERIFY(cancelled[0].owner == f.replica);
    QVERIFY(!cancelled[1].owner.has_value());
    QCOMPARE(f.finish(f.finishOf(live.slot)).outcome, core::FinishOutcome::fenced);
    QCOMPARE(
        f.sql("select (select count(*) from run) + (select count(*) from heddle_run) + (select count(*) from "
              "heddle_run_slot) + (select count(*) from heddle_run_wait) + (select count(*) from thread)"),
        std::string("0"));
    QCOMPARE(f.run(f.threads.remove(thread, f.replica, cancelled)).error().code, core::ErrorCode::notFound);
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
  }

  void copyingTakesStateNotRuns() {
    ResourceFixture f;
    const auto thread = f.threadWith(R"({"graph_id": "echo"})");
    f.sql("insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ('" + thread.text() +
          "', 'a', '{}')");
    const auto made = f.json(f.run(f.threads.copy(thread, f.replica)).value());
    QCOMPARE(made.at("metadata").at("graph_id").as_string(), "echo");
    QCOMPARE(f.sql("select count(*) from checkpoints"), std::string("2"));
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
    f.enqueue(f.request(thread));
    QCOMPARE(f.run(f.threads.copy(thread, f.replica)).error().message, std::string("Thread is busy"));
    const core::ThreadId nobody{core::Uuid::random()};
    QCOMPARE(f.run(f.threads.copy(nobody, f.replica)).error().code, core::ErrorCode::conflict);
  }

  void theSnapshotIsServedOnlyWhileItIsTheHead() {
    ResourceFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    auto end = f.finishOf(f.claim().at(0).slot);
    end.snapshot = core::JsonText{R"({"checkpoint": {"checkpoint_id": "a"}, "values": {}})"};
    f.finish(end);
    QVERIFY(!f.run(f.threads.head(thread)).value().snapshot.has_value());
    f.sql("insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ('" + thread.text() +
          "', 'a', '{}')");
    const auto head = f.run(f.threads.head(thread)).value();
    QVERIFY(head.snapshot.has_value());
    QCOMPARE(head.graphId, std::string("echo"));
    f.sql("insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ('" + thread.text() +
          "', 'b', '{}')");
    QVERIFY(!f.run(f.threads.head(thread)).value().snapshot.has_value());
  }

  void anEditLeavesItsState() {
    ResourceFixture f;
    const auto thread = f.newThread("error");
    core::FinishRequest edit;
    edit.slot = f.run(f.queue->takeEditSlot(thread, f.replica, true)).value();
    edit.values = core::JsonText{R"({"n": 5})"};
    edit.next = core::JsonText{R"(["ask"])"};
    QVERIFY(f.run(f.threads.applyEdit(edit)).has_value());
    QCOMPARE(f.threadStatus(thread), std::string("interrupted"));
    QCOMPARE(f.sql("select \"values\"->>'n' from thread"), std::string("5"));
    f.enqueue(f.request(thread));  // queues behind the edit
    edit.next = core::JsonText{"[]"};
    QVERIFY(f.run(f.threads.applyEdit(edit)).has_value());
    QCOMPARE(f.threadStatus(thread), std::string("busy"));
    QCOMPARE(f.sql("select previous_status from heddle_run_slot"), std::string("idle"));
    QVERIFY(f.run(f.queue->releaseEditSlot(edit.slot)));
    QVERIFY(!f.run(f.threads.applyEdit(edit)).has_value());
  }

  void runsAreListedNewestFirst() {
    ResourceFixture f;
    const auto thread = f.newThread();
    std::vector<core::RunId> ids;
    for (int i = 0; i < 3; ++i) {
      const auto request = f.request(thread);
      ids.push_back(request.runId);
      f.enqueue(request);
    }
    f.finish(f.finishOf(f.claim().at(0).slot, core::RunStatus::error));
    f.claim();
    const auto listOf = [&](std::optional<core::RunStatus> status) {
      core::RunList query;
      query.status = status;
      return f.run(f.runs.list(thread, query)).value();
    };
    const auto all = listOf({});
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(all[0].runId, ids[2]);
    QCOMPARE(all[0].status, core::RunStatus::pending);
    QCOMPARE(all[1].status, core::RunStatus::running);
    QCOMPARE(all[2].status, core::RunStatus::error);
    QCOMPARE(listOf(core::RunStatus::running).at(0).runId, ids[1]);
    QCOMPARE(listOf(core::RunStatus::pending).at(0).runId, ids[2]);
    QCOMPARE(listOf(core::RunStatus::error).at(0).runId, ids[0]);
    QCOMPARE(f.run(f.runs.list(core::ThreadId{core::Uuid::random()}, {})).error().code,
             core::ErrorCode::notFound);
    QCOMPARE(f.run(f.runs.get(thread, ids[1])).value().status, core::RunStatus::running);
    QCOMPARE(f.run(f.runs.threadOf(ids[1])).value(), thread);
    QVERIFY(!f.run(f.runs.threadOf(core::RunId{core::Uuid::random()})).has_value());
    QCOMPARE(f.run(f.runs.remove(thread, ids[1])).error().code, core::ErrorCode::conflict);
    QCOMPARE(f.run(f.runs.remove(thread, ids[2])).error().code, core::ErrorCode::conflict);
    QVERIFY(f.run(f.runs.remove(thread, ids[0])).has_value());
    QCOMPARE(f.run(f.runs.get(thread, ids[0])).error().code, core::ErrorCode::notFound);
  }

  void outcomesAreToldAfterTheFact() {
    ResourceFixture f;
    const auto thread = f.newThread();
    const auto first = f.request(thread), second = f.request(thread);
    f.enqueue(first);
    QVERIFY(!f.run(f.runs.outcome(first.runId)).has_value());
    auto end = f.finishOf(f.claim().at(0).slot);
    end.values = core::JsonText{R"({"n": 1})"};
    f.finish(end);
    QCOMPARE(f.run(f.runs.outcome(first.runId))->values->text, std::string(R"({"n": 1})"));
    f.enqueue(second);
    end = f.finishOf(f.claim().at(0).slot, core::RunStatus::error);
    end.error = core::JsonText{R"({"error": "E", "message": "m"})"};
    f.finish(end);
    const auto failed = f.run(f.runs.outcome(second.runId));
    QCOMPARE(failed->status, core::RunStatus::error);
    QVERIFY(failed->error->text.find("\"E\"") != std::string::npos);
    QVERIFY(!f.run(f.runs.outcome(first.runId))->values.has_value());  // no longer the newest
    auto stateless = f.request(core::ThreadId{core::Uuid::random()});
    stateless.createThread = stateless.temporaryThread = true;
    f.enqueue(stateless);
    end = f.finishOf(f.claim().at(0).slot);
    end.values = core::JsonText{R"({"n": 3})"};
    f.finish(end);
    const auto kept = f.run(f.runs.outcome(stateless.runId));
    QCOMPARE(kept->status, core::RunStatus::success);
    QCOMPARE(kept->values->text, std::string(R"({"n": 3})"));
  }

  void storeOperations_data() {
    QTest::addColumn<QByteArray>("ops");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray put =
        R"({"op": "put", "namespace": ["a", "b"], "key": "k", "value": {"n": 12345678901234567890}})";
    QTest::newRow("put and get keep numbers")
        << "[" + put + R"(, {"op": "get", "namespace": ["a", "b"], "key": "k"}])"
        << QByteArray(R"([null,{"key":"k","value":{"n":12345678901234567890},"namespace":["a","b"]}])");
    QTest::newRow("unknown key") << QByteArray(R"([{"op": "get", "namespace": ["a"], "key": "k"}])")
                                 << QByteArray("[null]");
    QTest::newRow("delete") << "[" + put +
                                   R"(, {"op": "put", "namespace": ["a", "b"], "key": "k", "value": null},
        {"op": "search", "namespace_prefix": []}])"
                            << QByteArray("[null,null,[]]");
    QTest::newRow("prefix is by label")
        << "[" + put + R"(, {"op": "search", "namespace_prefix": ["a"], "limit": 0},
        {"op": "search", "namespace_prefix": ["a_"]}, {"op": "list_namespaces", "match_conditions": []}])"
        << QByteArray(R"([null,[],[],[["a","b"]]])");
    QTest::newRow("filters")
        << "[" + put +
               R"(, {"op": "search", "namespace_prefix": ["a"], "filter": {"n": {"$gt": 1, "$lt": 2}}},
        {"op": "search", "namespace_prefix": ["a", "b"], "filter": {"n": {"$gte": 9}, "z": {"$ne": 1}}}])"
        << QByteArray(R"([null,[],[{"key":"k","value":{"n":12345678901234567890},"namespace":["a","b"]}]])");
    QTest::newRow("namespaces")
        << "[" + put + R"(, {"op": "put", "namespace": ["a", "c", "d"], "key": "k", "value": {}},
        {"op": "list_namespaces", "max_depth": 1},
        {"op": "list_namespaces", "match_conditions": [{"match_type": "suffix", "path": ["*", "d"]}]},
        {"op": "list_namespaces", "match_conditions": [{"match_type": "prefix", "path": ["a", "b"]}], "limit": 5}])"
        << QByteArray(R"([null,null,[["a"]],[["a","c","d"]],[["a","b"]]])");
  }
  void storeOperations() {
    QFETCH(QByteArray, ops);
    QFETCH(QByteArray, expected);
    ResourceFixture f;
    const auto answer = f.run(f.items.batch(core::JsonText{ops.toStdString()})).value();
    const QByteArray bare = QByteArray::fromStdString(
        f.sql("select regexp_replace(regexp_replace('" + answer.text +
              "', '\"(created_at|updated_at)\": \"[^\"]*\",? ?', '', 'g'), '([:,]) ', '\\1', 'g')"));
    QCOMPARE(QByteArray(bare).replace(",}", "}"), expected);
  }

  void storeItemsExpire() {
    ResourceFixture f;
    f.run(f.items.batch(
              core::JsonText{R"([{"op": "put", "namespace": ["a"], "key": "k", "value": {}, "ttl": 0.5}])"}))
        .value();
    QCOMPARE(f.sql("select expires_at > now() from store"), std::string("t"));
    f.sql("update store set expires_at = now() - interval '1 second'");
    const core::JsonText get{R"([{"op": "get", "namespace": ["a"], "key": "k"}])"};
    QCOMPARE(f.run(f.items.batch(get)).value().text, std::string("[null]"));
    QCOMPARE(f.run(f.items.sweepExpired(10)), std::int64_t(1));
    QCOMPARE(f.sql("select count(*) from store"), std::string("0"));
  }

  void storeRefusesWhatItCannotDo() {
    ResourceFixture f;
    const auto codeOf = [&f](const char* ops) {
      const auto answer = f.run(f.items.batch(core::JsonText{ops}));
      return answer ? std::string("done")
                    : std::to_string(static_cast<int>(answer.error().code)) + answer.error().message;
    };
    f.run(f.items.batch(
              core::JsonText{R"([{"op": "put", "namespace": ["a"], "key": "k", "value": {"n": 1}}])"}))
        .value();
    QCOMPARE(codeOf(R"([{"op": "fly"}])"), std::string("1There is no store operation fly."));
    QVERIFY(codeOf(R"([{"op": "search", "filter": {"n": {"$in": [1]}}}])")
                .starts_with("1The filter operator $in is"));
    QVERIFY(codeOf(R"([{"op": "put", "namespace": ["a"], "key": "j", "value": {}, "ttl": 1e300}])")
                .starts_with("0"));
    QCOMPARE(f.sql("select count(*) from store"), std::string("1"));
  }
};

QTEST_GUILESS_MAIN(ResourcesTest)
#include "resources_test.moc"
