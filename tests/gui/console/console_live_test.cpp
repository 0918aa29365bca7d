// SPDX-License-Identifier: Apache-2.0
// The window as it is composed, against the real server: what the SDK does appears, and the window stays
// alive.
#include "app/console/console.h"
#include "models/tables/row_table_model.h"
#include "models/tables/tail_table.h"
#include "tests/gui/console/live_server.h"
#include "ui/panels/run_detail/run_detail_panel.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/tail_view.h"

#include <atomic>
#include <thread>

#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace heddle;

namespace {

constexpr int kPatience = 30'000;

bool shows(const QWidget& window, const QString& text) {
  for (const QLabel* label : window.findChildren<QLabel*>()) {
    if (label->isVisible() && label->text().contains(text)) return true;
  }
  return false;
}

QPushButton* button(QWidget& window, const QString& text) {
  for (QPushButton* candidate : window.findChildren<QPushButton*>()) {
    if (candidate->text() == text) return candidate;
  }
  return nullptr;
}

}  // namespace

class ConsoleLiveTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void aRunOfTheSdkAppears();
  void itsEventsStreamIntoTheTail();
  void aRunIsStartedFromTheWindow();
  void aServerThatComesBackOnAnotherPortIsFollowed();
  void theProfileHoldsNoSecret();
  void theWindowStaysAliveWhileNothingAnswers();

 private:
  QString slug() const { return console_->window().currentDeployment(); }
  QAbstractItemModel* runs();

  QTemporaryDir profile_;
  std::unique_ptr<tests::LiveServer> server_;
  std::unique_ptr<console::Console> console_;
};

void ConsoleLiveTest::initTestCase() {
  server_ = std::make_unique<tests::LiveServer>();
  QVERIFY2(server_->start(), qPrintable(server_->log()));
  console_ =
      std::make_unique<console::Console>(console::ConsoleOptions{profile_.path(), server_->deploymentFile()});
  console_->window().resize(1500, 900);
  console_->show();
  console_->time().setRefreshSeconds(1);
}

void ConsoleLiveTest::cleanupTestCase() {
  console_.reset();
  server_.reset();
}

QAbstractItemModel* ConsoleLiveTest::runs() {
  shell::Page* page = console_->window().open({QStringLiteral("runs"), slug(), {}}, shell::OpenMode::InPlace);
  return static_cast<panels::RunsPage*>(page->widget())->table().model();
}

void ConsoleLiveTest::aRunOfTheSdkAppears() {
  QAbstractItemModel* model = runs();
  QTRY_VERIFY_WITH_TIMEOUT(shows(console_->window(), QStringLiteral("No runs yet")), kPatience);
  const QString id = server_->runBySdk(QStringLiteral("chat"));
  QVERIFY(!id.isEmpty());
  QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, kPatience);
  QCOMPARE(model->index(0, 0).data(models::roles::KeyRole).toString(), id);
  QTRY_COMPARE_WITH_TIMEOUT(model->index(0, 0).data().toString(), QStringLiteral("success"), kPatience);
}

void ConsoleLiveTest::itsEventsStreamIntoTheTail() {
  shell::Page* page = console_->window().open({QStringLiteral("tail"), slug(), {}}, shell::OpenMode::NewTab);
  auto* view = page->widget()->findChild<widgets::TailView*>();
  QVERIFY(view != nullptr);
  QTRY_VERIFY_WITH_TIMEOUT(shows(*page->widget(), QStringLiteral("Listening for events")), kPatience);
  const QString id = server_->runBySdk(QStringLiteral("chat"));
  QAbstractItemModel* events = view->model();
  const auto lastMode = [events] {
    return events->index(events->rowCount() - 1, models::TailTable::ModeColumn).data().toString();
  };
  QTRY_COMPARE_WITH_TIMEOUT(lastMode(), QStringLiteral("end"), kPatience);
  QVERIFY2(events->rowCount() >= 3, "a run has at least metadata, values and its end");
  for (int row = 0; row < events->rowCount(); ++row) {
    QCOMPARE(events->index(row, 0).data(models::roles::KeyRole).toString(), id);
  }
}

void ConsoleLiveTest::aRunIsStartedFromTheWindow() {
  runs();
  auto* page = static_cast<panels::RunsPage*>(console_->window().currentPage()->widget());
  QAction* run = page->actionList().front();
  QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kPatience);
  run->trigger();
  auto* dialog = console_->window().findChild<panels::RunDialog*>();
  QVERIFY(dialog != nullptr);
  auto* graph = dialog->findChild<QComboBox*>();
  QTRY_VERIFY_WITH_TIMEOUT(graph->findText(QStringLiteral("chat")) >= 0, kPatience);
  graph->setCurrentIndex(graph->findText(QStringLiteral("chat")));
  QTRY_VERIFY(button(*dialog, QStringLiteral("Run"))->isEnabled());
  button(*dialog, QStringLiteral("Run"))->click();
  QTRY_VERIFY_WITH_TIMEOUT(shows(*dialog, QStringLiteral("The run has ended.")), kPatience);
  QVERIFY(button(*dialog, QStringLiteral("Open run"))->isEnabled());
  dialog->close();
}

void ConsoleLiveTest::aServerThatComesBackOnAnotherPortIsFollowed() {
  QAbstractItemModel* model = runs();
  auto* page = static_cast<panels::RunsPage*>(console_->window().currentPage()->widget());
  page->actionList().front()->trigger();
  auto* dialog = console_->window().findChild<panels::RunDialog*>();
  auto* graph = dialog->findChild<QComboBox*>();
  QTRY_VERIFY_WITH_TIMEOUT(graph->count() > 0, kPatience);
  const QString before = server_->url();
  server_->stop();
  QVERIFY2(server_->start(), qPrintable(server_->log()));
  QVERIFY(server_->url() != before);
  const QString id = server_->runBySdk(QStringLiteral("chat"));
  // Through HTTP: only the new port answers.
  QTRY_VERIFY_WITH_TIMEOUT(shows(*dialog, QStringLiteral("changed its address")), kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(graph->count() > 0, kPatience);
  graph->setCurrentIndex(graph->findText(QStringLiteral("chat")));
  QTRY_VERIFY(button(*dialog, QStringLiteral("Run"))->isEnabled());
  button(*dialog, QStringLiteral("Run"))->click();
  QTRY_VERIFY_WITH_TIMEOUT(shows(*dialog, QStringLiteral("The run has ended.")), kPatience);
  dialog->close();
  // Through Postgres: what was done meanwhile is there.
  console_->window().currentPage()->refresh();
  const auto keys = [model] {
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row)
      texts.append(model->index(row, 0).data(models::roles::KeyRole).toString());
    return texts;
  };
  QTRY_VERIFY_WITH_TIMEOUT(keys().contains(id), kPatience);
}

void ConsoleLiveTest::theProfileHoldsNoSecret() {
  QFile deployment(server_->deploymentFile());
  QVERIFY(deployment.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(deployment.readAll());
  const auto found = QRegularExpression(QStringLiteral("://[^:/@\"]*:([^@\"]{8,})@")).match(text);
  if (!found.hasMatch()) QSKIP("the private server needs no password in its URIs");
  for (const QString& name : QDir(profile_.path()).entryList(QDir::Files)) {
    QFile file(profile_.filePath(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(!QString::fromUtf8(file.readAll()).contains(found.captured(1)), qPrintable(name));
  }
}

void ConsoleLiveTest::theWindowStaysAliveWhileNothingAnswers() {
  QTcpServer silent;  // takes the connection and never says a word
  QVERIFY(silent.listen(QHostAddress::LocalHost));
  QFile file(profile_.filePath(QStringLiteral("silent.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QStringLiteral("{\"name\": \"silent\", \"environment\": \"production\", \"database_uri\": "
                            "\"postgres://u:p@127.0.0.1:%1/x\"}")
                 .arg(silent.serverPort())
                 .toUtf8());
  file.close();
  std::atomic<qint64> controlGap{0}, ownGap{0};
  std::atomic<bool> done{false};
  std::thread control([&] {
    QElapsedTimer clock;
    clock.start();
    while (!done) {
      std::this_thread::yield();
      controlGap = std::max<qint64>(controlGap, clock.restart());
    }
  });
  QElapsedTimer gap;
  gap.start();
  int ticks = 0;
  QTimer beat;
  connect(&beat, &QTimer::timeout, this, [&] {
    ++ticks;
    ownGap = std::max<qint64>(ownGap, gap.restart());
  });
  beat.start(2);
  console_->open(file.fileName());
  const bool beating = QTest::qWaitFor([&] { return ticks >= 300; }, kPatience);
  done = true;
  control.join();
  QVERIFY(beating);
  // Building the page is the window's own work; what is measured is that no answer is waited for.
  QVERIFY2(ownGap < 400 + 10 * controlGap,
           qPrintable(QStringLiteral("%1 ms against %2 ms").arg(ownGap).arg(controlGap)));
}

QTEST_MAIN(ConsoleLiveTest)
#include "console_live_test.moc"
