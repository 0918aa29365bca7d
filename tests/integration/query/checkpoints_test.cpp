// SPDX-License-Identifier: Apache-2.0
// What is read of one run's and one thread's checkpoints, on both schemas: tasks, and values within their
// caps.
#include "backend/query/catalogue_sql.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/delta_sql.h"
#include "backend/query/timeline_sql.h"
#include "tests/integration/query/libpq_rows.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <algorithm>

#include <QtTest>

using namespace heddle::query;
using heddle::test::capabilitiesOf;
using heddle::test::rowsOf;
using heddle::test::TestPostgres;

namespace {

const std::string kThread = "10000000-0000-0000-0000-000000000001";
const std::string kRun = "20000000-0000-0000-0000-000000000001";
const std::string kOther = "20000000-0000-0000-0000-000000000002";

std::string checkpointId(int n) {
  return "1f1e76e8-e75a-620e-9694-00000000000" + std::to_string(n);
}

/// Checkpoint 1 is of the run before; 2 and 3 of ours. `plan` ran from 1 to 2, `write` from 2 to 3.
std::string threeCheckpoints(const std::string& text) {
  const auto row = [&](int n, const std::string& run, const std::string& seen) {
    return "('" + kThread + "', '" + checkpointId(n) + "'::uuid" + text + ", " +
           (n == 1 ? "null" : "'" + checkpointId(n - 1) + "'::uuid" + text) +
           ", '{\"v\": 4, \"channel_versions\": {\"a\": \"1\", \"b\": \"1\", \"c\": \"1\"}, "
           "\"versions_seen\": " +
           seen + "}', '{\"run_id\": \"" + run + "\", \"step\": " + std::to_string(n) + "}')";
  };
  return "insert into checkpoints (thread_id, checkpoint_id, parent_checkpoint_id, checkpoint, metadata) "
         "values " +
         row(1, kOther, R"({"__input__": {}, "old": {"x": "1"}})") + ", " +
         row(2, kRun, R"({"__input__": {"s": "1"}, "old": {"x": "1"}, "plan": {"x": "1"}})") + ", " +
         row(3, kRun,
             R"({"__input__": {"s": "1"}, "old": {"x": "1"}, "plan": {"x": "1"}, "write": {"x": "2"}})");
}

std::string write(int at, int task, const std::string& path, const std::string& channel, bool withPath) {
  return std::string(
             "insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, type, blob") +
         (withPath ? ", task_path" : "") + ") values ('" + kThread + "', '" + checkpointId(at) +
         "', '00000000-0000-0000-0000-00000000000" + std::to_string(task) + "', " +
         (channel.starts_with("__") ? "-1" : "0") + ", '" + channel + "', 'json', '[1]'" +
         (withPath ? ", '" + path + "'" : "") + ");";
}

QStringList told(const std::vector<TaskRecord>& tasks) {
  QStringList rows;
  for (const TaskRecord& task : tasks) {
    rows.append(QStringLiteral("%1 %2 %3%4%5")
                    .arg(task.taskId.empty() ? QStringLiteral("node") : QStringLiteral("task"),
                         QString::fromStdString(task.node),
                         QString::fromStdString(task.checkpointId).right(1),
                         task.failed ? QStringLiteral(" failed") : QString(),
                         task.interrupted ? QStringLiteral(" interrupted") : QString()));
  }
  rows.sort();
  return rows;
}

}  // namespace

class CheckpointsTest : public QObject {
  Q_OBJECT

  std::string ours_, official_;

 private Q_SLOTS:
  void initTestCase() {
    ours_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(ours_, threeCheckpoints("::text") + ";" +
                                 write(1, 1, "~__pregel_pull, plan", "a", true) +
                                 write(2, 2, "~__pregel_pull, write", "a", true) +
                                 write(2, 3, "~__pregel_push, 0000000000, False", "b", true) +
                                 write(3, 4, "~__pregel_pull, send", "__error__", true) +
                                 write(3, 5, "~__pregel_pull, ask", "__interrupt__", true));
    official_ = TestPostgres::instance().freshDatabase();
    TestPostgres::run(official_, std::string(heddle::test::kOfficialSchema) + threeCheckpoints("") + ";" +
                                     write(2, 2, "", "a", false) + write(3, 4, "", "__error__", false));
  }

  void aCheckpointIsFoundByItsIdAlone() {
    const std::string thread = "insert into thread (thread_id, created_at, updated_at) values ('" + kThread +
                               "', '2020-01-01', '2100-01-01')";
    const std::string run =
        "insert into run (run_id, thread_id, assistant_id, created_at, kwargs) values ('" + kRun + "', '" +
        kThread + "', '" + kRun + "', '2020-01-01', '{}')";
    for (const bool official : {false, true}) {
      const std::string& uri = official ? official_ : ours_;
      TestPostgres::run(uri, official ? run : thread);
      const auto statements = findCheckpointSql(capabilitiesOf(uri), "1F1E76E8E75A620E9694000000000002");
      QCOMPARE(statements.size(), std::size_t{2});
      for (const auto& sql : statements) {
        const auto rows = rowsOf(uri, sql);
        QCOMPARE(rows.size(), std::size_t{1});
        const auto object = foundFrom(rows.front());
        QCOMPARE(object.kind, ObjectKind::checkpoint);
        QCOMPARE(object.id, checkpointId(2));
        QCOMPARE(object.threadId, kThread);
      }
      for (const auto& sql : findCheckpointSql(capabilitiesOf(uri), checkpointId(9)))
        QVERIFY(rowsOf(uri, sql).empty());
      TestPostgres::run(uri, official ? "delete from run" : "delete from thread");
    }
    QVERIFY(findCheckpointSql(capabilitiesOf(ours_), kThread).empty());
  }

  void tasksAreNamedByTheirPath() {
    std::vector<TaskRecord> tasks;
    for (const Row& row : rowsOf(ours_, timelineSql(capabilitiesOf(ours_), kThread, kRun)))
      tasks.push_back(taskFrom(row));
    QCOMPARE(told(tasks), (QStringList{"node plan 1", "node write 2", "task  2", "task ask 3 interrupted",
                                       "task plan 1", "task send 3 failed", "task write 2"}));
  }

  void nodesStandInWhereNoPathIsStored() {
    std::vector<TaskRecord> tasks;
    for (const Row& row : rowsOf(official_, timelineSql(capabilitiesOf(official_), kThread, kRun)))
      tasks.push_back(taskFrom(row));
    QCOMPARE(told(tasks), (QStringList{"node plan 1", "node write 2", "task  2", "task  3 failed"}));
  }

  void valuesAreCappedTogetherSmallestFirst_data() {
    QTest::addColumn<int>("one");
    QTest::addColumn<int>("together");
    QTest::addColumn<QString>("read");
    QTest::newRow("all") << 1000 << 1000 << "a b c";
    QTest::newRow("one is too large") << 150 << 1000 << "a c";
    QTest::newRow("as large as one may be") << 110 << 1000 << "a c";
    QTest::newRow("the sum is too large") << 1000 << 250 << "a c";
    QTest::newRow("the first fits") << 1000 << 100 << "a";
    QTest::newRow("what is left out takes no room") << 150 << 210 << "a c";
    QTest::newRow("none") << 10 << 1000 << "";
  }

  void valuesAreCappedTogetherSmallestFirst() {
    QFETCH(int, one);
    QFETCH(int, together);
    TestPostgres::run(
        ours_,
        "delete from checkpoint_blobs; insert into checkpoint_blobs (thread_id, checkpoint_ns, channel,"
        " version, type, blob) select '" +
            kThread +
            "', '', v.c, '1', 'json', repeat('x', v.n)::bytea from (values ('a', 100), ('b', "
            "200), ('c', 110)) v(c, n)");
    QStringList read;
    std::int64_t sizes = 0;
    for (const Row& row : rowsOf(ours_, checkpointBlobsSql(capabilitiesOf(ours_), kThread, "",
                                                           checkpointId(3), {one, together}))) {
      const StoredValue value = blobFrom(row);
      sizes += value.size;
      if (value.blob) read.append(QString::fromStdString(value.channel));
    }
    QTEST(read.join(u' '), "read");
    QCOMPARE(sizes, std::int64_t{410});  // what is left out still tells its size
  }

  void historyGoesBackFromACheckpoint() {
    const auto ids = [this](const HistoryQuery& query) {
      QString found;
      for (const Row& row : rowsOf(ours_, historySql(capabilitiesOf(ours_), query)))
        found += QString::fromStdString(checkpointFrom(row).checkpointId).right(1);
      return found;
    };
    QCOMPARE(ids({kThread, {}, {}, {}}), QStringLiteral("321"));
    QCOMPARE(ids({kThread, {}, {}, checkpointId(3)}), QStringLiteral("21"));
    QCOMPARE(ids({kThread, {}, {}, {}, 2}), QStringLiteral("32"));
    // A run is found by the metadata where its column is empty, and by the column.
    QCOMPARE(ids({kThread, {}, kRun, {}}), QStringLiteral("32"));
    TestPostgres::run(ours_, "update checkpoints set run_id = '" + kRun + "' where checkpoint_id = '" +
                                 checkpointId(1) + "'");
    QCOMPARE(ids({kThread, {}, kRun, {}}), QStringLiteral("321"));
    TestPostgres::run(ours_, "update checkpoints set run_id = null");
  }

  void ancestorsAreWalkedAsFarAsAsked() {
    const auto walked = [this](int limit) {
      QString found;
      for (const Row& row :
           rowsOf(ours_, ancestorsSql(capabilitiesOf(ours_), {kThread, "", checkpointId(3), {"a"}, limit})))
        found += QString::fromStdString(ancestorFrom(row).checkpointId).right(1);
      return found;
    };
    QCOMPARE(walked(1), QStringLiteral("3"));
    QCOMPARE(walked(2), QStringLiteral("32"));
    QCOMPARE(walked(9), QStringLiteral("321"));
  }

  /// By path, then task, then number: the order in which LangGraph applies them. Another namespace's are
  /// none.
  void writesComeInTheirOrder() {
    const auto one = [](int task, const std::string& path, int index, const std::string& ns) {
      return "insert into checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, "
             "type, blob, task_path) values ('" +
             kThread + "', '" + ns + "', '" + checkpointId(1) + "', '70000000-0000-0000-0000-00000000000" +
             std::to_string(task) + "', " + std::to_string(index) + ", 'z', 'json', '[1]', '" + path + "');";
    };
    TestPostgres::run(ours_,
                      one(1, "b", 1, "") + one(1, "b", 0, "") + one(2, "a", 0, "") + one(3, "a", 0, "sub"));
    const auto told = [](const std::vector<Row>& rows) {
      QString all;
      for (const Row& row : rows) {
        const auto write = writeFrom(row);
        if (write.value.channel == "z")
          all += QString::fromStdString(write.taskId).right(1) + QString::number(write.index) + u' ';
      }
      return all;
    };
    const auto can = capabilitiesOf(ours_);
    const AncestorQuery query{kThread, "", checkpointId(1), {"z"}};
    QCOMPARE(told(rowsOf(ours_, ancestorWritesSql(can, query, {checkpointId(1)}))),
             QStringLiteral("20 10 11 "));
    QCOMPARE(told(rowsOf(ours_, checkpointWritesSql(can, kThread, "", checkpointId(1), {}))),
             QStringLiteral("20 10 11 "));
    const auto history = rowsOf(ours_, historySql(can, {kThread, {}, {}, checkpointId(2)}));
    QCOMPARE(checkpointFrom(history.at(0)).tasks, 3);  // these two, and the one that was there
    TestPostgres::run(ours_, "delete from checkpoint_writes where channel = 'z'");
  }

  void writesAreCappedTogether() {
    const auto count = [this](ValueCaps caps) {
      const auto rows =
          rowsOf(ours_, checkpointWritesSql(capabilitiesOf(ours_), kThread, "", checkpointId(2), caps));
      return std::pair(rows.size(), std::count_if(rows.begin(), rows.end(), [](const Row& row) {
                         return writeFrom(row).value.blob.has_value();
                       }));
    };
    QCOMPARE(count({100, 100}), std::pair(std::size_t{2}, std::ptrdiff_t{2}));
    QCOMPARE(count({100, 5}), std::pair(std::size_t{2}, std::ptrdiff_t{1}));
  }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
