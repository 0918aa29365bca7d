// SPDX-License-Identifier: Apache-2.0
// What goes wrong beneath open pages: each says so in a sentence, keeps what it shows, greyed and with its
// age, and comes back by itself. Real Postgres and Redis, which are stopped, changed and set wrong.
#include "app/console/assistants_controller.h"
#include "app/console/console.h"
#include "app/console/crons_controller.h"
#include "app/console/detail_pages.h"
#include "app/console/raw_tables_controller.h"
#include "app/console/runs_controller.h"
#include "app/console/store_controller.h"
#include "app/console/tail_controller.h"
#include "app/console/threads_controller.h"
#include "backend/wire/envelope.h"
#include "tests/gui/console/desk.h"
#include "tests/integration/client/recording_server.h"
#include "tests/support/redis_writer.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/safety/action_dialog.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/stateful_view.h"

#include <memory>

#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <libpq-fe.h>

using namespace heddle;
using heddle::test::TestPostgres;
using widgets::StatefulView;

namespace {

constexpr int kPatience = 15'000;
const QString kRun = QStringLiteral("20000000-0000-0000-0000-000000000001");
const QString kThread = QStringLiteral("10000000-0000-0000-0000-000000000001");

const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent');"
    "insert into thread (thread_id) values ('10000000-0000-0000-0000-000000000001');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, '10000000-0000-0000-0000-000000000001', "
    "'00000000-0000-0000-0000-00000000aaaa', case n when 1 then 'pending' else 'success' end, '{}', "
    "now() - interval '3 min' from generate_series(1, 4) n;"
    "insert into cron (cron_id, assistant_id, schedule, next_run_date) values "
    "('50000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', '0 9 * * *', now() + "
    "interval '1 day');"
    "insert into store (prefix, key, value) values ('users', 'a', '1'), ('users', 'b', '2')";

QString textOf(const shell::Page& page) {
  QStringList texts;
  const QWidget* widget = const_cast<shell::Page&>(page).widget();
  for (const QLabel* label : widget->findChildren<QLabel*>()) {
    if (label->isVisibleTo(widget)) texts.append(label->text());
  }
  return texts.join(u'\n');
}

StatefulView& states(const shell::Page& page) {
  return *const_cast<shell::Page&>(page).widget()->findChild<StatefulView*>();
}

}  // namespace

class FaultsTest : public QObject {
  Q_OBJECT

  std::string uri_;
  std::unique_ptr<tests::Desk> desk_;
  std::vector<std::unique_ptr<shell::Page>> pages_;

  template <typename Page>
  shell::Page& show(const char* kind, const QString& object = {}) {
    pages_.push_back(desk_->open<Page>(kind, object));
    return *pages_.back();
  }

  void showPages() {
    show<console::RunsController>("runs");
    show<console::ThreadsController>("threads");
    show<console::AssistantsController>("assistants");
    show<console::CronsController>("crons");
    show<console::StoreController>("store");
    show<console::RunPage>("run", kRun);
    show<console::ThreadPage>("thread", kThread);
    auto& tables = show<console::RawTablesController>("tables");
    auto* list = tables.widget()->findChild<QListWidget*>();
    const auto named = [list] { return list->findItems(QStringLiteral("public.run"), Qt::MatchExactly); };
    QTRY_VERIFY_WITH_TIMEOUT(!named().isEmpty(), kPatience);
    list->setCurrentItem(named().front());
    for (const auto& page : pages_)
      QTRY_COMPARE_WITH_TIMEOUT(states(*page).state(), StatefulView::State::Content, kPatience);
  }

  QList<int> rowCounts() const {
    QList<int> counts;
    for (const auto& page : pages_)
      counts.append(page->widget()->findChild<widgets::DataTable*>()->model()->rowCount());
    return counts;
  }

  /// Every page says this above what it showed before, and how old that is.
  void expectStale(const QString& cause, const QList<int>& rows) {
    for (const auto& page : pages_) {
      QTRY_VERIFY2_WITH_TIMEOUT((desk_->refresh(), states(*page).isStale()), qPrintable(page->title()),
                                kPatience);
      QTRY_VERIFY2_WITH_TIMEOUT((desk_->refresh(), textOf(*page).contains(cause)),
                                qPrintable(page->title() + textOf(*page)), kPatience);
      QVERIFY2(textOf(*page).contains(QStringLiteral(" s old. ")), qPrintable(textOf(*page)));
      QCOMPARE(states(*page).state(), StatefulView::State::Content);
    }
    QCOMPARE(rowCounts(), rows);
  }

  void expectWell(const QList<int>& rows) {
    for (const auto& page : pages_) {
      QTRY_VERIFY2_WITH_TIMEOUT((desk_->refresh(), !states(*page).isStale() &&
                                                       states(*page).state() == StatefulView::State::Content),
                                qPrintable(page->title() + textOf(*page)), kPatience);
      QVERIFY2(!textOf(*page).contains(QStringLiteral(" s old. ")), qPrintable(textOf(*page)));
    }
    QCOMPARE(rowCounts(), rows);
  }

  void sql(const std::string& statement) { TestPostgres::run(uri_, statement); }

 private Q_SLOTS:
  void init() {
    uri_ = TestPostgres::instance().migratedDatabase();
    sql(kRows);
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"));
  }
  void cleanup() {
    pages_.clear();
    desk_.reset();
  }

  void postgresStopsInMidQueryAndComesBack() {
    showPages();
    const auto rows = rowCounts();
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(uri_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table run in access exclusive mode"));
    desk_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(
        TestPostgres::run(uri_, "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock'"),
        std::string("t"), kPatience);
    TestPostgres::instance().stop();
    expectStale(QStringLiteral("is Postgres running?"), rows);
    TestPostgres::instance().start();
    expectWell(rows);
  }

  /// Others wait behind a large state on the same connection: nobody reads it for a page that was left.
  void aThreadThatIsLeftGivesUpItsState() {
    sql("insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values "
        "('10000000-0000-0000-0000-000000000001', '1f1e76e8-e75a-620e-9694-df19fb72aa23', "
        "'{\"channel_values\": {\"n\": 1}, \"channel_versions\": {\"n\": \"1\"}}', '{\"step\": 0}')");
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(uri_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table checkpoint_blobs in access exclusive mode"));
    const auto waits = [this] {
      return TestPostgres::run(uri_, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
    };
    auto& page = show<console::ThreadPage>("thread", kThread);
    QTRY_COMPARE_WITH_TIMEOUT(waits(), std::string("1"), kPatience);
    page.deactivate();
    const QString before = textOf(page);
    QTRY_COMPARE_WITH_TIMEOUT(waits(), std::string("0"), kPatience);
    auto& other = show<console::RunPage>("run", kRun);
    QTRY_COMPARE_WITH_TIMEOUT(states(other).state(), StatefulView::State::Content, kPatience);
    QCOMPARE(textOf(page), before);  // it did not run into its time limit instead
    PQclear(PQexec(holder.get(), "rollback"));
    page.activate();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(page).contains(QStringLiteral("Read from Postgres")), kPatience);
  }

  void thePasswordIsChanged() {
    sql("create role desk login superuser password 'one'");
    auto& cluster = TestPostgres::instance();
    cluster.setLogin("desk", "scram-sha-256");
    desk_->rewrite("postgres://desk:one@/" + TestPostgres::run(uri_, "select current_database()") +
                   "?host=" + cluster.socketFolder());
    showPages();
    const auto rows = rowCounts();
    sql("alter role desk password 'two'; select count(pg_terminate_backend(pid)) from pg_stat_activity where "
        "usename = 'desk'");
    expectStale(QStringLiteral("refused the login; check user and password"), rows);
    sql("alter role desk password 'one'");
    expectWell(rows);
    cluster.setLogin("desk", {});
  }

  void tablesAreDroppedAndMadeAgain() {
    showPages();
    pages_.pop_back();  // where tables come and go by themselves
    const auto rows = rowCounts();
    const std::string tables[] = {"run", "thread", "assistant", "cron", "store", "checkpoints"};
    for (const auto& table : tables)
      sql("alter table " + table + " rename to gone_" + table);
    for (const auto& page : pages_)
      page->refresh();  // some ask only when they are asked
    expectStale(QStringLiteral("No LangGraph schema that is known here"), rows);
    for (const auto& table : tables)
      sql("alter table gone_" + table + " rename to " + table);
    expectWell(rows);
  }

  /// The computer's clock and the database's are minutes apart: ages go by the database's.
  void clocksThatDifferAreCorrectedAndTold() {
    const auto name = TestPostgres::run(uri_, "select current_database()");
    sql("create schema ahead; create function ahead.clock_timestamp() returns timestamptz language sql as $$ "
        "select pg_catalog.clock_timestamp() + interval '7 min' $$; update run set created_at = created_at + "
        "interval '7 min'; alter database \"" +
        name + "\" set search_path = ahead, pg_catalog, public");
    desk_->context().time.setMode(models::TimeMode::relative);
    auto& runs = show<console::RunsController>("runs");
    QTRY_COMPARE_WITH_TIMEOUT(states(runs).state(), StatefulView::State::Content, kPatience);
    const auto* model = runs.widget()->findChild<widgets::DataTable*>()->model();
    QStringList cells;
    for (int column = 0; column < model->columnCount(); ++column)
      cells.append(model->index(0, column).data().toString());
    const QString shown = cells.join(u'|');
    QVERIFY2(shown.contains(QRegularExpression(QStringLiteral("\\|3 min( \\d+ s)? ago"))), qPrintable(shown));

    const auto sources = console::sourceStates(*desk_->deployment().session());
    QCOMPARE(sources.clock, QStringLiteral("Database clock 7 min ahead"));
    shell::StatusBar bar;
    bar.setSources(sources);
    bar.show();
    const auto said = [&bar] {
      const auto labels = bar.findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() && label->text() == QStringLiteral("Database clock 7 min ahead");
      });
    };
    QVERIFY(said());
    bar.setSources({});
    QVERIFY(!said());
  }

  /// Redis cuts off who reads too slowly, and keeps nothing: that the run has ended is learnt from Postgres.
  void theEndOfARunIsLearntThoughRedisCutTheTailOff() {
    test::TestRedis redis;
    desk_->setRedis("unix://" + redis.socketPath());
    desk_->rewrite(uri_);
    auto& tail = show<console::TailController>("tail", kRun);
    test::RedisWriter admin(redis.socketPath());
    const auto channel = "heddle:l:{" + kRun.toStdString() + "}";
    QTRY_VERIFY_WITH_TIMEOUT(admin.subscribers(channel) == 1, kPatience);
    const auto* rows = tail.widget()->findChild<widgets::DataTable*>()->model();
    const auto shown = [rows](int row) {
      QStringList cells;
      for (int column = 0; column < rows->columnCount(); ++column)
        cells.append(rows->index(row, column).data().toString());
      return cells.join(u'|');
    };
    sql("update run set status = 'error' where run_id = '" + kRun.toStdString() + "'");
    admin.run({"CLIENT", "KILL", "TYPE", "pubsub"});
    QTRY_COMPARE_WITH_TIMEOUT(rows->rowCount(), 3, kPatience);  // interrupted, what may be missing, the end
    const QString all = shown(0) + u'\n' + shown(1) + u'\n' + shown(2);
    QVERIFY2(all.contains(QStringLiteral("The run has ended, as Postgres says")), qPrintable(all));
    QVERIFY2(all.contains(QStringLiteral("|end|")) && all.contains(QStringLiteral("error")), qPrintable(all));
    QVERIFY(!states(tail).isStale());
  }

  /// Without Postgres a copy lacks what subgraphs kept: its name is read before anything goes.
  void aCopyWithAGapIsAgreedToAgain() {
    using test::RecordingServer;
    RecordingServer api;
    api.answer = [](const RecordingServer::Request& request) {
      if (request.line.contains("/history"))
        return RecordingServer::json("[{\"tasks\":[{\"checkpoint\":{\"checkpoint_ns\":\"ask:1\"}}]}]");
      return RecordingServer::json(request.line.contains("/runs?") ? "[]" : "{\"thread_id\":\"t\"}");
    };
    const auto deletions = [&api] {
      return std::count_if(api.requests.begin(), api.requests.end(),
                           [](const auto& request) { return request.line.startsWith("DELETE"); });
    };
    QTemporaryDir copies;
    desk_ = std::make_unique<tests::Desk>("", QStringLiteral("local"), QString(), api.url().toString());
    QWidget window;
    desk_->writes().setWindow(&window);
    desk_->writes().setCopies(copies.path());
    desk_->deployment().open();
    QTRY_VERIFY_WITH_TIMEOUT(desk_->deployment().actionsAllowed(), kPatience);
    desk_->writes().ask(desk_->deployment(),
                        console::WriteActions::onIds(client::ActionVerb::deleteThread, {kThread}));
    auto* dialog = window.findChild<panels::ActionDialog*>();
    QVERIFY(dialog != nullptr);
    auto* keep = dialog->findChild<QCheckBox*>();
    QVERIFY(keep->text().contains(QStringLiteral("without subgraphs")));
    keep->click();
    const auto agree = [dialog] {
      for (auto* button : dialog->findChildren<QPushButton*>()) {
        if (button->text() == u"Delete" && button->isEnabled()) button->click();
      }
    };
    const auto says = [dialog](const QString& text) {
      const auto labels = dialog->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
        return label->isVisibleTo(dialog) && label->text().contains(text);
      });
    };
    agree();
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("ask:1, and what is below")), kPatience);
    QVERIFY(says(QStringLiteral("Nothing has been sent.")));
    agree();
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("It is sent in")), kPatience);
    QCOMPARE(deletions(), 0);
    dialog->close();  // and takes it back
  }

  /// Without Redis a run is joined over HTTP; what came stays, and the rest is asked for when the API is
  /// back.
  void theApiStopsInMidStreamAndComesBack() {
    test::RecordingServer api;
    const QByteArray first = "id: 7-1\nevent: values\ndata: {\"n\": 1}\n\n";
    bool back = false;
    QByteArray joins;  // the heads of what was asked
    api.answer = [&](const test::RecordingServer::Request& request) -> QByteArray {
      if (!request.line.contains("/stream")) return test::RecordingServer::json("{\"ok\":true}");
      joins += request.head;
      if (back) return test::RecordingServer::events("/x", "id: 7-2\nevent: values\ndata: {}\n\n");
      return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\nContent-Length: 999"
             "\r\n\r\n" +
             first;
    };
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"), QString(), api.url().toString());
    auto& tail = show<console::TailController>("tail", kRun);
    const auto* rows = tail.widget()->findChild<widgets::DataTable*>()->model();
    QTRY_VERIFY_WITH_TIMEOUT(states(tail).isStale(), kPatience);
    QVERIFY2(textOf(tail).contains(QStringLiteral("The stream broke off.")), qPrintable(textOf(tail)));
    QCOMPARE(rows->rowCount(), 1);
    back = true;
    QTRY_COMPARE_WITH_TIMEOUT(rows->rowCount(), 2, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!states(tail).isStale(), kPatience);
    QVERIFY2(joins.contains("last-event-id: 7-1"), joins.constData());
  }

  /// A run that was started here goes on without its stream, and the dialog goes back to it: what came stays,
  /// and the end is the run's own.
  void aStartedRunIsJoinedAgain() {
    test::RecordingServer api;
    bool back = false;
    QByteArray joins;
    api.answer = [&](const test::RecordingServer::Request& request) -> QByteArray {
      using test::RecordingServer;
      if (request.line.startsWith("POST /assistants/search"))
        return RecordingServer::json(
            "[{\"assistant_id\":\"agent\",\"graph_id\":\"agent\",\"name\":\"agent\"}]");
      if (request.line.startsWith("POST /threads "))
        return RecordingServer::json("{\"thread_id\":\"" + kThread.toUtf8() + "\"}");
      const QByteArray run = "/threads/" + kThread.toUtf8() + "/runs/" + kRun.toUtf8();
      if (request.line.startsWith(QByteArray("GET " + run + " ")))
        return RecordingServer::json("{\"status\":\"interrupted\"}");
      if (request.line.startsWith("POST"))
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Location: " + run +
               "\r\nConnection: close\r\nContent-Length: 999\r\n\r\n"
               "id: 7-1\nevent: values\ndata: {\"n\": 1}\n\n";
      if (!request.line.contains("/stream")) return RecordingServer::json("{\"ok\":true}");
      joins += request.head;
      // Gone at first, and then where it was.
      return back ? RecordingServer::events(run, "id: 7-2\nevent: values\ndata: {\"n\": 2}\n\n")
                  : QByteArray();
    };
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"), QString(), api.url().toString());
    desk_->deployment().open();
    QTRY_VERIFY_WITH_TIMEOUT(desk_->deployment().actionsAllowed(), kPatience);
    QWidget window;
    desk_->actions().setWindow(&window);
    desk_->actions().run(desk_->deployment(), QStringLiteral("agent"), {});
    auto* dialog = window.findChild<panels::RunDialog*>();
    QVERIFY(dialog != nullptr);
    const auto button = [dialog](const char* text) {
      for (auto* found : dialog->findChildren<QPushButton*>()) {
        if (found->text() == QLatin1String(text)) return found;
      }
      qFatal("no button %s", text);
    };
    const auto says = [dialog](const char* text) {
      const auto labels = dialog->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [text](const QLabel* label) {
        return label->isVisibleTo(label->window()) && label->text().contains(QLatin1String(text));
      });
    };
    QTRY_VERIFY_WITH_TIMEOUT(button("Run")->isEnabled(), kPatience);
    button("Run")->click();
    QTRY_VERIFY_WITH_TIMEOUT(says("The stream broke off; it is joined again"), kPatience);
    QVERIFY2(button("Cancel run")->isEnabled(), "the run goes on");
    const auto* rows = dialog->findChild<widgets::DataTable*>()->model();
    QCOMPARE(rows->rowCount(), 1);
    back = true;
    QTRY_VERIFY_WITH_TIMEOUT(says("The run has ended: interrupted."), kPatience);
    QCOMPARE(rows->rowCount(), 2);
    QVERIFY2(joins.contains("last-event-id: 7-1"), joins.constData());
    dialog->close();
  }

  void redisRestartsAndChangesItsPassword() {
    test::TestRedis redis;
    desk_->setRedis("unix://" + redis.socketPath());
    desk_->rewrite(uri_);
    auto& tail = show<console::TailController>("tail");
    int n = 1;
    const auto publish = [&redis, &n] {
      const wire::Envelope one{core::ThreadId::parse(kThread.toStdString()).value(),
                               core::RunId::parse(kRun.toStdString()).value(),
                               7,
                               1,
                               n,
                               n,
                               false,
                               {{"values", "", std::chrono::microseconds(1), "{}"}}};
      test::RedisWriter writer(redis.socketPath());
      writer.publish("heddle:l:{" + kRun.toStdString() + "}", wire::encodeEnvelope(one));
      ++n;
    };
    const auto rows = [&tail] {
      return tail.widget()->findChild<widgets::DataTable*>()->model()->rowCount();
    };
    const auto listens = [&redis] { return test::RedisWriter(redis.socketPath()).patterns() > 0; };
    QTRY_VERIFY_WITH_TIMEOUT(listens(), kPatience);
    publish();
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kPatience);
    redis.kill();
    QTRY_VERIFY_WITH_TIMEOUT(states(tail).isStale(), kPatience);
    QVERIFY2(textOf(tail).contains(QStringLiteral(" s old. Redis does not answer.")),
             qPrintable(textOf(tail)));
    // The counters go on each second, and must not make it look well.
    static_cast<panels::TailPage*>(tail.widget())->pane().setCounters({});
    QVERIFY(states(tail).isStale());
    redis.start();
    QTRY_VERIFY_WITH_TIMEOUT(!states(tail).isStale(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(listens(), kPatience);
    publish();
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, kPatience);  // and one that says that something may be missing
    const int before = rows();

    test::RedisWriter admin(redis.socketPath());
    admin.run({"CONFIG", "SET", "requirepass", "new"});
    admin.run({"AUTH", "new"});
    admin.run({"CLIENT", "KILL", "TYPE", "pubsub"});
    QTRY_VERIFY_WITH_TIMEOUT(textOf(tail).contains(QStringLiteral("wants a password")), kPatience);
    QVERIFY(states(tail).isStale());
    admin.run({"CONFIG", "SET", "requirepass", ""});
    QTRY_VERIFY_WITH_TIMEOUT(!states(tail).isStale(), kPatience);
    QCOMPARE(rows(), before + 1);
  }
};

QTEST_MAIN(FaultsTest)
#include "faults_test.moc"
