// SPDX-License-Identifier: Apache-2.0
// The pages on a database that has checkpoints only, some of them sealed.
#include "app/console/detail_pages.h"
#include "app/console/id_search.h"
#include "app/console/navigation_counts.h"
#include "app/console/runs_controller.h"
#include "app/console/saved_threads_controller.h"
#include "app/console/store_controller.h"
#include "app/console/threads_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/gui/console/saved_threads_checks.h"
#include "tests/support/module_redis.h"
#include "tests/support/redis_writer.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/stateful_view.h"

#include <memory>

#include <QAbstractButton>
#include <QAction>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 20'000;

/// Two steps and one of a subgraph; `sealed` is {"answer": [42, "secret"]} under the key 0123456789abcdef.
const char* const kSaver = R"sql(
create table checkpoints (thread_id text, checkpoint_ns text default '', checkpoint_id text, parent_checkpoint_id text,
  type text, checkpoint jsonb, metadata jsonb default '{}', primary key (thread_id, checkpoint_ns, checkpoint_id));
create table checkpoint_blobs (thread_id text, checkpoint_ns text default '', channel text, version text, type text, blob bytea,
  primary key (thread_id, checkpoint_ns, channel, version));
create table checkpoint_writes (thread_id text, checkpoint_ns text default '', checkpoint_id text, task_id text, idx int,
  channel text, type text, blob bytea, task_path text default '', primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));
insert into checkpoints values
  ('a thread', '', '1f1e76e8-e75a-620e-9694-df19fb72aa23', null, null,
   '{"channel_values": {"n": 1}, "channel_versions": {"n": "1", "sealed": "1"}}', '{"source": "input", "step": -1}'),
  ('a thread', 'inner:task', '1f1e76e8-e75a-6300-9694-df19fb72aa23', null, null,
   '{"channel_values": {}, "channel_versions": {}}',
   '{"source": "loop", "step": -1, "parents": {"": "1f1e76e8-e75a-620e-9694-df19fb72aa23"}}'),
  ('a thread', '', '1f1e76e8-e75a-6400-9694-df19fb72aa23', '1f1e76e8-e75a-620e-9694-df19fb72aa23', null,
   '{"channel_values": {"n": 2}, "channel_versions": {"n": "2", "sealed": "1"}}', '{"source": "loop", "step": 0}');
insert into checkpoint_blobs values ('a thread', '', 'sealed', '1', 'msgpack+aes',
  '\x9fcd0cb5ced13a025da780940c8e6f419976509d4c1e328e505e23faaa7aaf59c822f465e81b12785667b39b0c0f0dec65');
)sql";

}  // namespace

class FlavourPagesTest : public QObject {
  Q_OBJECT

  std::string uri_;
  std::unique_ptr<tests::Desk> desk_;

  static QList<shell::GoToHit> searched(console::IdSearch& search, const QString& text) {
    static int generation = 0;
    const int asked = ++generation;
    QList<shell::GoToHit> all;
    bool ended = false;
    const auto hits = connect(&search, &shell::GoToProvider::found, &search,
                              [&](int of, const QList<shell::GoToHit>& found) {
                                if (of == asked) all += found;
                              });
    const auto end =
        connect(&search, &shell::GoToProvider::finished, &search, [&](int of) { ended = of == asked; });
    search.search(text, asked);
    (void)QTest::qWaitFor([&] { return ended; }, kPatience);
    disconnect(hits);
    disconnect(end);
    return ended ? all : QList<shell::GoToHit>();
  }
  /// 1,200 checkpoints of one thread: the index answers the newest 1,000 at once, the rest is asked for.
  void olderThanOneSearchAnswers(const QString& socket) {
    test::RedisWriter writer(socket.toStdString());
    const auto idOf = [](int n) {
      return QStringLiteral("%1-e75a-6400-9694-df19fb72aa23")
          .arg(0x1f1e0000 + n, 8, 16, QLatin1Char('0'))
          .toStdString();
    };
    for (int n = 0; n < 1200; ++n) {
      const QString id = QString::fromStdString(idOf(n));
      const QJsonObject document{
          {QStringLiteral("thread_id"), QStringLiteral("long")},
          {QStringLiteral("checkpoint_ns"), QStringLiteral("__empty__")},
          {QStringLiteral("checkpoint_id"), id},
          {QStringLiteral("parent_checkpoint_id"), QString()},
          {QStringLiteral("source"), QStringLiteral("loop")},
          {QStringLiteral("step"), n},
          {QStringLiteral("checkpoint_ts"), static_cast<double>(query::timeOfUuid6(idOf(n)) / 1000)},
          {QStringLiteral("metadata"), QStringLiteral("{}")},
          {QStringLiteral("checkpoint"), QJsonObject{{QStringLiteral("channel_values"), QJsonObject()}}}};
      const auto json = QJsonDocument(document).toJson(QJsonDocument::Compact).toStdString();
      writer.run({"JSON.SET", "checkpoint:long:__empty__:" + idOf(n), "$", json});
    }
    const auto feed = desk_->deployment().session()->makeThreadDetails(client::Source::redis);
    std::vector<query::CheckpointRecord> rows;
    bool more = false;
    connect(feed.get(), &client::ThreadDetailFeed::historyLoaded, feed.get(),
            [&](quint64, const std::vector<query::CheckpointRecord>& page, bool goesOn) {
              rows.insert(rows.end(), page.begin(), page.end());
              more = goesOn;
            });
    query::HistoryQuery history;
    history.threadId = "long";
    history.limit = 1000;
    feed->loadHistory(history);
    QTRY_COMPARE_WITH_TIMEOUT(rows.size(), std::size_t{1000}, kPatience);
    QVERIFY(more);
    history.beforeId = rows.back().checkpointId;
    feed->loadHistory(history);
    QTRY_COMPARE_WITH_TIMEOUT(rows.size(), std::size_t{1200}, kPatience);
    QVERIFY(!more);
    QCOMPARE(rows.back().checkpointId, idOf(0));
    QSignalSpy read(feed.get(), &client::ThreadDetailFeed::checkpointLoaded);
    feed->loadCheckpoint("long", "", idOf(3));
    QTRY_COMPARE_WITH_TIMEOUT(read.count(), 1, kPatience);
    QCOMPARE(read[0][1].value<client::CheckpointContentPtr>()->row.checkpointId, idOf(3));
  }
  void itemsAreShownAndLeftAlone(const QString& kind) {
    const auto store = opened<console::StoreController>(kind);
    auto* items = store->widget()->findChild<widgets::DataTable*>();
    QTRY_COMPARE_WITH_TIMEOUT(items->model()->rowCount(), 1, kPatience);
    const auto row = items->model()->index(0, 0).data(models::roles::JsonRole).toString();
    QVERIFY2(row.contains(QLatin1String("dark")) && !row.contains(QLatin1String("hunter2")), qPrintable(row));
    QString notice;
    const auto told = connect(store.get(), &shell::Page::noticeRequested, this,
                              [&notice](const QString& sentence) { notice = sentence; });
    Q_EMIT static_cast<panels::StorePage*>(store->widget())->newRequested();
    disconnect(told);
    QVERIFY2(notice.contains(QLatin1String("the program that keeps them in Redis")), qPrintable(notice));
  }
  /// By the refresh rule: rows neither move nor leave.
  void newOnesAreCountedAndGoneOnesGreyed(const QString& socket, panels::ListPanel& panel,
                                          widgets::DataTable& table) {
    test::RedisWriter writer(socket.toStdString());
    tests::writeSavedThread(writer, "brand new", 1);
    const auto buttons = [&panel] {
      QStringList texts;
      for (const auto* button : panel.findChildren<QAbstractButton*>()) {
        if (button->isVisible()) texts.append(button->text());
      }
      return texts;
    };
    Q_EMIT desk_->context().time.refreshDue();
    QTRY_VERIFY_WITH_TIMEOUT(buttons().contains(QStringLiteral("1 new")), kPatience);
    QCOMPARE(table.model()->rowCount(), 4);
    Q_EMIT panel.reloadRequested();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 5, kPatience);
    QCOMPARE(table.model()->index(0, 0).data(models::roles::KeyRole).toString(), QStringLiteral("brand new"));
    writer.run({"DEL", tests::savedKey("brand new", 1)});
    Q_EMIT desk_->context().time.refreshDue();
    QTRY_VERIFY_WITH_TIMEOUT(table.model()->index(0, 0).data(models::roles::StaleRole).toBool(), kPatience);
    QCOMPARE(table.model()->rowCount(), 5);
  }
  static bool says(QWidget& page, const QString& words) {
    for (const auto* label : page.findChildren<QLabel*>()) {
      if (label->isVisible() && label->text().contains(words)) return true;
    }
    return false;
  }

  template <typename Page>
  std::unique_ptr<Page> opened(const QString& kind, const QString& object = {}) {
    auto page = std::make_unique<Page>(desk_->key(kind, object), desk_->context(), nullptr);
    page->widget()->resize(1400, 800);
    page->widget()->show();
    page->activate();
    return page;
  }

  /// Which pages of what Redis keeps the navigation gets, once Redis was looked through.
  QStringList offered() {
    auto& context = desk_->context();
    console::NavigationCounts counts(context.deployments, context.time);
    QSet<QString> kinds;
    connect(&counts, &console::NavigationCounts::offered, &counts,
            [&kinds](const QString&, const QString& kind, bool now) {
              if (now)
                kinds.insert(kind);
              else
                kinds.remove(kind);
            });
    counts.setDeployment(desk_->deployment().slug());
    desk_->deployment().open();
    const auto recognised = [this] {
      const auto* session = desk_->deployment().session();
      return session != nullptr && session->redisFlavour() != query::RedisFlavour::none;
    };
    if (!QTest::qWaitFor(recognised, kPatience)) return {QStringLiteral("nothing recognised")};
    auto all = kinds.values();
    all.sort();
    return all;
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri_, kSaver);
  }
  void init() { desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("production")); }

  void threadsAreListedByTheirCheckpoints() {
    const auto page = opened<console::ThreadsController>(QStringLiteral("threads"));
    auto* table = page->widget()->findChild<widgets::DataTable*>();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, kPatience);
    QCOMPARE(table->model()->index(0, 0).data(models::roles::KeyRole).toString(), QStringLiteral("a thread"));
  }

  void runsSayWhyThereAreNone() {
    const auto page = opened<console::RunsController>(QStringLiteral("runs"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->widget(), QStringLiteral("A checkpointer keeps states, no runs")),
                             kPatience);
  }

  void historyHasLanesAndItsStepsAreCompared() {
    const auto page = opened<console::ThreadPage>(QStringLiteral("thread"), QStringLiteral("a thread"));
    auto* rail = page->widget()->findChild<widgets::HistoryRail*>();
    QTRY_COMPARE_WITH_TIMEOUT(rail->entries()->rowCount(), 3, kPatience);
    QCOMPARE(rail->entries()->lanes(), 2);
    QCOMPARE(rail->entries()->at(1).parentId,
             rail->entries()->at(2).id);  // the subgraph hangs on the step above it
    rail->setFocus();
    rail->setCurrentIndex(rail->entries()->index(2));
    QTest::keyClick(rail, Qt::Key_A);
    rail->setCurrentIndex(rail->entries()->index(0));
    QTest::keyClick(rail, Qt::Key_B);
    auto* tree = page->widget()->findChild<widgets::DiffView*>();
    QTRY_COMPARE_WITH_TIMEOUT(tree->model()->rowCount(), 1, kPatience);
    QVERIFY(tree->isVisible());
    QCOMPARE(tree->model()->index(0, 0).data().toString(), QStringLiteral("n"));
    QCOMPARE(tree->model()->index(0, 1).data().toString(), QStringLiteral("1"));
    QCOMPARE(tree->model()->index(0, 2).data().toString(), QStringLiteral("2"));
    QVERIFY(says(*page->widget(), QStringLiteral("1 changed")));
  }

  void aLargeStateIsShownBeforeItsLargeValues() {
    TestPostgres::run(uri_, R"sql(
insert into checkpoints values ('a large one', '', '1f1e76e8-e75a-620e-9694-df19fb72aa23', null, null,
  '{"channel_values": {"n": 7}, "channel_versions": {"n": "1", "large": "1"}}', '{"source": "loop", "step": 1}');
insert into checkpoint_blobs values ('a large one', '', 'large', '1', 'msgpack',
  '\xdb00500000'::bytea || convert_to(repeat('a', 5 * 1024 * 1024), 'UTF8'));
)sql");
    const auto page = opened<console::ThreadPage>(QStringLiteral("thread"), QStringLiteral("a large one"));
    QStringList shown;
    for (const auto* tree : page->widget()->findChildren<widgets::JsonTree*>()) {
      const QAbstractItemModel* model = tree->model();
      connect(model, &QAbstractItemModel::modelReset, page.get(), [model, &shown] {
        for (const QModelIndex& place :
             model->match(model->index(0, 0), Qt::DisplayRole, QStringLiteral("large"), 1,
                          Qt::MatchExactly | Qt::MatchRecursive))
          shown.append(place.siblingAtColumn(1).data().toString().left(4));
      });
    }
    QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 2, kPatience);
    QVERIFY2(!shown.at(0).contains(QStringLiteral("aaa")), qPrintable(shown.at(0)));
    QVERIFY2(shown.at(1).contains(QStringLiteral("aaa")), qPrintable(shown.at(1)));
    QVERIFY(!says(*page->widget(), QStringLiteral("are being read")));
  }

  void sealedValuesOpenWithTheKeyOfTheSession() {
    const auto page = opened<console::ThreadPage>(QStringLiteral("thread"), QStringLiteral("a thread"));
    const auto decrypt = [&]() -> QAction* {
      for (QAction* action : page->commands()) {
        if (action->text() == QStringLiteral("Decrypt…")) return action;
      }
      return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(decrypt() != nullptr && decrypt()->isVisible(), kPatience);
    desk_->deployment().session()->setAesKey(checkpoint::AesKey::make("0123456789abcdef").value());
    QTRY_VERIFY_WITH_TIMEOUT(!decrypt()->isVisible(), kPatience);
  }

  void olderCheckpointsStayWhenTheNewestAreReadAgain() {
    TestPostgres::run(uri_,
                      "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) select "
                      "'long', '1f1e76e8-' || "
                      "lpad(to_hex(n), 4, '0') || '-6400-9694-df19fb72aa23', '{\"channel_values\": {}, "
                      "\"channel_versions\": {}}', "
                      "jsonb_build_object('source', 'loop', 'step', n) from generate_series(1, 250) n");
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("production"));
    const auto page = opened<console::ThreadPage>(QStringLiteral("thread"), QStringLiteral("long"));
    const auto* rail = page->widget()->findChild<widgets::HistoryRail*>()->entries();
    QPushButton* older = nullptr;
    for (auto* button : page->widget()->findChildren<QPushButton*>())
      if (button->text() == QStringLiteral("Older checkpoints")) older = button;
    QVERIFY(older != nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(rail->rowCount(), 100, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->widget(), QStringLiteral("100+ checkpoints")), kPatience);
    older->click();
    QTRY_COMPARE_WITH_TIMEOUT(rail->rowCount(), 200, kPatience);
    TestPostgres::run(uri_,
                      "insert into checkpoints (thread_id, checkpoint_id, checkpoint) select 'long', "
                      "'1f1e76e8-0fff-6400-9694-df19fb72aa23', '{\"channel_values\": {}, "
                      "\"channel_versions\": {}}'");
    page->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rail->rowCount(), 201, kPatience);
    desk_->context().time.setMode(models::TimeMode::utc);
    QVERIFY(older->isVisible());
    older->click();
    QTRY_COMPARE_WITH_TIMEOUT(rail->rowCount(), 251, kPatience);
    QVERIFY(!older->isVisible());
    QVERIFY(says(*page->widget(), QStringLiteral("251 checkpoints")));
  }

  void aRedisCheckpointersThreadsAreShown() {
    if (test::saversFolder(QStringLiteral("redis")).isEmpty())
      QSKIP("The Redis saver is not installed; ./dev test installs it.");
    test::ModuleRedis redis;
    QVERIFY(redis.start());
    QVERIFY(!redis.write(QStringLiteral("python"), QStringLiteral("full")).isEmpty());
    {
      test::RedisWriter writer(redis.socket().toStdString());
      writer.run({"FT.CREATE",  "store",   "ON",           "JSON", "PREFIX",       "1",
                  "store:",     "SCHEMA",  "$.prefix",     "AS",   "prefix",       "TEXT",
                  "$.key",      "AS",      "key",          "TAG",  "$.created_at", "AS",
                  "created_at", "NUMERIC", "$.updated_at", "AS",   "updated_at",   "NUMERIC"});
      writer.run(
          {"JSON.SET", "store:1", "$",
           R"({"prefix":"users\\.ada","key":"prefs","value":{"theme":"dark","api_key":"sk-hunter2hunter2"},)"
           R"("created_at":1795829616692424,"updated_at":1795829616692424})"});
    }
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("production"), redis.url());
    QCOMPARE(offered(), QStringList({QStringLiteral("redis-store"), QStringLiteral("redis-threads")}));
    itemsAreShownAndLeftAlone(QStringLiteral("redis-store"));
    desk_ = std::make_unique<tests::Desk>(std::string(), QStringLiteral("production"), redis.url());
    QVERIFY2(offered().isEmpty(), "or else the pages of threads and store show it");
    const auto list = opened<console::SavedThreadsController>(QStringLiteral("threads"));
    auto* table = list->widget()->findChild<widgets::DataTable*>();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, kPatience);
    QCOMPARE(table->model()->index(0, 0).data(models::roles::KeyRole).toString(), QStringLiteral("asking"));
    QTRY_COMPARE_WITH_TIMEOUT(desk_->deployment().session()->badge(),
                              std::string("Python Redis checkpointer"), kPatience);

    auto* panel = static_cast<panels::ListPanel*>(list->widget());
    panel->setFilterText(QStringLiteral("id:\"asking\""));
    Q_EMIT panel->filterChanged();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, kPatience);
    panel->setFilterText(QStringLiteral("meta.user:ada"));
    Q_EMIT panel->filterChanged();
    QTRY_VERIFY_WITH_TIMEOUT(says(*panel, QStringLiteral("no index that answers `meta.user:ada`")),
                             kPatience);

    panel->setFilterText({});
    Q_EMIT panel->filterChanged();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, kPatience);
    newOnesAreCountedAndGoneOnesGreyed(redis.socket(), *panel, *table);

    itemsAreShownAndLeftAlone(QStringLiteral("store"));

    const auto page =
        opened<console::SavedThreadPage>(QStringLiteral("thread"), QStringLiteral("conversation/ä 1"));
    auto* rail = page->widget()->findChild<widgets::HistoryRail*>();
    QTRY_COMPARE_WITH_TIMEOUT(rail->entries()->rowCount(), 8, kPatience);
    QCOMPARE(rail->entries()->lanes(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->widget(), QStringLiteral("Read from Redis")), kPatience);
    rail->setFocus();
    rail->setCurrentIndex(rail->entries()->index(1));
    QTest::keyClick(rail, Qt::Key_A);
    rail->setCurrentIndex(rail->entries()->index(0));
    QTest::keyClick(rail, Qt::Key_B);
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->widget(), QStringLiteral("1 changed")), kPatience);
    for (const QAction* action : page->commands())
      QVERIFY(!action->isEnabled() || !action->isVisible() || action->text() == QStringLiteral("Copy state"));

    olderThanOneSearchAnswers(redis.socket());

    console::IdSearch search(desk_->context().deployments);
    const auto thread = searched(search, QStringLiteral("conversation/ä 1"));
    QCOMPARE(thread.size(), 1);
    QCOMPARE(thread[0].key.kind, QStringLiteral("thread"));
    QCOMPARE(thread[0].key.object, QStringLiteral("conversation/ä 1"));
    const auto id = rail->entries()->at(7).id;
    const auto checkpoint = searched(search, id.section(u'/', -1));
    QCOMPARE(checkpoint.size(), 1);
    QCOMPARE(checkpoint[0].key, thread[0].key);
    QCOMPARE(checkpoint[0].state.value(QStringLiteral("checkpoint")).toString(), id);
    QVERIFY(searched(search, QStringLiteral("conversation")).isEmpty());

    const auto runs = opened<console::RunsController>(QStringLiteral("runs"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*runs->widget(), QStringLiteral("A checkpointer keeps states, no runs")),
                             kPatience);

    // Last, as it fills the server; `long` came on the way.
    test::RedisWriter writer(redis.socket().toStdString());
    auto& session = *desk_->deployment().session()->redis();
    tests::savedThreadsGoOn(session, writer, 5);
    const QTemporaryDir folder;
    tests::savedThreadsAreExported(session, 456, folder.path());
  }

  /// Postgres is what its own pages read; what Redis keeps beside it has pages of its own.
  void besidePostgresRedisHasItsOwnPages() {
    const test::TestRedis redis;  // nobody's: there is no search module
    desk_ =
        std::make_unique<tests::Desk>(uri_, QStringLiteral("production"),
                                      QStringLiteral("unix://") + QString::fromStdString(redis.socketPath()));
    const auto page = opened<console::ThreadPage>(QStringLiteral("thread"), QStringLiteral("a thread"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->widget(), QStringLiteral("Read from Postgres")), kPatience);
    const auto list = opened<console::SavedThreadsController>(QStringLiteral("redis-threads"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*list->widget(), QStringLiteral("This Redis holds no checkpoints")),
                             kPatience);
    QCOMPARE(desk_->deployment().session()->redisFlavour(), query::RedisFlavour::none);
    const auto store = opened<console::StoreController>(QStringLiteral("redis-store"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*store->widget(), QStringLiteral("No store was found in this Redis.")),
                             kPatience);
  }

  void withoutRedisItsPageSaysSo() {
    const auto list = opened<console::SavedThreadsController>(QStringLiteral("redis-threads"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*list->widget(), QStringLiteral("This list is read from Redis.")),
                             kPatience);
    const auto store = opened<console::StoreController>(QStringLiteral("redis-store"));
    QTRY_VERIFY_WITH_TIMEOUT(says(*store->widget(), QStringLiteral("This store is read from Redis.")),
                             kPatience);
  }
};

QTEST_MAIN(FlavourPagesTest)
#include "flavour_pages_test.moc"
