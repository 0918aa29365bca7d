// SPDX-License-Identifier: Apache-2.0
// Every page in its states and in both themes; pictures of them lie in <build>/screenshots.
#include "models/format/ids.h"
#include "tests/gui/panels/page_pictures.h"
#include "tests/gui/panels/sample_rows.h"
#include "ui/panels/crons/cron_detail_panel.h"
#include "ui/panels/list/selection_action.h"
#include "ui/panels/run_detail/run_detail_panel.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/tail/tail_pane.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/panels/threads/threads_page.h"
#include "ui/panels/values/reveal_time.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/stateful_view.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QTimer>

using namespace heddle;
using panels::RevealTime;
using pictures::eachTheme;
using pictures::grab;
using pictures::verifyNames;

namespace {

const models::TimeFormat kFormat{models::TimeMode::utc, sample::kNowUs};

}  // namespace

class PanelsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void runs_data() { eachTheme(); }
  void runs();
  void runsEmpty_data() { eachTheme(); }
  void runsEmpty();
  void runsError_data() { eachTheme(); }
  void runsError();
  void runsStale_data() { eachTheme(); }
  void runsStale();
  void runDetail_data() { eachTheme(); }
  void runDetail();
  void threads_data() { eachTheme(); }
  void threads();
  void threadDetail_data() { eachTheme(); }
  void threadDetail();
  void threadInspector_data() { eachTheme(); }
  void threadInspector();
  void tail_data() { eachTheme(); }
  void tail();
  void keysOpenPeekAndCopy();
  void chipsAskForAReload();
  void refusedActionsSayWhy();
  void theDeleteKeySaysWhyItIsRefused();
  void cancelIsForLiveRunsOnly();
  void aRefreshCountsTheSelectionOnce();
  void aRefreshLeavesTheButtonOfAnEmptyList();
  void aRowMenuActsOnWhatItNames();
  void inspectorsOfferWhatFitsWhatTheyShow();
  void aCheckpointIsAskedForOnce();
  void revealedSecretsHideThemselves_data();
  void revealedSecretsHideThemselves();
  void aSleepEndsTheTimeOfWhatIsRevealed();
  void aPlaceIsGoneToOnceTheHistoryIsThere();
  void aPlaceFurtherBackIsSoughtAmongOlderCheckpoints();
  void whatTheUserChoosesReplacesThePlace();
  void aRunOpensAtItsTabAndStep();
};

void PanelsTest::runs() {
  models::RunsTable table;
  QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
  table.setTimeFormat(kFormat);
  panels::RunsPage page(table);
  table.replaceAll(sample::runs(60));
  page.setQueue(panels::QueueFigures{42, 3, 252'000'000});
  page.setGate({true, {}});
  page.setNewCount(12, false);
  page.setSummary(QStringLiteral("60 rows · 4 ms"));
  page.showReady();
  page.table().selectRow(3);
  grab(page, "runs");
  verifyNames(page);
  QCOMPARE(page.visibleKeys().front(), table.keyAt(0));
  QVERIFY(page.visibleKeys().size() < 60);
}

void PanelsTest::runsEmpty() {
  models::RunsTable table;
  panels::RunsPage page(table);
  page.setGate({true, {}});
  page.showReady();
  grab(page, "runs-empty");
  verifyNames(page);
}

void PanelsTest::runsError() {
  models::RunsTable table;
  panels::RunsPage page(table);
  page.showError(QStringLiteral("The list could not be read."),
                 QStringLiteral("Postgres at 127.0.0.1:5432 refused the connection: is it running?"));
  grab(page, "runs-error");
}

void PanelsTest::runsStale() {
  models::RunsTable table;
  table.setTimeFormat(kFormat);
  panels::RunsPage page(table);
  table.replaceAll(sample::runs(30));
  page.showReady();
  page.showError(QStringLiteral("Postgres does not answer."),
                 QStringLiteral("It is tried again every few seconds."));
  grab(page, "runs-stale");
}

void PanelsTest::runDetail() {
  models::StepsTable steps;
  steps.setTimeFormat(kFormat);
  models::TailTable events;
  panels::RunDetailPanel panel(steps, events, panels::Layout::compact);
  const auto detail = sample::failedRun();
  panel.setDetail(detail, kFormat);
  steps.replaceAll(detail.steps);
  panel.setGate({true, {}});
  grab(panel, "run-inspector", {430, 720});
  verifyNames(panel);
  panels::RunDetailPanel full(steps, events, panels::Layout::full);
  full.setDetail(detail, kFormat);
  grab(full, "run-page");
  verifyNames(full);
  // What is left out is said above the steps, and goes when nothing is.
  const QString remark = QStringLiteral("The newest 500 checkpoints of this run");
  const auto said = [&full, &remark] {
    const auto labels = full.findChildren<QLabel*>();
    return std::count_if(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->text() == remark && !label->parentWidget()->isHidden();
    });
  };
  full.setStepsRemark(remark);
  QCOMPARE(said(), 1);
  models::Timeline timeline;
  timeline.rows.resize(1);
  full.setTimeline(timeline);
  QCOMPARE(said(), 2);
  full.setStepsRemark({});
  full.setTimeline(timeline);
  QCOMPARE(said(), 0);
}

void PanelsTest::threads() {
  models::ThreadsTable table;
  QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
  table.setTimeFormat(kFormat);
  panels::ThreadsPage page(table);
  table.replaceAll(sample::threads(40));
  page.setGate({true, {}});
  page.showReady();
  grab(page, "threads");
  verifyNames(page);
}

void PanelsTest::threadDetail() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory(detail.history, true, kFormat);
  panel.setState(detail.state);
  panel.setGate({true, {}});
  grab(panel, "thread-page");
  verifyNames(panel);
}

void PanelsTest::threadInspector() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::compact);
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory(detail.history, false, kFormat);
  panel.setState(detail.state);
  grab(panel, "thread-inspector", {430, 720});
  verifyNames(panel);
}

void PanelsTest::tail() {
  models::TailTable events;
  events.setTimeFormat(kFormat);
  QAbstractItemModelTester tester(&events, QAbstractItemModelTester::FailureReportingMode::QtTest);
  panels::TailPane pane(events, QStringLiteral("Live tail"), panels::TailPane::Scope::manyRuns);
  pane.setSource(QStringLiteral("whole deployment"), QStringLiteral("redis"));
  models::TailCounters counters;
  counters.perSecond = 1284;
  counters.bytesPerSecond = 210'000;
  counters.lagUs = 2'000;
  pane.setCounters(counters);
  events.append(sample::events(200));
  grab(pane, "tail");
  verifyNames(pane);
}

void PanelsTest::keysOpenPeekAndCopy() {
  models::RunsTable table;
  panels::RunsPage page(table);
  table.replaceAll(sample::runs(5));
  page.showReady();
  page.show();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  page.table().setFocus();
  page.table().selectRow(1);
  QSignalSpy opened(&page, &panels::ListPanel::openRequested);
  QSignalSpy peeked(&page, &panels::ListPanel::peekRequested);
  QTest::keyClick(&page.table(), Qt::Key_Return);
  QTest::keyClick(&page.table(), Qt::Key_Return, Qt::ControlModifier);
  QTest::keyClick(&page.table(), Qt::Key_Space);
  QCOMPARE(opened.count(), 2);
  QCOMPARE(opened[0][0].toString(), table.keyAt(1));
  QCOMPARE(opened[0][1].toBool(), false);
  QCOMPARE(opened[1][1].toBool(), true);
  QCOMPARE(peeked.count(), 1);
  page.table().copyRow();
  QVERIFY(QGuiApplication::clipboard()->text().contains(table.keyAt(1)));
}

void PanelsTest::chipsAskForAReload() {
  models::RunsTable table;
  panels::RunsPage page(table);
  QSignalSpy changed(&page, &panels::ListPanel::filterChanged);
  page.setStatuses({QStringLiteral("error"), QStringLiteral("timeout")});
  QCOMPARE(changed.count(), 0);
  QCOMPARE(page.statuses(), QStringList({QStringLiteral("error"), QStringLiteral("timeout")}));
  page.focusFilter();
  const auto chips = page.findChildren<QAbstractButton*>();
  const auto chip = std::find_if(chips.begin(), chips.end(),
                                 [](QAbstractButton* b) { return b->text() == QStringLiteral("pending"); });
  QVERIFY(chip != chips.end());
  (*chip)->click();
  QCOMPARE(changed.count(), 1);
  QVERIFY(page.statuses().contains(QStringLiteral("pending")));
}

void PanelsTest::refusedActionsSayWhy() {
  models::RunsTable table;
  panels::RunsPage page(table);
  const QString refusal = QStringLiteral("prod-eu is read-only here.");
  page.setGate({false, refusal});
  for (QAction* action : page.actionList()) {
    QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
    QCOMPARE(action->toolTip(), refusal);
  }
}

void PanelsTest::theDeleteKeySaysWhyItIsRefused() {
  models::RunsTable table;
  panels::RunsPage page(table);
  table.replaceAll(sample::runs(5));
  page.showReady();
  page.show();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  page.table().setFocus();
  page.table().selectRow(1);
  QSignalSpy refused(&page, &panels::ListPanel::refused);
  QSignalSpy asked(&page, &panels::RunsPage::deleteRequested);
  const QString why = QStringLiteral("prod-eu is read-only here.");
  page.setGate({false, why});
  QTest::keyClick(&page.table(), Qt::Key_Delete);
  QCOMPARE(refused.count(), 1);
  QCOMPARE(refused[0][0].toString(), why);
  QCOMPARE(asked.count(), 0);
  page.setGate({true, {}});
  QTest::keyClick(&page.table(), Qt::Key_Delete);
  QCOMPARE(refused.count(), 1);
  QCOMPARE(asked.count(), 1);
  page.table().clearSelection();
  page.table().setCurrentIndex({});
  page.setGate({true, {}});
  QTest::keyClick(&page.table(), Qt::Key_Delete);
  QCOMPARE(refused.count(), 2);
  QCOMPARE(refused[1][0].toString(), QStringLiteral("Select a run."));
}

/// Opened by key it stands at the cursor, which may be on none of the rows that are marked.
void PanelsTest::aRowMenuActsOnWhatItNames() {
  models::ThreadsTable threads;
  panels::ThreadsPage page(threads);
  threads.replaceAll(sample::threads(6));
  page.setGate({true, {}});
  page.showReady();
  page.resize(1000, 600);
  page.show();
  QSignalSpy asked(&page, &panels::ThreadsPage::deleteRequested);
  auto& table = page.table();
  const auto chooseIn = [&page](const QString& text) {
    for (auto* menu : page.findChildren<QMenu*>()) {
      for (auto* action : menu->actions()) {
        if (!menu->isVisible() || action->text() != text) continue;
        action->trigger();
        menu->close();
        return true;
      }
    }
    return false;
  };
  const auto openMenu = [&table](QContextMenuEvent::Reason reason, int row) {
    const QPoint at = table.visualRect(table.model()->index(row, 0)).center();
    if (reason == QContextMenuEvent::Mouse)
      QTest::mouseClick(table.viewport(), Qt::RightButton, Qt::NoModifier, at);
    else
      table.selectionModel()->setCurrentIndex(table.model()->index(row, 0), QItemSelectionModel::NoUpdate);
    QContextMenuEvent event(reason, at, table.viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(table.viewport(), &event);
  };
  const auto mark = [&table](int first, int last) {
    const auto& model = *table.model();
    table.selectionModel()->setCurrentIndex(model.index(first, 0), QItemSelectionModel::NoUpdate);
    table.selectionModel()->select({model.index(first, 0), model.index(last, model.columnCount() - 1)},
                                   QItemSelectionModel::ClearAndSelect);
  };
  for (const auto reason : {QContextMenuEvent::Keyboard, QContextMenuEvent::Mouse}) {
    mark(0, 2);
    openMenu(reason, 1);
    QVERIFY(chooseIn(QStringLiteral("Delete 3 threads…")));
    QCOMPARE(asked.takeLast()[0].toStringList(), threads.keys(0, 2));
  }
  // By key the marks stay, wherever the cursor goes: those are what is said and meant.
  mark(0, 2);
  openMenu(QContextMenuEvent::Keyboard, 4);
  QVERIFY(chooseIn(QStringLiteral("Delete 3 threads…")));
  QCOMPARE(asked.takeLast()[0].toStringList(), threads.keys(0, 2));
  mark(1, 1);
  openMenu(QContextMenuEvent::Keyboard, 4);
  QVERIFY(chooseIn(QStringLiteral("Delete thread %1…").arg(models::shortId(threads.keyAt(1)))));
  QCOMPARE(asked.takeLast()[0].toStringList(), threads.keys(1, 1));
  // By mouse the row under the pointer is marked first.
  openMenu(QContextMenuEvent::Mouse, 4);
  QVERIFY(chooseIn(QStringLiteral("Delete thread…")));
  QCOMPARE(asked.takeLast()[0].toStringList(), threads.keys(4, 4));
}

void PanelsTest::cancelIsForLiveRunsOnly() {
  models::RunsTable table;
  panels::RunsPage page(table);
  table.replaceAll(sample::runs(5));
  page.setGate({true, {}});
  QAction* cancel = page.actionList().at(1);
  QSignalSpy asked(&page, &panels::RunsPage::cancelRequested);
  page.table().selectRow(0);
  QVERIFY(cancel->isEnabled());
  cancel->trigger();
  QCOMPARE(asked.count(), 1);
  QCOMPARE(asked[0][0].toStringList(), QStringList{table.keyAt(0)});
  page.table().selectAll();
  QCOMPARE(cancel->text(), QStringLiteral("Cancel 3 runs"));
  cancel->trigger();
  QCOMPARE(asked[1][0].toStringList(), table.keys(0, 2));
  page.table().selectRow(4);
  QVERIFY(!cancel->isEnabled());
  page.table().selectRow(0);
  auto row = table.at(0);
  row.status = core::RunStatus::success;
  table.refresh({row.id}, {row});
  QTRY_VERIFY2(!cancel->isEnabled(), "a run that ends while it is selected cannot be cancelled any more");
}

void PanelsTest::inspectorsOfferWhatFitsWhatTheyShow() {
  panels::CronDetailPanel panel;
  const auto button = [&panel](const char* text) {
    for (auto* found : panel.findChildren<QPushButton*>()) {
      if (found->text() == QString::fromUtf8(text)) return found;
    }
    qFatal("no button %s", text);
  };
  panels::CronDetailPanel::Detail detail;
  detail.row.id = QStringLiteral("c1");
  detail.row.enabled = true;
  panel.setDetail(detail, kFormat);
  panel.setGate({false, QStringLiteral("prod-eu is read-only here.")});
  for (const char* text : {"Pause cron…", "Resume cron…", "Delete cron…"}) {
    QVERIFY(!button(text)->isEnabled());
    QCOMPARE(button(text)->toolTip(), QStringLiteral("prod-eu is read-only here."));
    QVERIFY(button(text)->accessibleName().startsWith(QStringLiteral("Inspector: ")));
  }
  panel.setGate({true, {}});
  const auto offered = [&](const char* text) {
    return button(text)->isEnabled() && button(text)->isVisibleTo(button(text)->parentWidget());
  };
  QVERIFY(offered("Pause cron…") && !offered("Resume cron…"));
  QSignalSpy deleted(&panel, &panels::CronDetailPanel::deleteRequested);
  button("Delete cron…")->click();
  QCOMPARE(deleted.value(0).value(0).toString(), QStringLiteral("c1"));
  detail.row.enabled = false;
  panel.setDetail(detail, kFormat);
  QVERIFY(!offered("Pause cron…") && offered("Resume cron…"));
  detail.row.enabled.reset();  // not kept: the API is asked
  panel.setDetail(detail, kFormat);
  QVERIFY(offered("Pause cron…") && offered("Resume cron…"));
}

namespace {

/// Seconds pass by as many ticks.
void pass(RevealTime& time, int seconds) {
  auto* timer = time.findChild<QTimer*>();
  for (int n = 0; n < seconds && time.isRunning(); ++n)
    QMetaObject::invokeMethod(timer, "timeout");
}

}  // namespace

void PanelsTest::revealedSecretsHideThemselves_data() {
  QTest::addColumn<QString>("why");
  for (const char* why : {"time", "locked", "minimised", "hidden", "by hand"})
    QTest::newRow(why) << QString::fromLatin1(why);
}

void PanelsTest::revealedSecretsHideThemselves() {
  QFETCH(QString, why);
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  panel.setThread(sample::waitingThread().row, {}, kFormat);
  panel.setGate({true, {}});
  panel.setVisible(true);
  models::ThreadState state;
  const auto json = [](const char* text) {
    return std::make_shared<const wire::Value>(wire::parseJson(text).value());
  };
  state.values = json(R"({"api_key": "***"})");
  state.clear = json(R"({"api_key": "hunter2"})");
  state.masked = true;
  panel.setState(state);
  widgets::JsonTree* tree = nullptr;
  for (auto* each : panel.findChildren<widgets::JsonTree*>()) {
    if (each->accessibleName() == u"State") tree = each;
  }
  const auto shown = [tree] { return tree->model()->index(0, 1).data().toString(); };
  QCOMPARE(shown(), QStringLiteral("\"***\""));
  QAction* reveal = nullptr;
  for (auto* action : panel.actionList()) {
    if (action->text() == u"Reveal secrets") reveal = action;
  }
  QSignalSpy asked(&panel, &panels::ThreadDetailPanel::revealRequested);
  reveal->trigger();
  QCOMPARE(asked.value(0).value(0).toBool(), true);
  state.values = state.clear;
  state.clear = nullptr;
  state.masked = false;
  panel.setState(state);
  QCOMPARE(shown(), QStringLiteral("\"hunter2\""));
  QCOMPARE(reveal->text(), QStringLiteral("Hide secrets · 1:00"));
  auto* time = panel.findChild<RevealTime*>(QString(), Qt::FindDirectChildrenOnly);
  pass(*time, 59);
  QCOMPARE(reveal->text(), QStringLiteral("Hide secrets · 0:01"));
  QCOMPARE(shown(), QStringLiteral("\"hunter2\""));
  if (why == u"time") pass(*time, 1);
  if (why == u"locked") panel.setGate({false, QStringLiteral("Locked.")});
  if (why == u"minimised") panel.setWindowState(Qt::WindowMinimized);
  if (why == u"hidden") panel.hide();
  if (why == u"by hand") reveal->trigger();
  // Gone before anybody has answered, and asked for masked.
  QTRY_COMPARE(asked.size(), 2);
  QCOMPARE(asked[1][0].toBool(), false);
  QCOMPARE(shown(), QString());
  QCOMPARE(reveal->text(), QStringLiteral("Reveal secrets"));
  QVERIFY(!reveal->isChecked() && !time->isRunning());
}

void PanelsTest::aSleepEndsTheTimeOfWhatIsRevealed() {
  QWidget view;
  std::chrono::milliseconds now{0};
  RevealTime time(&view, [&now] { return now; });
  QSignalSpy over(&time, &RevealTime::over);
  time.start();
  now += std::chrono::seconds(2);
  pass(time, 1);
  QVERIFY(time.isRunning());
  now += std::chrono::minutes(3);  // and not one tick
  pass(time, 1);
  QCOMPARE(over.size(), 1);
  QVERIFY(!time.isRunning());
}

void PanelsTest::aCheckpointIsAskedForOnce() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  QSignalSpy chosen(&panel, &panels::ThreadDetailPanel::checkpointChosen);
  panel.setHistory(detail.history, false, kFormat);
  panel.setHistory(detail.history, false, kFormat);
  QCOMPARE(chosen.count(), 0);
  auto* rail = panel.findChild<widgets::HistoryRail*>();
  rail->setCurrentId(detail.history[4].id);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chosen[0][2].toString(), detail.history[4].id);
}

void PanelsTest::aPlaceIsGoneToOnceTheHistoryIsThere() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  QSignalSpy chosen(&panel, &panels::ThreadDetailPanel::checkpointChosen);
  QSignalSpy compared(&panel, &panels::ThreadDetailPanel::compareRequested);
  const auto detail = sample::waitingThread();
  const panels::ThreadPlace place{QStringLiteral("diff"), detail.history[4].id, {}, detail.history[1].id};
  panel.setPlace(place);
  QCOMPARE(panel.place(), place);  // a session saved too early loses nothing
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory(detail.history, false, kFormat);
  panel.setHistory(detail.history, false, kFormat);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chosen[0][2].toString(), detail.history[4].id);
  QCOMPARE(panel.checkpoint(), detail.history[4].id);
  QCOMPARE(compared.count(), 1);
  QCOMPARE(compared[0][0].value<models::CheckpointRow>().id, detail.history[4].id);
  QCOMPARE(compared[0][1].value<models::CheckpointRow>().id, detail.history[1].id);
  QCOMPARE(panel.place(), place);
}

void PanelsTest::aPlaceFurtherBackIsSoughtAmongOlderCheckpoints() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  QSignalSpy chosen(&panel, &panels::ThreadDetailPanel::checkpointChosen);
  QSignalSpy older(&panel, &panels::ThreadDetailPanel::moreHistoryRequested);
  const auto detail = sample::waitingThread();
  const auto half = detail.history.begin() + 7;
  const QString wanted = detail.history[10].id;
  panel.setPlace({{}, wanted, {}, {}});
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory({detail.history.begin(), half}, true, kFormat);
  QCOMPARE(chosen.count(), 1);  // it is read before it is listed
  QCOMPARE(chosen[0][2].toString(), wanted);
  QCOMPARE(older.count(), 1);
  panel.setHistory(detail.history, true, kFormat);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(older.count(), 1);
  QCOMPARE(panel.findChild<widgets::HistoryRail*>()->currentId(), wanted);
  // One that is nowhere is not sought for ever.
  panel.setPlace({{}, QStringLiteral("nowhere"), {}, {}});
  for (int times = 0; times < 50; ++times)
    panel.setHistory(detail.history, true, kFormat);
  QVERIFY2(older.count() < 20, qPrintable(QString::number(older.count())));
}

void PanelsTest::whatTheUserChoosesReplacesThePlace() {
  models::RunsTable runs;
  panels::ThreadDetailPanel panel(runs, panels::Layout::full);
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setPlace({{}, QStringLiteral("nowhere"), {}, {}});
  panel.setHistory(detail.history, true, kFormat);
  auto* rail = panel.findChild<widgets::HistoryRail*>();
  rail->setCurrentId(detail.history[2].id);
  panel.setHistory(detail.history, true, kFormat);
  QCOMPARE(panel.place(), (panels::ThreadPlace{{}, detail.history[2].id, {}, {}}));
  rail->setMarkA(detail.history[3].id);
  rail->setMarkB(detail.history[1].id);
  QCOMPARE(panel.place(), (panels::ThreadPlace{QStringLiteral("diff"), detail.history[2].id,
                                               detail.history[3].id, detail.history[1].id}));
}

void PanelsTest::aRefreshCountsTheSelectionOnce() {
  QStandardItemModel model(3, 1);
  widgets::DataTable table;
  table.setModel(&model);
  int counted = 0;
  panels::SelectionAction action(
      {},
      [&] {
        ++counted;
        return QStringList(table.selectionModel()->selectedRows().size(), QStringLiteral("a row"));
      },
      nullptr);
  action.follow(table);
  table.selectAll();
  counted = 0;
  for (int change = 0; change < 50; ++change)
    model.setItem(change % 3, new QStandardItem(QString::number(change)));
  QCOMPARE(counted, 0);
  QTRY_COMPARE(counted, 1);
  table.clearSelection();
  QVERIFY2(!action.isEnabled(), "a selection that changes is counted at once: a key may follow");
}

/// Pressed when the list is looked at anew, it must still be the button that comes up.
void PanelsTest::aRefreshLeavesTheButtonOfAnEmptyList() {
  models::ThreadsTable table;
  panels::ThreadsPage page(table);
  page.setFilterText(QStringLiteral("status:error"));
  page.showReady();
  const auto button = [&page] {
    for (auto* each : page.findChildren<QPushButton*>()) {
      if (each->text() == u"Show all threads") return each;
    }
    return static_cast<QPushButton*>(nullptr);
  };
  auto* all = button();
  QVERIFY(all != nullptr);
  QTest::mousePress(all, Qt::LeftButton);
  page.showReady();
  QCOMPARE(button(), all);
  QTest::mouseRelease(all, Qt::LeftButton);
  QCOMPARE(page.filterText(), QString());
}

void PanelsTest::aRunOpensAtItsTabAndStep() {
  models::StepsTable steps;
  models::TailTable events;
  panels::RunDetailPanel panel(steps, events, panels::Layout::full);
  const auto detail = sample::failedRun();
  QVERIFY(detail.steps.size() > 1);
  const panels::ThreadPlace place{QStringLiteral("steps"), detail.steps[1].key(), {}, {}};
  panel.setPlace(place);
  panel.setDetail(detail, kFormat);
  QCOMPARE(panel.place(), place);
  steps.replaceAll(detail.steps);
  QCOMPARE(panel.place(), place);
  auto other = detail;
  other.row.id = QStringLiteral("another");
  panel.setDetail(other, kFormat);
  steps.replaceAll({});
  QCOMPARE(panel.place(), panels::ThreadPlace());  // the first tab is not named
}

QTEST_MAIN(PanelsTest)
#include "panels_test.moc"
