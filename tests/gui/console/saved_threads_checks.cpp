// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/console/saved_threads_checks.h"

#include "backend/client/redis/saver_export.h"
#include "backend/client/redis/saver_thread_feed.h"
#include "backend/client/redis/saver_walk.h"
#include "backend/query/checkpoint_sql.h"

#include <optional>
#include <set>
#include <utility>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

namespace heddle::tests {
namespace {

constexpr int kPatience = 30'000;
constexpr int kMany = 450;

std::string idOf(int n) {
  return QStringLiteral("%1-e75a-6400-9694-df19fb72aa23")
      .arg(0x1f200000 + n, 8, 16, QLatin1Char('0'))
      .toStdString();
}

/// A feed whose pages are asked for until there is no next one.
struct Pages {
  explicit Pages(client::RedisSession& redis) : feed(redis) {
    QObject::connect(&feed, &client::SaverThreadFeed::loaded, &feed,
                     [this](quint64, const query::Page<query::ThreadRecord>& page) {
                       last = page;
                       for (const auto& row : page.rows)
                         ids.push_back(row.address);
                       ++count;
                     });
    QObject::connect(&feed, &client::SaverThreadFeed::bounded, &feed,
                     [this](quint64, const QString& sentence) { remark = sentence; });
  }
  void load(query::ThreadQuery query) {
    const int before = count;
    query.after = last.next;
    feed.load(query);
    QTRY_VERIFY_WITH_TIMEOUT(count > before, kPatience);
  }

  client::SaverThreadFeed feed;
  query::Page<query::ThreadRecord> last;
  std::vector<std::string> ids;
  QString remark;
  int count = 0;
};

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

std::string savedKey(const std::string& thread, int n) {
  return "checkpoint:" + thread + ":__empty__:" + idOf(n);
}

void writeSavedThread(test::RedisWriter& writer, const std::string& thread, int n) {
  const QJsonObject document{
      {QStringLiteral("thread_id"), QString::fromStdString(thread)},
      {QStringLiteral("checkpoint_ns"), QStringLiteral("__empty__")},
      {QStringLiteral("checkpoint_id"), QString::fromStdString(idOf(n))},
      {QStringLiteral("checkpoint_ts"), static_cast<double>(query::timeOfUuid6(idOf(n)) / 1000)},
      {QStringLiteral("metadata"), QStringLiteral(R"({"graph_id":"made"})")},
      {QStringLiteral("checkpoint"), QJsonObject{{QStringLiteral("type"), QStringLiteral("json")}}}};
  writer.run({"JSON.SET", savedKey(thread, n), "$",
              QJsonDocument(document).toJson(QJsonDocument::Compact).toStdString()});
}

void savedThreadsGoOn(client::RedisSession& redis, test::RedisWriter& writer, int already) {
  for (int n = 0; n < kMany; ++n)
    writeSavedThread(writer, "many-" + std::to_string(n), n);
  Pages found(redis);
  found.load({});
  QCOMPARE(found.ids.size(), client::kMostSaverThreads);
  QCOMPARE(found.ids.front(), "many-" + std::to_string(kMany - 1));
  QCOMPARE(found.remark, QStringLiteral("%1 threads were found, 200 of them are read.").arg(kMany + already));
  while (found.last.next)
    found.load({});
  QCOMPARE(found.ids.size(), static_cast<std::size_t>(kMany + already));
  QVERIFY(found.remark.isEmpty());

  // A thread that came is counted, whatever else moved on; one that went does not come back.
  QSignalSpy counted(&found.feed, &client::SaverThreadFeed::counted);
  QSignalSpy reread(&found.feed, &client::SaverThreadFeed::rereadDone);
  const query::Key top{query::timeOfUuid6(idOf(kMany - 1)), {}};
  writeSavedThread(writer, "many-0", kMany);
  writeSavedThread(writer, "fresh", kMany + 1);
  found.feed.countBeyond({}, top);
  QTRY_COMPARE_WITH_TIMEOUT(counted.size(), 1, kPatience);
  QCOMPARE(counted[0][1].value<query::NewerCount>().count, 1);
  writer.run({"DEL", savedKey("many-7", 7)});
  found.feed.reread({"many-0", "many-7"});
  QTRY_COMPARE_WITH_TIMEOUT(reread.size(), 1, kPatience);
  const auto rows = reread[0][1].value<std::vector<query::ThreadRecord>>();
  QCOMPARE(rows.size(), std::size_t{1});
  QCOMPARE(rows[0].updatedAt, query::timeOfUuid6(idOf(kMany)));
  QCOMPARE(rows[0].createdAt, query::timeOfUuid6(idOf(0)));
  writeSavedThread(writer, "many-7", 7);

  // More keys than a page walks: the next ones go on from there, and no thread comes twice.
  writer.run({"DEBUG", "POPULATE", "210000", "other", "1"});
  Pages walked(redis);
  bool halted = false;
  qint64 looked = 0;
  do {
    walked.load({});
    looked += walked.last.scanned;
    halted = halted || walked.remark.startsWith(QLatin1String("200,000 of about 21"));
  } while (walked.last.next);
  QVERIFY(halted);
  QCOMPARE(looked, writer.run({"DBSIZE"}));
  QVERIFY(walked.remark.isEmpty());
  QCOMPARE(walked.ids.size(), static_cast<std::size_t>(kMany + already + 1));
  QCOMPARE(std::set<std::string>(walked.ids.begin(), walked.ids.end()).size(), walked.ids.size());
}

namespace {

/// Cancels when the file is in its place and before the exporter has heard of that.
class LateCancel : public QObject {
 public:
  LateCancel(client::SaverExport& exporter, QString path) : exporter_(exporter), path_(std::move(path)) {
    exporter_.installEventFilter(this);
  }
  std::optional<bool> answer() const { return answer_; }

 private:
  bool eventFilter(QObject*, QEvent*) override {
    if (!answer_ && QFile::exists(path_)) answer_ = exporter_.cancel();
    return false;
  }

  client::SaverExport& exporter_;
  QString path_;
  std::optional<bool> answer_;
};

}  // namespace

void savedThreadsAreExported(client::RedisSession& redis, int threads, const QString& folder) {
  client::SaverExport exporter(redis);
  QSignalSpy finished(&exporter, &client::RowExport::finished);
  client::ExportRequest request;
  request.schema = &query::threadsSchema();
  request.path = folder + QStringLiteral("/threads.jsonl");
  exporter.start(request);
  QVERIFY(exporter.isRunning());
  QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
  QCOMPARE(finished[0][0].toInt(), threads);
  const auto lines = contentOf(request.path).trimmed().split('\n');
  QCOMPARE(lines.size(), threads);
  const auto row = QJsonDocument::fromJson(lines[0]).object();
  QCOMPARE(row.value(QStringLiteral("saver")).toString(), QStringLiteral("python"));

  request.format = client::ExportFormat::csv;
  request.ids = {"fresh", "gone", "many-3"};
  request.path = folder + QStringLiteral("/some.csv");
  exporter.start(request);
  QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, kPatience);
  const auto some = contentOf(request.path).split('\n');
  QCOMPARE(some.size(), 4);  // a head, and nothing after the last line's end
  QVERIFY2(some[0].startsWith("thread_id,status,graph_id,"), some[0].constData());

  request.ids.clear();
  request.path = folder + QStringLiteral("/never.csv");
  exporter.start(request);
  QVERIFY(exporter.cancel());
  QVERIFY(!exporter.isRunning());
  request.path = folder + QStringLiteral("/no such folder/x.csv");
  QSignalSpy failed(&exporter, &client::RowExport::failed);
  exporter.start(request);
  QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
  QVERIFY(failed[0][0].toString().contains(QLatin1String("could not be written")));
  QVERIFY(!exporter.isRunning());
  QVERIFY(!QFile::exists(folder + QStringLiteral("/never.csv")));
  QCOMPARE(finished.size(), 2);

  request.path = folder + QStringLiteral("/late.csv");
  LateCancel late(exporter, request.path);
  exporter.start(request);
  QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 3, kPatience);
  QCOMPARE(late.answer(), std::optional(false));
}

}  // namespace heddle::tests
