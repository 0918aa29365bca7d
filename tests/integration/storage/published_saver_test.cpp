// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/pg_checkpoints.h"
#include "tests/integration/storage/storage_fixture.h"

#include <filesystem>

#include <boost/json.hpp>
#endif

#include <QtTest>

using namespace heddle;

namespace {

std::string python() {
  if (const char* chosen = std::getenv("HEDDLE_TEST_PYTHON")) return chosen;
  const auto own = std::filesystem::path(HEDDLE_SOURCE_DIR) / ".cache/venv/bin/python";
  return std::filesystem::exists(own) ? own.string() : "";
}

/// What the script printed; a test failure when it did not end well.
QByteArray runScript(const std::string& mode, const std::string& uri) {
  QProcess process;
  process.setProcessChannelMode(QProcess::SeparateChannels);
  process.start(QString::fromStdString(python()),
                {QStringLiteral(HEDDLE_SOURCE_DIR "/tests/integration/storage/published_saver.py"),
                 QString::fromStdString(mode), QString::fromStdString(uri)});
  if (!process.waitForFinished(100000) || process.exitCode() != 0) {
    QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
  }
  return process.readAllStandardOutput();
}

const char* const kShape = R"(
select md5(string_agg(line, chr(10) order by line)) from (
  select table_name || column_name || data_type || is_nullable || coalesce(column_default, '') as line
    from information_schema.columns where table_schema = 'public'
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select 'v' || v from checkpoint_migrations union all select 's' || v from store_migrations) x)";

std::string hex(std::string_view bytes) {
  return QByteArray(bytes.data(), qsizetype(bytes.size())).toHex().toStdString();
}

/// Our answer in the words of the script.
boost::json::array told(const core::JsonText& answer, const std::vector<std::string>& blobs) {
  boost::json::array out;
  std::size_t next = 0;
  const auto text = [&](const boost::json::value& entry) {
    return std::string(entry.at("type").as_string()) + ":" + hex(blobs.at(next++));
  };
  const boost::json::value parsed = boost::json::parse(answer.text);
  for (const auto& channel : parsed.as_array()) {
    boost::json::object history;
    history["seed"] =
        channel.at("seed").is_null() ? boost::json::value() : boost::json::value(text(channel.at("seed")));
    boost::json::array writes;
    for (const auto& write : channel.at("writes").as_array()) {
      writes.push_back(boost::json::value(std::string(write.at("task_id").as_string()) + ":" + text(write)));
    }
    history["writes"] = std::move(writes);
    out.push_back(std::move(history));
  }
  return out;
}

}  // namespace

/// LangGraph's own Postgres classes and ours on the same tables.
class PublishedSaverTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (python().empty())
      QSKIP("No Python with langgraph: set HEDDLE_TEST_PYTHON, or let ./dev make .cache/venv.");
  }

  void theirSetupFindsNothingToDo() {
    const std::string uri = test::TestPostgres::instance().migratedDatabase();
    const std::string before = test::TestPostgres::run(uri, kShape);
    runScript("setup", uri);
    QCOMPARE(test::TestPostgres::run(uri, kShape), before);
  }

  void deltaHistoriesAreTheirs() {
    test::StorageFixture f;
    storage::PgCheckpoints checkpoints(*f.database);
    const QList<QByteArray> lines = runScript("delta", f.uri).trimmed().split('\n');
    QVERIFY(lines.size() > 10);
    int seeds = 0, writes = 0;
    for (const QByteArray& line : lines) {
      const auto expected = boost::json::parse(line.toStdString());
      core::DeltaHistoryQuery query;
      query.thread = "deltas";
      query.id = std::string(expected.at("id").as_string());
      query.channels = {"items", "unknown"};
      std::vector<std::string> blobs;
      const auto answer = told(f.run(checkpoints.deltaHistory(query, blobs)), blobs);
      QCOMPARE(boost::json::serialize(answer[0]), boost::json::serialize(expected.at("channels").at(0)));
      QCOMPARE(boost::json::serialize(answer[1]), boost::json::serialize(expected.at("channels").at(2)));
      seeds += answer[0].at("seed").is_null() ? 0 : 1;
      writes += answer[0].at("writes").as_array().empty() ? 0 : 1;
    }
    QVERIFY(seeds > 0 && seeds < lines.size() && writes > 0);
    // A value stored inline in its checkpoint is a seed as well, told as JSON.
    core::DeltaHistoryQuery inlined;
    inlined.thread = "deltas";
    inlined.channels = {"plain"};
    std::vector<std::string> blobs;
    const auto answer = boost::json::parse(f.run(checkpoints.deltaHistory(inlined, blobs)).text);
    QCOMPARE(answer.at(0).at("seed").at("type").as_string(), "json");
    QCOMPARE(blobs.at(0), std::string("3"));
    // Pruned, the newest state is still whole.
    const auto slot = f.run(f.queue->takeEditSlot(f.newThread(), f.replica, true)).value();
    f.run(checkpoints.prune({"deltas"}, "keep_latest", {slot}));
    inlined.channels = {"items"};
    blobs.clear();
    const auto pruned = told(f.run(checkpoints.deltaHistory(inlined, blobs)), blobs);
    const auto newest = boost::json::parse(lines.first().toStdString());
    QCOMPARE(boost::json::serialize(pruned[0]), boost::json::serialize(newest.at("channels").at(0)));
    QVERIFY(std::stoi(f.sql("select count(*) from checkpoints")) < lines.size());
    checkpoints.close();
  }
};

QTEST_GUILESS_MAIN(PublishedSaverTest)
#include "published_saver_test.moc"
