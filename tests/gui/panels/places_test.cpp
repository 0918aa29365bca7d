// SPDX-License-Identifier: Apache-2.0
// Pages and dialogs around the lists: local servers, deployments, raw tables, assistants, Run… and Resume….
#include "models/tables/servers_table.h"
#include "tests/gui/panels/page_pictures.h"
#include "tests/gui/panels/sample_rows.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/deployments/deployments_page.h"
#include "ui/panels/local_servers/local_servers_page.h"
#include "ui/panels/raw_tables/raw_tables_page.h"
#include "ui/panels/run_dialog/json_check.h"
#include "ui/panels/run_dialog/run_dialog.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;
using pictures::eachTheme;
using pictures::grab;
using pictures::verifyNames;

namespace {

std::vector<models::ServerRow> servers() {
  models::ServerRow ready;
  ready.id = QStringLiteral("/home/me/support-agent/langgraph.json");
  ready.name = QStringLiteral("support-agent");
  ready.state = models::ServerState::degraded;
  ready.readySinceUs = sample::kNowUs - 7'860'000'000;
  ready.url = QStringLiteral("http://127.0.0.1:2024");
  ready.port = 2024;
  ready.dataFolder = QStringLiteral("/home/me/support-agent/.heddle");
  ready.deploymentFile = ready.dataFolder + QStringLiteral("/deployment.json");
  ready.python = QStringLiteral("python 3.11.2 · /home/me/support-agent/.venv/bin/python");
  ready.problem = QStringLiteral("A graph did not import; the others work. Its traceback is under Health.");
  ready.graphs = {
      {QStringLiteral("agent"), {}, {}},
      {QStringLiteral("triage"), QStringLiteral("ModuleNotFoundError: No module named 'langchain_x'"),
       QStringLiteral("Traceback (most recent call last):\n  File \"triage.py\", line 3, in <module>\n    "
                      "import langchain_x")}};
  models::ServerRow stopped;
  stopped.id = QStringLiteral("/home/me/samples/langgraph.json");
  stopped.name = QStringLiteral("samples");
  stopped.dataFolder = QStringLiteral("/home/me/samples/.heddle");
  return {ready, stopped};
}

QPushButton* button(QWidget& page, const QString& name) {
  for (auto* candidate : page.findChildren<QPushButton*>()) {
    if (candidate->accessibleName() == name) return candidate;
  }
  return nullptr;
}

}  // namespace

class PlacesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void localServers_data() { eachTheme(); }
  void localServers();
  void noLocalServer_data() { eachTheme(); }
  void noLocalServer();
  void deployments_data() { eachTheme(); }
  void deployments();
  void rawTables_data() { eachTheme(); }
  void rawTables();
  void assistantsEmpty_data() { eachTheme(); }
  void assistantsEmpty();
  void runDialog_data() { eachTheme(); }
  void runDialog();
  void resumeDialog_data() { eachTheme(); }
  void resumeDialog();
  void aCardAsksForItsOwnServer();
  void aFolderMeansItsLanggraphJson();
  void brokenInputIsNotSent();
  void problemsSayWhere();
};

void PlacesTest::localServers() {
  models::ServersTable table;
  QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
  panels::LocalServersPage page(table);
  table.replaceAll(servers());
  page.setNow(sample::kNowUs);
  QVector<widgets::LogLine> lines;
  for (int n = 0; n < 12; ++n) {
    lines.append({QStringLiteral("12:59:%1.2").arg(n, 2, 10, QLatin1Char('0')),
                  n % 3 == 0 ? QStringLiteral("runner1") : QStringLiteral("server"),
                  QStringLiteral("run started   run=0198…a41c thread=5b1e…90c2 attempt=1"),
                  widgets::LogLevel::Info});
  }
  page.appendLog(table.keyAt(0), lines);
  grab(page, "local-servers");
  verifyNames(page);
}

void PlacesTest::noLocalServer() {
  models::ServersTable table;
  panels::LocalServersPage page(table);
  grab(page, "local-servers-empty");
  verifyNames(page);
}

void PlacesTest::deployments() {
  models::DeploymentsTable table;
  models::StagesTable stages;
  panels::DeploymentsPage page(table, stages);
  models::DeploymentRow row;
  row.id = QStringLiteral("prod-eu");
  row.name = QStringLiteral("prod-eu");
  row.environment = QStringLiteral("production");
  row.database = QStringLiteral("postgres://reader@db.example:5432/langgraph");
  row.redis = QStringLiteral("rediss://cache.example:6379/3");
  row.api = QStringLiteral("https://api.example");
  table.replaceAll({row});
  models::StageRow resolve;
  resolve.id = QStringLiteral("0");
  resolve.source = QStringLiteral("PG");
  resolve.title = QStringLiteral("Resolve");
  resolve.state = models::StageState::passed;
  resolve.tookUs = 2'100;
  resolve.finding = QStringLiteral("10.0.0.7");
  models::StageRow login = resolve;
  login.id = QStringLiteral("1");
  login.title = QStringLiteral("Login");
  login.state = models::StageState::failed;
  login.finding = QStringLiteral("The password for reader was refused.");
  login.fix = QStringLiteral("Check the user and the password in the URI.");
  models::StageRow later = login;
  later.id = QStringLiteral("2");
  later.title = QStringLiteral("Database");
  later.state = models::StageState::notReached;
  later.tookUs = -1;
  later.finding.clear();
  later.fix.clear();
  stages.replaceAll({resolve, login, later});
  page.setSecretNote({});
  page.showUnderstood(QStringLiteral("staging"), QStringLiteral("staging"),
                      QStringLiteral("Postgres postgres://reader@db/langgraph · Redis redis://cache/1"));
  grab(page, "deployments");
  verifyNames(page);
}

void PlacesTest::rawTables() {
  panels::RawTablesPage page;
  page.setSentence(
      QStringLiteral("Tables of a schema that is not known here; they can be read as they are."));
  page.setTables({{QStringLiteral("public.jobs"), QStringLiteral("table · ~1.2 M rows")},
                  {QStringLiteral("public.workers"), {}}});
  page.setRows({QStringLiteral("id"), QStringLiteral("payload"), QStringLiteral("error")}, {},
               {{QStringLiteral("1"), QStringLiteral("{\"a\": 1}"), std::nullopt},
                {QStringLiteral("2"), QStringLiteral("{}"), QStringLiteral("boom")}},
               true);
  grab(page, "raw-tables");
  verifyNames(page);
}

void PlacesTest::assistantsEmpty() {
  models::AssistantsTable table;
  panels::AssistantsPage page(table);
  page.setGate({true, {}});
  page.showReady();
  grab(page, "assistants-empty");
  verifyNames(page);
}

void PlacesTest::runDialog() {
  models::TailTable events;
  panels::RunDialog dialog(panels::RunDialog::Purpose::run, QStringLiteral("samples"), events);
  dialog.setAttribute(Qt::WA_DeleteOnClose, false);
  dialog.setChoices(
      {{QStringLiteral("a1"), QStringLiteral("chat")}, {QStringLiteral("a2"), QStringLiteral("approval")}},
      QStringLiteral("approval"));
  dialog.showStarted(sample::runs(1)[0].id, sample::runs(1)[0].threadId);
  dialog.showValues(sample::waitingThread().state.values);
  grab(dialog, "run-dialog", {1240, 720});
  verifyNames(dialog);
}

void PlacesTest::resumeDialog() {
  models::TailTable events;
  panels::RunDialog dialog(panels::RunDialog::Purpose::resume, QStringLiteral("samples"), events);
  dialog.setAttribute(Qt::WA_DeleteOnClose, false);
  dialog.setChoices({{QStringLiteral("a2"), QStringLiteral("approval")}}, {});
  dialog.setThread(sample::threads(1)[0].id);
  dialog.setQuestions(sample::waitingThread().state.interrupts);
  grab(dialog, "resume-dialog", {1240, 720});
  verifyNames(dialog);
}

void PlacesTest::aCardAsksForItsOwnServer() {
  models::ServersTable table;
  panels::LocalServersPage page(table);
  table.replaceAll(servers());
  QSignalSpy stop(&page, &panels::LocalServersPage::stopRequested);
  QSignalSpy start(&page, &panels::LocalServersPage::startRequested);
  auto* stopButton = button(page, QStringLiteral("Stop support-agent"));
  auto* startButton = button(page, QStringLiteral("Start samples"));
  QVERIFY(stopButton != nullptr && startButton != nullptr);
  stopButton->click();
  startButton->click();
  QCOMPARE(stop.value(0).value(0).toString(), table.keyAt(0));
  QCOMPARE(start.value(0).value(0).toString(), table.keyAt(1));
  table.replaceAll({servers()[1]});
  QTRY_VERIFY(button(page, QStringLiteral("Stop support-agent")) == nullptr);
}

void PlacesTest::aFolderMeansItsLanggraphJson() {
  QTemporaryDir folder;
  QVERIFY(panels::projectConfig(folder.path()).isEmpty());
  QFile file(folder.filePath(QStringLiteral("langgraph.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  QCOMPARE(panels::projectConfig(folder.path()), file.fileName());
  QCOMPARE(panels::projectConfig(file.fileName()), file.fileName());
}

void PlacesTest::brokenInputIsNotSent() {
  models::TailTable events;
  auto* dialog = new panels::RunDialog(panels::RunDialog::Purpose::run, QStringLiteral("samples"), events);
  dialog->setChoices({{QStringLiteral("a1"), QStringLiteral("chat")}}, {});
  QSignalSpy sent(dialog, &panels::RunDialog::submitted);
  auto* editor = dialog->findChild<QPlainTextEdit*>();
  QVERIFY(editor != nullptr);
  for (auto* candidate : dialog->findChildren<QPlainTextEdit*>()) {
    if (candidate->accessibleName() == QStringLiteral("Input")) editor = candidate;
  }
  editor->setPlainText(QStringLiteral("{\"a\": "));
  auto* run = button(*dialog, QStringLiteral("Run"));
  QVERIFY(run != nullptr);
  run->click();
  QCOMPARE(sent.count(), 0);
  editor->setPlainText(QStringLiteral("{\"a\": 12345678901234567890}"));
  QTRY_VERIFY(run->isEnabled());
  run->click();
  QCOMPARE(sent.count(), 1);
  QCOMPARE(sent[0][0].value<panels::RunSubmission>().input, QStringLiteral("{\"a\": 12345678901234567890}"));
  delete dialog;
}

void PlacesTest::problemsSayWhere() {
  QVERIFY(!panels::checkJson(QStringLiteral("{\"ä\": [1, 2]}")).has_value());
  const auto problem = panels::checkJson(QStringLiteral("{\n  \"ä\": tru\n}"));
  QVERIFY(problem.has_value());
  QCOMPARE(problem->line, 2);
}

QTEST_MAIN(PlacesTest)
#include "places_test.moc"
