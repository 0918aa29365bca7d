// SPDX-License-Identifier: Apache-2.0
// A record of the list that goes, or says something else: what is open must follow it, and nothing of the old
// database may pass for the new one.
#include "app/console/assistants_controller.h"
#include "app/console/detail_pages.h"
#include "app/console/id_search.h"
#include "app/console/raw_tables_controller.h"
#include "app/console/runs_controller.h"
#include "app/console/threads_controller.h"
#include "models/format/ids.h"
#include "tests/gui/console/desk.h"
#include "tests/support/test_postgres.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/stateful_view.h"

#include <memory>

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <libpq-fe.h>

using namespace heddle;
using heddle::test::TestPostgres;
using widgets::StatefulView;

namespace {

constexpr int kPatience = 20'000;
const QString kRun = QStringLiteral("20000000-0000-0000-0000-000000000001");
const QString kThread = QStringLiteral("10000000-0000-0000-0000-000000000001");

/// A database of `runs` runs, one a thread, of one assistant that is called `name`.
std::string database(const std::string& name, int runs, const std::string& status) {
  const std::string uri = TestPostgres::instance().migratedDatabase();
  const std::string last = std::to_string(runs);
  TestPostgres::run(
      uri,
      "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
      "'" +
          name + "', '" + name +
          "'); insert into thread (thread_id) select ('10000000-0000-0000-0000-' || lpad(n::text, 12, "
          "'0'))::uuid from generate_series(1, " +
          last +
          ") n; insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at) "
          "select "
          "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, ('10000000-0000-0000-0000-' || "
          "lpad(n::text, 12, '0'))::uuid, '00000000-0000-0000-0000-00000000aaaa', '" +
          status +
          "', '{}', '{}', '2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from generate_series(1, " +
          last + ") n");
  return uri;
}

/// Nobody reads the table for as long as it lives.
class Lock {
 public:
  Lock(const std::string& uri, const std::string& table) : connection_(PQconnectdb(uri.c_str()), &PQfinish) {
    for (const auto& statement : {std::string("begin"), "lock table " + table})
      PQclear(PQexec(connection_.get(), statement.c_str()));
    if (PQtransactionStatus(connection_.get()) != PQTRANS_INTRANS) qFatal("the table cannot be locked");
  }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

QString checkpointId(int thread, int step) {
  return QStringLiteral("1f000000-0000-6000-800%1-00000000000%2").arg(thread).arg(step);
}

/// Two checkpoints in each of the first two threads.
void addCheckpoints(const std::string& uri) {
  for (const int thread : {1, 2}) {
    for (const int step : {1, 2})
      TestPostgres::run(
          uri,
          QStringLiteral("insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint, "
                         "metadata) values "
                         "('10000000-0000-0000-0000-00000000000%1', '', '%2', '{\"v\": 4, \"id\": \"%2\", "
                         "\"channel_values\": {\"said\": \"thread %1, step %3\"}, \"channel_versions\": "
                         "{\"said\": \"%3\"}}', '{\"step\": %3, \"source\": \"loop\"}')")
              .arg(QString::number(thread), checkpointId(thread, step), QString::number(step))
              .toStdString());
  }
}

/// In a tree of the page: the state, or what is compared.
bool shows(const shell::Page& page, const QString& text) {
  for (const auto* tree : const_cast<shell::Page&>(page).widget()->findChildren<QTreeView*>()) {
    QModelIndexList left{QModelIndex()};
    while (tree->model() != nullptr && !left.isEmpty()) {
      const QModelIndex parent = left.takeLast();
      for (int row = 0; row < tree->model()->rowCount(parent); ++row) {
        for (int column = 0; column < tree->model()->columnCount(parent); ++column) {
          if (tree->model()->index(row, column, parent).data().toString().contains(text)) return true;
        }
        left.append(tree->model()->index(row, 0, parent));
      }
    }
  }
  return false;
}

bool says(const shell::Page& page, const QString& text) {
  const auto labels = const_cast<shell::Page&>(page).widget()->findChildren<QLabel*>();
  return std::any_of(labels.begin(), labels.end(),
                     [&](const QLabel* label) { return label->text().contains(text); });
}

StatefulView::State state(shell::Page& page) {
  return page.widget()->findChild<StatefulView*>()->state();
}

int rows(shell::Page& page) {
  return page.widget()->findChild<widgets::DataTable*>()->model()->rowCount();
}

}  // namespace

class SessionChangeTest : public QObject {
  Q_OBJECT

  std::string first_, second_;
  std::unique_ptr<tests::Desk> desk_;
  std::vector<std::unique_ptr<shell::Page>> pages_;

  template <typename Page>
  shell::Page& show(const char* kind, const QString& object = {}) {
    pages_.push_back(desk_->open<Page>(kind, object));
    return *pages_.back();
  }
  client::DeploymentList& list() { return desk_->context().list; }
  void remove() { list().remove(list().find(desk_->deployment().slug())->key); }
  void addUnderTheSameName(const std::string& uri) {
    deployment::Deployment again;
    again.name = "desk";
    again.environment = deployment::Environment::production;
    again.database = uri;
    list().add(again);
  }

 private Q_SLOTS:
  void initTestCase() {
    first_ = database("first", 3, "success");
    addCheckpoints(first_);
    second_ = database("second", 5, "error");
  }
  void init() { desk_ = std::make_unique<tests::Desk>(first_, QStringLiteral("local")); }
  void cleanup() {
    pages_.clear();
    desk_.reset();
  }

  void listsReadTheDatabaseAddedUnderTheSameName() {
    auto& runs = show<console::RunsController>("runs");
    auto& threads = show<console::ThreadsController>("threads");
    auto& assistants = show<console::AssistantsController>("assistants");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(rows(threads), 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(rows(assistants), 1, kPatience);
    remove();
    for (shell::Page* page : {&runs, &threads, &assistants}) {
      QCOMPARE(rows(*page), 0);
      QCOMPARE(state(*page), StatefulView::State::Error);
      QVERIFY(says(*page, QStringLiteral("no longer in the list")));
    }
    QVERIFY(!desk_->deployment().actionsAllowed());
    addUnderTheSameName(second_);
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 5, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(rows(threads), 5, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(rows(assistants), 1, kPatience);
    const auto* model = assistants.widget()->findChild<widgets::DataTable*>()->model();
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("second"));
    QCOMPARE(desk_->deployment().session()->gate().isOpen(), false);  // that one is a production
  }

  void whatAListAsksBesideItsRowsFollows() {
    auto& runs = show<console::RunsController>("runs");
    auto& panel = *static_cast<panels::RunsPage*>(runs.widget());
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    Q_EMIT panel.selectAllMatchingRequested();
    QVERIFY(says(runs, QStringLiteral("Counting…")));
    remove();
    QVERIFY(!says(runs, QStringLiteral("Counting…")));
    Q_EMIT panel.selectAllMatchingRequested();  // there is nobody to ask
    QVERIFY(!says(runs, QStringLiteral("Counting…")));
    addUnderTheSameName(second_);
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 5, kPatience);
    Q_EMIT panel.selectAllMatchingRequested();
    QVERIFY(says(runs, QStringLiteral("Counting…")));
    QTRY_VERIFY_WITH_TIMEOUT(!says(runs, QStringLiteral("Counting…")), kPatience);
  }

  /// A value of a state is revealed by itself, and what is read next is masked again.
  void aRevealedSecretGoesWithItsSession() {
    const auto uri = database("third", 1, "success");
    TestPostgres::run(uri,
                      "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values "
                      "('10000000-0000-0000-0000-000000000001', '1f1e76e8-e75a-620e-9694-df19fb72aa23', "
                      "'{\"channel_values\": {\"api_key\": \"hunter2\", \"n\": 1}, \"channel_versions\": "
                      "{\"api_key\": \"1\", \"n\": \"1\"}}', '{\"step\": 0}')");
    desk_ = std::make_unique<tests::Desk>(uri, QStringLiteral("local"));
    auto& page = show<console::ThreadPage>("thread", kThread);
    const auto trees = page.widget()->findChildren<widgets::JsonTree*>();
    const auto state = std::find_if(trees.begin(), trees.end(), [](const widgets::JsonTree* each) {
      return each->accessibleName() == u"State";
    });
    QVERIFY(state != trees.end());
    auto* tree = *state;
    const auto secret = [tree] {
      for (int row = 0; row < tree->model()->rowCount(); ++row) {
        const QModelIndex index = tree->model()->index(row, 0);
        if (index.data().toString() == u"api_key") return index;
      }
      return QModelIndex();
    };
    const auto shown = [&secret] { return secret().siblingAtColumn(1).data().toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringLiteral("\"***\""), kPatience);
    tree->setCurrentIndex(secret());
    for (auto* button : page.widget()->findChildren<QPushButton*>()) {
      if (button->accessibleName() == u"State: Reveal value") button->click();
    }
    QCOMPARE(shown(), QStringLiteral("\"hunter2\""));
    QVERIFY(!QJsonDocument(page.serializeState()).toJson().contains("hunter2"));
    remove();
    addUnderTheSameName(uri);
    QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringLiteral("\"***\""), kPatience);
  }

  /// One statement tells nothing before its end: "0 of 0" would be no news, and wrong.
  void whatIsKnownWhileOneStatementCountsIsSaid() {
    TestPostgres::run(first_, "analyze run");
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(first_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table run in access exclusive mode"));
    Q_EMIT static_cast<panels::RunsPage*>(runs.widget())->selectAllMatchingRequested();
    QTRY_VERIFY_WITH_TIMEOUT(says(runs, QStringLiteral("Counting in one statement…")), kPatience);
    QVERIFY(!says(runs, QStringLiteral("looked at")));
    PQclear(PQexec(holder.get(), "rollback"));
    QTRY_VERIFY_WITH_TIMEOUT(says(runs, QStringLiteral("All 3 matching runs are selected.")), kPatience);
  }

  void singleObjectsAreReadAgain() {
    auto& run = show<console::RunPage>("run", kRun);
    auto& thread = show<console::ThreadPage>("thread", kThread);
    QTRY_VERIFY_WITH_TIMEOUT(says(run, QStringLiteral("first")), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(state(thread), StatefulView::State::Content, kPatience);
    desk_->rewrite(second_);
    QVERIFY(list().addFile(desk_->file()));
    QTRY_VERIFY_WITH_TIMEOUT(says(run, QStringLiteral("second")), kPatience);
    QVERIFY(!says(run, QStringLiteral("first")));
    QTRY_COMPARE_WITH_TIMEOUT(state(thread), StatefulView::State::Content, kPatience);
    remove();
    QCOMPARE(state(run), StatefulView::State::Error);
    QCOMPARE(state(thread), StatefulView::State::Error);
  }

  void aChosenCheckpointIsShownAgain() {
    auto& thread = show<console::ThreadPage>("thread", kThread);
    auto* rail = thread.widget()->findChild<widgets::HistoryRail*>();
    QTRY_COMPARE_WITH_TIMEOUT(rail->entries()->rowCount(), 2, kPatience);
    const QJsonObject older{{QStringLiteral("checkpoint"), checkpointId(1, 1)}};
    thread.restoreState(older);
    QTRY_VERIFY_WITH_TIMEOUT(shows(thread, QStringLiteral("thread 1, step 1")), kPatience);
    remove();
    QCOMPARE(thread.serializeState(), older);  // a session saved now keeps it
    deployment::Deployment again;
    again.name = "desk";
    again.environment = deployment::Environment::local;
    again.database = first_;
    list().add(again);
    QTRY_COMPARE_WITH_TIMEOUT(rail->currentId(), checkpointId(1, 1), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(shows(thread, QStringLiteral("thread 1, step 1")), kPatience);
    QCOMPARE(thread.serializeState(), older);
  }

  void aLinkComparesWithACheckpointOfAnotherThread() {
    auto& thread = show<console::ThreadPage>("thread", kThread);
    thread.restoreState(
        {{QStringLiteral("checkpoint"), checkpointId(1, 1)}, {QStringLiteral("b"), checkpointId(2, 1)}});
    QTRY_VERIFY_WITH_TIMEOUT(says(thread, QStringLiteral("→ B: Checkpoint %1 of thread %2")
                                              .arg(models::shortId(checkpointId(2, 1)),
                                                   models::shortId(QString(kThread.chopped(1) + u'2')))),
                             kPatience);
    QVERIFY(shows(thread, QStringLiteral("thread 2, step 1")));
    const QString nowhere = checkpointId(9, 9);
    thread.restoreState({{QStringLiteral("checkpoint"), checkpointId(1, 1)}, {QStringLiteral("b"), nowhere}});
    QTRY_VERIFY_WITH_TIMEOUT(
        says(thread, QStringLiteral("no checkpoint %1 in this thread, nor").arg(models::shortId(nowhere))),
        kPatience);
  }

  void rawTablesAndTheIdSearchFollow() {
    console::IdSearch search(desk_->context().deployments);
    auto& tables = show<console::RawTablesController>("tables");
    auto* names = tables.widget()->findChild<QListWidget*>();
    QTRY_VERIFY_WITH_TIMEOUT(names->count() > 0, kPatience);
    const QString onlyInSecond = QStringLiteral("20000000-0000-0000-0000-000000000005");
    QSignalSpy found(&search, &shell::GoToProvider::found);
    QSignalSpy finished(&search, &shell::GoToProvider::finished);
    search.search(onlyInSecond, 1);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(found.size(), 0);
    remove();
    QCOMPARE(names->count(), 0);
    addUnderTheSameName(second_);
    QTRY_VERIFY_WITH_TIMEOUT(names->count() > 0, kPatience);
    search.search(onlyInSecond, 2);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, kPatience);
    QCOMPARE(found.size(), 1);
  }

  void whatCouldNotBeSearchedIsNotTakenForAbsent() {
    console::IdSearch search(desk_->context().deployments);
    auto& thread = show<console::ThreadPage>("thread", kThread);
    QTRY_VERIFY_WITH_TIMEOUT(shows(thread, QStringLiteral("thread 1, step 2")), kPatience);
    const QString nowhere = checkpointId(9, 9);
    QSignalSpy missed(&search, &shell::GoToProvider::missed);
    QSignalSpy finished(&search, &shell::GoToProvider::finished);
    // It waits for the lock, and ends as at the time limit: the server cancels it.
    const Lock lock(first_, "checkpoints");
    search.search(nowhere, 1);
    const std::string cancel =
        "select count(pg_cancel_backend(pid)) from pg_stat_activity where datname = current_database() and "
        "wait_event_type = 'Lock'";
    QVERIFY(QTest::qWaitFor([&] { return TestPostgres::run(first_, cancel) == "1"; }, kPatience));
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(missed.size(), 1);
    QVERIFY(missed[0][1].toString().startsWith(QStringLiteral("desk was not searched to the end")));
  }

  void aSearchUnderWayEndsWithItsDeployment() {
    console::IdSearch search(desk_->context().deployments);
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    QSignalSpy finished(&search, &shell::GoToProvider::finished);
    search.search(kRun, 7);
    remove();
    QCOMPARE(finished.size(), 1);
  }

  void aRecordThatSaysTheSameKeepsItsSession() {
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    const auto* session = desk_->deployment().session();
    QSignalSpy closing(&desk_->deployment(), &console::OpenDeployment::closing);
    QVERIFY(list().addFile(desk_->file()));
    QCoreApplication::processEvents();
    runs.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    QCOMPARE(closing.size(), 0);
    QCOMPARE(desk_->deployment().session(), session);
  }

  void aFileWrittenAnewIsReadWhenItsSourceIsLost() {
    const std::string dying = database("dying", 2, "success");
    desk_->rewrite(dying);
    QVERIFY(list().addFile(desk_->file()));
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 2, kPatience);
    desk_->rewrite(second_);  // nobody tells the list
    const std::string name = TestPostgres::run(dying, "select current_database()");
    TestPostgres::run(first_, "drop database \"" + name + "\" with (force)");
    runs.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 5, kPatience);
  }

  void anotherRecordOfThatNameDoesNotStandIn() {
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(rows(runs), 3, kPatience);
    addUnderTheSameName(second_);  // beside it: gets a slug of its own
    remove();
    QCOMPARE(state(runs), StatefulView::State::Error);
    runs.refresh();
    runs.activate();
    QCOMPARE(desk_->deployment().session(), nullptr);
    QVERIFY(!desk_->deployment().problem().isEmpty());
  }
};

QTEST_MAIN(SessionChangeTest)
#include "session_change_test.moc"
