// SPDX-License-Identifier: Apache-2.0
// The refresh rule and the answers that come late, on a real database: what a list may and may not do.
#include "app/console/navigation_counts.h"
#include "app/console/runs_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/test_postgres.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/stateful_view.h"

#include <algorithm>
#include <csignal>
#include <memory>

#include <QLabel>
#include <QPushButton>
#include <QScopeGuard>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <libpq-fe.h>

using namespace heddle;
using heddle::test::TestPostgres;
using widgets::StatefulView;

namespace {

constexpr int kPatience = 20'000;

/// `count` finished runs, one a second after `from` seconds; the run's number is the end of its id.
std::string insertRuns(int from, int count, const std::string& status = "success") {
  return "insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at) select "
         "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, "
         "'10000000-0000-0000-0000-000000000001', "
         "'00000000-0000-0000-0000-00000000aaaa', '" +
         status +
         "', '{}', '{}', '2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from generate_series(" +
         std::to_string(from) + ", " + std::to_string(from + count - 1) + ") n";
}

/// The console's statements that wait for a lock.
constexpr const char* kWaiting =
    "from pg_stat_activity where application_name = 'heddle-console' and wait_event_type = 'Lock' and "
    "datname = current_database()";

QString runId(int number) {
  return QStringLiteral("20000000-0000-0000-0000-%1").arg(number, 12, 10, QLatin1Char('0'));
}

/// While it lives nobody reads the runs: a question about them stays in flight. One that is next in line
/// holds them once the questions before it are answered.
class HeldRuns {
 public:
  enum class Turn { now, nextInLine };
  explicit HeldRuns(const std::string& uri, Turn turn = Turn::now)
      : connection_(PQconnectdb(uri.c_str()), &PQfinish) {
    const char* hold = "begin; lock table run in access exclusive mode";
    if (turn == Turn::now) {
      PQclear(PQexec(connection_.get(), hold));
    } else {
      PQsendQuery(connection_.get(), hold);
    }
  }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace

class ListControllerTest : public QObject {
  Q_OBJECT

  std::string uri_;
  std::unique_ptr<tests::Desk> desk_;
  std::unique_ptr<console::RunsController> page_;

  panels::RunsPage& panel() { return *static_cast<panels::RunsPage*>(page_->widget()); }
  models::RowTableModel& rows() { return static_cast<models::RowTableModel&>(*panel().table().model()); }
  StatefulView& states() { return *panel().findChild<StatefulView*>(); }
  QStringList keys() { return rows().keys(0, rows().rowCount() - 1); }
  bool isStale(int row) { return rows().index(row, 0).data(models::roles::StaleRole).toBool(); }
  QString status(int row) { return rows().index(row, 0).data().toString(); }
  QStringList pills() {
    QStringList texts;
    for (const auto* button : panel().findChildren<QPushButton*>()) {
      if (button->isVisible() && button->text().endsWith(QStringLiteral(" new")))
        texts.append(button->text());
    }
    return texts;
  }
  /// How many rows stood there after each change of their number, from now on.
  std::shared_ptr<QList<int>> countsSeen() {
    auto counts = std::make_shared<QList<int>>();
    const auto note = [this, counts] { counts->append(rows().rowCount()); };
    connect(&rows(), &QAbstractItemModel::rowsInserted, this, note);
    connect(&rows(), &QAbstractItemModel::rowsRemoved, this, note);
    return counts;
  }
  bool says(const char* text) {
    const auto labels = panel().findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisible() && label->text().contains(QLatin1String(text));
    });
  }
  /// How many statements, of the console or of others, wait for the lock.
  std::string waiting(bool ofConsole = true) {
    return TestPostgres::run(uri_,
                             std::string("select count(*) from pg_stat_activity where application_name ") +
                                 (ofConsole ? "=" : "<>") +
                                 " 'heddle-console' and wait_event_type = 'Lock' and datname = "
                                 "current_database()");
  }
  void sql(const std::string& statement) { TestPostgres::run(uri_, statement); }
  void choose(const QStringList& statuses) {
    panel().setStatuses(statuses);
    Q_EMIT panel().filterChanged();
  }

  void open(int runs, const QString& environment = QStringLiteral("local")) {
    if (runs > 0) sql(insertRuns(1, runs));
    desk_ = std::make_unique<tests::Desk>(uri_, environment);
    page_ = std::make_unique<console::RunsController>(desk_->key(QStringLiteral("runs")), desk_->context(),
                                                      nullptr);
    panel().resize(1100, 700);
    panel().show();
    page_->activate();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), std::min(runs, 200), kPatience);
    QTRY_VERIFY(states().state() != StatefulView::State::Loading);
  }

 private Q_SLOTS:
  void init() {
    uri_ = TestPostgres::instance().migratedDatabase();
    sql("insert into assistant (assistant_id, graph_id, name) values "
        "('00000000-0000-0000-0000-00000000aaaa', "
        "'agent', 'Agent'); insert into thread (thread_id) values ('10000000-0000-0000-0000-000000000001')");
  }
  void cleanup() {
    page_.reset();
    desk_.reset();
  }

  void newRunsAreCountedAndRowsStay() {
    open(30);
    const auto before = keys();
    sql(insertRuns(101, 12));
    desk_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(pills(), QStringList{QStringLiteral("12 new")}, kPatience);
    QCOMPARE(keys(), before);
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 42, kPatience);
    QCOMPARE(rows().keyAt(0), runId(112));
    QVERIFY(pills().isEmpty());
  }

  void theNavigationTellsHowManyThereAre() {
    open(30);
    console::NavigationCounts counts(desk_->context().deployments, desk_->context().time);
    QHash<QString, QString> told;
    connect(&counts, &console::NavigationCounts::counted, this,
            [&told](const QString&, const QString& kind, const QString& text) { told[kind] = text; });
    counts.setDeployment(desk_->deployment().slug());
    QTRY_COMPARE_WITH_TIMEOUT(told.value(QStringLiteral("runs")), QStringLiteral("30"), kPatience);
    QCOMPARE(told.value(QStringLiteral("threads")), QStringLiteral("1"));
    QCOMPARE(told.value(QStringLiteral("crons")), QStringLiteral("0"));
    // Beyond what is counted, the last analyze is asked.
    sql(insertRuns(101, 12'000) + "; analyze run");
    desk_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(told.value(QStringLiteral("runs")), QStringLiteral("~12 k"), kPatience);
    // What nobody can count is not told from memory.
    sql("drop table run cascade");
    counts.setDeployment(desk_->deployment().slug());
    QTRY_COMPARE_WITH_TIMEOUT(told.value(QStringLiteral("runs")), QString(), kPatience);
  }

  void whatChangedIsShownInPlace() {
    open(5);
    sql("update run set status = 'error' where run_id = '" + runId(3).toStdString() + "'");
    desk_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(status(2), QStringLiteral("error"), kPatience);
    QCOMPARE(rows().keyAt(2), runId(3));
    QVERIFY2(!isStale(2), "without a filter it still belongs here");
  }

  void whatMatchesNoMoreIsGreyedWhereItStands() {
    open(5);
    choose({QStringLiteral("error")});
    QTRY_COMPARE_WITH_TIMEOUT(states().state(), StatefulView::State::Empty, kPatience);
    choose({QStringLiteral("success")});
    QTRY_COMPARE_WITH_TIMEOUT(states().state(), StatefulView::State::Content, kPatience);
    const auto before = keys();
    sql("update run set status = 'error' where run_id = '" + runId(3).toStdString() + "'");
    sql("delete from run where run_id = '" + runId(1).toStdString() + "'");
    desk_->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(isStale(2) && isStale(4), kPatience);
    QCOMPARE(keys(), before);
    QVERIFY(!isStale(0) && !isStale(1) && !isStale(3));
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 3, kPatience);
  }

  void pagesAreMergedByIdUntilTheEnd() {
    open(250);
    QVERIFY(rows().canFetchMore({}));
    sql(insertRuns(301, 7));  // newer ones must not shift the second page
    rows().fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 250, kPatience);
    const auto shown = keys();
    QCOMPARE(QSet<QString>(shown.begin(), shown.end()).size(), 250);
    QCOMPARE(shown.front(), runId(250));
    QCOMPARE(shown.back(), runId(1));
    QTRY_VERIFY(!rows().canFetchMore({}));
  }

  void aFilterChangedInFlightShowsOnlyTheLastOne() {
    open(20);
    sql("update run set status = 'error' where run_id > '" + runId(10).toStdString() + "'");
    const auto counts = countsSeen();
    {
      const HeldRuns held(uri_);
      choose({QStringLiteral("error")});
      QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
      choose({QStringLiteral("timeout")});
    }
    QTRY_COMPARE_WITH_TIMEOUT(states().state(), StatefulView::State::Empty, kPatience);
    QCOMPARE(*counts, QList<int>{0});  // never the ten that have failed
  }

  void aFilterDoesNotWaitForWhatTheLastOneAsked() {
    open(20);
    const HeldRuns held(uri_);
    desk_->refresh();  // counts what is new, and would read the rows again after that
    QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
    QSet<QString> asked;
    panel().setFilterText(QStringLiteral("meta.animal:zebra"));
    Q_EMIT panel().filterChanged();
    QVERIFY(QTest::qWaitFor(
        [&] {
          const auto statement = QString::fromStdString(
              TestPostgres::run(uri_, "select coalesce(max(query), '') " + std::string(kWaiting)));
          if (!statement.isEmpty()) asked.insert(statement);
          return statement.contains(QStringLiteral("zebra"));
        },
        kPatience));
    QVERIFY2(asked.size() <= 2, "the rows were read again first");
  }

  void aCountThatHangsHoldsUpNoRows() {
    open(20);
    sql("update run set status = 'error' where run_id > '" + runId(10).toStdString() + "'");
    pid_t counting = 0;
    {
      const HeldRuns held(uri_);
      Q_EMIT panel().selectAllMatchingRequested();
      QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
      QVERIFY(says("Counting"));
      counting = std::stoi(TestPostgres::run(uri_, "select pid " + std::string(kWaiting)));
      QCOMPARE(kill(counting, SIGSTOP), 0);
    }
    const auto goOn = qScopeGuard([counting] { kill(counting, SIGCONT); });
    choose({QStringLiteral("error")});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 10, kPatience);
    QVERIFY2(!says("ount"), "what the last filter gave is counted no more");
  }

  void aPageAskedForBeforeAReloadIsNotAppended() {
    open(250);
    const auto counts = countsSeen();
    {
      const HeldRuns held(uri_);
      rows().fetchMore({});
      QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
      choose({QStringLiteral("error")});
    }
    QTRY_COMPARE_WITH_TIMEOUT(states().state(), StatefulView::State::Empty, kPatience);
    QCOMPARE(*counts, QList<int>{0});  // never the fifty of the second page
  }

  void aLostSourceLeavesTheRowsAndComesBack() {
    open(10);
    const auto before = keys();
    {
      const HeldRuns held(uri_);
      page_->refresh();
      QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
      sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = "
          "'heddle-console' and datname = current_database()");
      QTRY_VERIFY_WITH_TIMEOUT(states().isStale(), kPatience);
    }
    QCOMPARE(keys(), before);
    sql(insertRuns(101, 1));
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 11, kPatience);
    QTRY_VERIFY(!states().isStale());
  }

  void theLiveRefreshHealsAStaleList() {
    open(10);
    {
      const HeldRuns held(uri_);
      desk_->refresh();
      QTRY_VERIFY_WITH_TIMEOUT(states().isStale(), kPatience);  // its time limit ran out
    }
    desk_->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!states().isStale(), kPatience);
    QCOMPARE(rows().rowCount(), 10);
  }

  void aTickDoesNotStartAFirstLoadOver() {
    open(0);
    QTRY_COMPARE_WITH_TIMEOUT(states().state(), StatefulView::State::Empty, kPatience);
    sql(insertRuns(1, 3));
    auto held = std::make_unique<HeldRuns>(uri_);
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(waiting(), std::string("1"), kPatience);
    const HeldRuns heldAgain(uri_, HeldRuns::Turn::nextInLine);
    QTRY_COMPARE_WITH_TIMEOUT(waiting(false), std::string("1"), kPatience);
    desk_->refresh();
    held.reset();
    // A second question would stand behind the second lock.
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 3, 5'000);
  }

  void whatIsMissingIsLookedForAgain() {
    sql("alter table run rename to elsewhere");
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"));
    page_ = std::make_unique<console::RunsController>(desk_->key(QStringLiteral("runs")), desk_->context(),
                                                      nullptr);
    panel().show();
    page_->activate();
    const auto again = [this]() -> QPushButton* {
      const auto buttons = panel().findChildren<QPushButton*>();
      const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* button) {
        return button->text() == QStringLiteral("Look again");
      });
      return found == buttons.end() ? nullptr : *found;
    };
    QTRY_VERIFY_WITH_TIMEOUT(again() != nullptr, kPatience);
    QCOMPARE(states().state(), StatefulView::State::Empty);  // no failure: the flavour has no such table
    sql("alter table elsewhere rename to run");
    sql(insertRuns(1, 3));
    // What a database can answer is read with each connection.
    sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = "
        "'heddle-console' "
        "and datname = current_database()");
    QTRY_COMPARE_WITH_TIMEOUT(
        TestPostgres::run(uri_,
                          "select count(*) from pg_stat_activity where application_name = 'heddle-console' "
                          "and datname = current_database()"),
        std::string("0"), kPatience);
    again()->click();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 3, kPatience);
    QCOMPARE(states().state(), StatefulView::State::Content);
  }

  void actionsOfAProductionAreRefusedWithAReason() {
    open(1, QStringLiteral("production"));
    for (const QAction* action : panel().actionList()) {
      QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
      QCOMPARE(action->toolTip(), desk_->deployment().refusal());
    }
    QVERIFY(!desk_->deployment().refusal().isEmpty());
    QSignalSpy noticed(&desk_->writes(), &console::WriteActions::noticed);
    Q_EMIT panel().cancelRequested({runId(1)});  // whatever the buttons say, the gate below them holds
    QCOMPARE(noticed.size(), 1);
    QCOMPARE(noticed[0][0].toString(), desk_->deployment().refusal());
  }
};

QTEST_MAIN(ListControllerTest)
#include "list_controller_test.moc"
