// SPDX-License-Identifier: Apache-2.0
#include "app/console/rows.h"

#include "app/console/cron_rows.h"
#include "app/console/local_servers.h"
#include "app/console/tail_rows.h"
#include "app/console/window_time.h"

#include <QDateTime>
#include <QTest>

using namespace heddle;

namespace {

QString json(const std::shared_ptr<const wire::Value>& value) {
  return value ? QString::fromStdString(wire::writeJson(*value)) : QString();
}

}  // namespace

class RowsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void runsKeepWhatTheSchemaTells();
  void credentialsAreMasked();
  void secretsOfARunAreBesideWhatIsShown();
  void secretsOfAStateAreShownWhenRevealed();
  void aForecastReachesAsFarAsItSays();
  void aCommandIsInput();
  void errorsOfEveryShape_data();
  void errorsOfEveryShape();
  void logLinesAreTakenApart();
  void streamEventsCarryTheirNamespace();
  void rowsOfATailShareWhatRepeats();
  void nobodyLooksAgainForAHiddenWindow();
};

void RowsTest::runsKeepWhatTheSchemaTells() {
  query::RunRecord record;
  record.runId = "r";
  record.status = "running";
  record.graphId = "chat";
  record.startedAt = 5;
  const auto row = console::runRow(record);
  QCOMPARE(row.status, core::RunStatus::running);
  QCOMPARE(row.assistantName, QStringLiteral("chat"));
  QCOMPARE(row.startedUs.value_or(0), qint64(5));
  QVERIFY(!row.endedUs.has_value());
  QVERIFY2(!row.attempt.has_value(), "a schema without attempts shows none, not zero");
}

void RowsTest::credentialsAreMasked() {
  query::RunDetail answer;
  answer.kwargs =
      R"({"input": {"a": 1}, "config": {"configurable": {"langgraph_auth_user": {"token": "s3cret"}, "graph_id": "chat"}}})";
  answer.metadata = R"({"cookie": "s3cret", "a": "kept"})";
  answer.error = R"({"error": "E", "message": "postgres://u:s3cret@h/d is away"})";
  const auto detail = console::runDetail(answer);
  QVERIFY(detail.input.shown != nullptr && detail.input.clear == nullptr);
  QVERIFY(!detail.raw.contains(QStringLiteral("s3cret")));
  QVERIFY(detail.raw.contains(QStringLiteral("chat")) && detail.raw.contains(QStringLiteral("kept")));
  QVERIFY(detail.errorText.endsWith(QStringLiteral("@h/d is away")));
  QVERIFY(!detail.errorText.contains(QStringLiteral("s3cret")));
}

/// What a run was asked and what it left, each beside what is masked in it; never its credentials.
void RowsTest::secretsOfARunAreBesideWhatIsShown() {
  query::RunDetail answer;
  answer.kwargs = R"({"input": {"token": "s3cret"}, "command": {"goto": "a"}, "config": {"token": "other"}})";
  answer.output = R"({"n": 1, "api_key": "s3cret"})";
  const auto detail = console::runDetail(answer);
  QCOMPARE(json(detail.input.shown),
           QStringLiteral("{\"command\":{\"goto\":\"a\"},\"input\":{\"token\":\"***\"}}"));
  QCOMPARE(json(detail.input.clear),
           QStringLiteral("{\"command\":{\"goto\":\"a\"},\"input\":{\"token\":\"s3cret\"}}"));
  QCOMPARE(json(detail.output.shown), QStringLiteral("{\"n\":1,\"api_key\":\"***\"}"));
  QCOMPARE(json(detail.output.clear), QStringLiteral("{\"n\":1,\"api_key\":\"s3cret\"}"));
  answer.kwargs = R"({"input": {"token": "s3cret", "text": "cut he)";
  answer.output = R"({"token": "s3cret", "text": "cut he)";
  const auto cut = console::runDetail(answer);
  QVERIFY(!cut.raw.contains(QStringLiteral("s3cret")));
  QVERIFY(json(cut.output.shown).contains(QStringLiteral("cut he")));
  QVERIFY(!json(cut.output.shown).contains(QStringLiteral("s3cret")) && cut.output.clear == nullptr);
}

void RowsTest::secretsOfAStateAreShownWhenRevealed() {
  client::CheckpointContent content;
  content.values = wire::parseJson(R"({"n": 1, "token": "s3cret"})").value();
  const auto text = [&content](bool revealed) {
    const auto state = console::threadState(content, false, revealed);
    return std::pair(QString::fromStdString(wire::writeJson(*state.values)), state.masked);
  };
  QCOMPARE(text(false), std::pair(QStringLiteral("{\"n\":1,\"token\":\"***\"}"), true));
  QCOMPARE(text(true), std::pair(QStringLiteral("{\"n\":1,\"token\":\"s3cret\"}"), false));
  content.values = wire::parseJson(R"({"n": 1})").value();
  QVERIFY(!text(false).second);
}

/// A cron that has just fired fires again within the day: in its last, broken hour.
void RowsTest::aForecastReachesAsFarAsItSays() {
  query::CronRecord cron;
  cron.cronId = "c";
  cron.schedule = "0 8 * * *";
  cron.enabled = true;
  const auto at = [](const char* time) {
    return QDateTime::fromString(QLatin1String(time), Qt::ISODate).toMSecsSinceEpoch() * 1000;
  };
  const auto forecast = console::cronForecast({cron}, at("2026-11-28T08:01:30Z"), 24);
  QCOMPARE(forecast.fires.size(), std::size_t{1});
  QCOMPARE(forecast.fires[0].atUs, at("2026-11-29T08:00:00Z"));
  QCOMPARE(forecast.hours.size(), std::size_t{25});
  QCOMPARE(forecast.hours.back().fires, 1);
  QCOMPARE(console::cronForecast({cron}, at("2026-11-28T08:00:00Z"), 24).hours.size(), std::size_t{24});
}

void RowsTest::aCommandIsInput() {
  query::RunDetail answer;
  answer.kwargs = R"({"input": null, "command": {"resume": true}})";
  const auto detail = console::runDetail(answer);
  QCOMPARE(json(detail.input.shown), QStringLiteral("{\"command\":{\"resume\":true}}"));
}

void RowsTest::errorsOfEveryShape_data() {
  QTest::addColumn<QString>("json");
  QTest::addColumn<QString>("title");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("line");
  QTest::newRow("none") << QStringLiteral("null") << QString() << QString() << QString();
  QTest::newRow("object") << QStringLiteral(
                                 R"({"error": "ValueError", "message": "no", "traceback": "line 1"})")
                          << QStringLiteral("ValueError") << QStringLiteral("no\n\nline 1")
                          << QStringLiteral("ValueError: no");
  QTest::newRow("text") << QStringLiteral("\"Boom: it broke\"") << QStringLiteral("Boom: it broke")
                        << QStringLiteral("Boom: it broke") << QStringLiteral("Boom: it broke");
  QTest::newRow("no JSON") << QStringLiteral("killed\nby a signal") << QString() << QString()
                           << QStringLiteral("killed");
}

void RowsTest::errorsOfEveryShape() {
  QFETCH(QString, json);
  query::RunDetail answer;
  answer.error = json.toStdString();
  const auto detail = console::runDetail(answer);
  QTEST(detail.errorTitle, "title");
  QTEST(detail.errorText, "text");
  QTEST(console::errorLine(answer.error), "line");
}

void RowsTest::logLinesAreTakenApart() {
  const auto structured = console::logLine(
      QStringLiteral(R"({"ts": "x", "level": "warning", "logger": "runner1", "msg": "slow", "run": "r1"})"),
      false, 0);
  QCOMPARE(structured.source, QStringLiteral("runner1"));
  QCOMPARE(structured.text, QStringLiteral("slow   run=r1"));
  QCOMPARE(structured.level, widgets::LogLevel::Warning);
  const auto plain = console::logLine(QStringLiteral("{ not json"), true, 0);
  QCOMPARE(plain.text, QStringLiteral("{ not json"));
}

void RowsTest::streamEventsCarryTheirNamespace() {
  const auto row = console::tailRow(wire::SseEvent{"updates|sub:1", "{}", "1-2"}, QStringLiteral("t"),
                                    QStringLiteral("r"), 7);
  QCOMPARE(row.mode, QStringLiteral("updates"));
  QCOMPARE(row.ns, QStringLiteral("sub:1"));
  QCOMPARE(row.eventId, QStringLiteral("1-2"));
}

void RowsTest::rowsOfATailShareWhatRepeats() {
  console::TailRows rows;
  client::TailEvent event;
  event.run = core::RunId::parse("20000000-0000-0000-0000-000000000001").value();
  event.mode = "values";
  event.fence = 3;
  event.n = 1;
  event.received = 5;
  const auto first = rows.row(event);
  event.n = 2;
  const auto second = rows.row(event);
  QCOMPARE(first.runId, QStringLiteral("20000000-0000-0000-0000-000000000001"));
  QCOMPARE(second.eventId, QStringLiteral("3-2"));
  QCOMPARE(second.timeUs, qint64(5));
  QVERIFY2(first.runId.constData() == second.runId.constData(), "the same text is kept once");
  QVERIFY2(first.mode.constData() == second.mode.constData(), "the same text is kept once");
  event.run = core::RunId::parse("20000000-0000-0000-0000-000000000002").value();
  event.mode = "updates";
  const auto other = rows.row(event);
  QCOMPARE(other.runId, QStringLiteral("20000000-0000-0000-0000-000000000002"));
  QCOMPARE(other.mode, QStringLiteral("updates"));
  QCOMPARE(first.mode, QStringLiteral("values"));
  event.run = {};  // the tail's own word on a whole deployment
  QCOMPARE(rows.row(event).runId, QString());
}

void RowsTest::nobodyLooksAgainForAHiddenWindow() {
  console::WindowTime time;
  bool shown = false;
  int asked = 0, due = 0;
  time.setSeen([&] {
    ++asked;
    return shown;
  });
  connect(&time, &console::WindowTime::refreshDue, this, [&] { ++due; });
  time.setRefreshSeconds(1);
  QTRY_VERIFY_WITH_TIMEOUT(asked >= 2, 20'000);
  QCOMPARE(due, 0);
  shown = true;
  QTRY_COMPARE_WITH_TIMEOUT(due, 1, 20'000);
  QTRY_COMPARE_WITH_TIMEOUT(due, 2, 20'000);
}

QTEST_GUILESS_MAIN(RowsTest)
#include "rows_test.moc"
