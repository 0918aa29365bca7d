// SPDX-License-Identifier: Apache-2.0
// The Store page on real databases: namespaces when they are opened, items, filters, one value.
#include "app/console/saved_views.h"
#include "app/console/store_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"
#include "ui/panels/store/namespace_tree.h"
#include "ui/panels/values/reveal_time.h"
#include "ui/shell/page_link.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/stateful_view.h"

#include <memory>

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 20'000;

const char* const kItems =
    "insert into store (prefix, key, value, expires_at, ttl_minutes) values ('users.42', 'name', "
    "'{\"first\": "
    "\"Ada\"}', now() + interval '30 min', 60), ('users.42.notes', 'n1', '\"needle\"', null, null), "
    "('users.7', "
    "'name', '{\"first\": \"Bob\"}', null, null), ('rules', 'r', '1', null, null);"
    "insert into store (prefix, key, value) select 'bulk', 'k' || lpad(n::text, 4, '0'), to_jsonb(n) from "
    "generate_series(1, 500) n;";

}  // namespace

class StorePageTest : public QObject {
  Q_OBJECT

  std::string uri_;
  QTemporaryDir folder_;
  std::unique_ptr<tests::Desk> desk_;
  std::unique_ptr<console::StoreController> page_;

  panels::StorePage& panel() { return *static_cast<panels::StorePage*>(page_->widget()); }
  QString chosen() {
    const auto* item = panel().spaces().currentItem();
    return item != nullptr ? item->text(0) : QString();
  }
  QAbstractItemModel& rows() { return *panel().table().model(); }
  QTreeWidgetItem* whole() { return panel().spaces().topLevelItem(0); }
  bool says(const QWidget* where, const QString& text) {
    const auto labels = where->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisibleTo(where) && label->text().contains(text);
    });
  }
  static QPushButton* revealOf(const QWidget& where) {
    for (auto* button : where.findChildren<QPushButton*>()) {
      if (button->accessibleName().endsWith(QStringLiteral(": Reveal value"))) return button;
    }
    return nullptr;
  }
  void open(const std::string& uri) {
    uri_ = uri;
    desk_ = std::make_unique<tests::Desk>(uri, QStringLiteral("production"));
    page_ = desk_->openInspected<console::StoreController>("store");
  }
  static std::string ours() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, kItems);
    return uri;
  }

 private Q_SLOTS:
  void cleanup() {
    page_.reset();
    desk_.reset();
  }

  void namespacesOpenLevelByLevel() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(whole()->childCount(), 3, kPatience);
    auto* users = whole()->child(2);
    QCOMPARE(users->text(0), QStringLiteral("users"));
    QCOMPARE(users->text(1), QStringLiteral("3"));
    QCOMPARE(users->childCount(), 0);
    users->setExpanded(true);
    QTRY_COMPARE_WITH_TIMEOUT(users->childCount(), 2, kPatience);
    panel().spaces().setCurrentItem(users->child(0));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 2, kPatience);
    panel().setBelow(false);
    Q_EMIT panel().itemsWanted();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QCOMPARE(rows().index(0, 0).data().toString(), QStringLiteral("name"));
    QVERIFY(rows().index(0, 3).data().toString().startsWith(QStringLiteral("in 29 min")) ||
            rows().index(0, 3).data().toString().startsWith(QStringLiteral("in 30 min")));
  }

  void linksAndViewsNameTheNamespace() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    const auto state = [this](const char* name) {
      return page_->serializeState().value(QLatin1String(name)).toString();
    };
    // Nobody has opened it yet: the tree follows, level by level.
    page_->restoreState({{QStringLiteral("namespace"), QStringLiteral("users.42")},
                         {QStringLiteral("only_here"), QStringLiteral("1")}});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(chosen(), QStringLiteral("42"), kPatience);
    QCOMPARE(state("namespace"), QStringLiteral("users.42"));
    QCOMPARE(state("only_here"), QStringLiteral("1"));
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(chosen(), QStringLiteral("42"), kPatience);
    QCOMPARE(rows().rowCount(), 1);
    QMenu menu;
    Q_EMIT panel().copyMenuRequested(&menu);
    menu.actions().last()->trigger();
    const QString link = QGuiApplication::clipboard()->text();
    QCOMPARE(link, QStringLiteral("heddle://desk/store?namespace=users.42&only_here=1"));
    page_->restoreState({});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    page_->restoreState(shell::stateFromLink(link));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    page_->restoreState({{QStringLiteral("namespace"), QStringLiteral("nobody.here")}});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    QCOMPARE(state("namespace"), QString());
  }

  void aViewIsChosenAndDeleted() {
    open(ours());
    console::SavedViews views(folder_.filePath(QStringLiteral("views.json")));
    desk_->context().views = &views;
    QVERIFY(views
                .save(QStringLiteral("store"),
                      {QStringLiteral("Rules"), {{QStringLiteral("namespace"), QStringLiteral("rules")}}})
                .isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    QMenu menu;
    Q_EMIT panel().viewsMenuRequested(&menu);
    QCOMPARE(menu.actions().front()->text(), QStringLiteral("Rules"));
    menu.actions().front()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    menu.findChild<QMenu*>()->actions().front()->trigger();
    const auto* asked = panel().findChild<QMessageBox*>();
    QVERIFY(asked != nullptr);
    asked->buttons().first()->click();
    QVERIFY(views.of(QStringLiteral("store")).isEmpty());
    desk_->context().views = nullptr;
  }

  void itemsAreCopiedAsWaysOfAskingForThem() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    page_->restoreState({{QStringLiteral("namespace"), QStringLiteral("users.42")},
                         {QStringLiteral("only_here"), QStringLiteral("1")}});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(chosen(), QStringLiteral("42"), kPatience);
    panel().table().selectRow(0);
    QMenu menu;
    Q_EMIT panel().copyMenuRequested(&menu);
    const auto copied = [&menu](const char* name) {
      for (QAction* action : menu.actions()) {
        if (action->text() == QLatin1String(name)) action->trigger();
      }
      return QGuiApplication::clipboard()->text();
    };
    QCOMPARE(
        copied("cURL"),
        QStringLiteral("curl -sS -H \"x-api-key: $LANGGRAPH_API_KEY\" "
                       "'http://127.0.0.1:2024/store/items?namespace=users.42&key=name&refresh_ttl=false'"));
    QVERIFY(copied("SDK snippet")
                .endsWith(QStringLiteral(
                    "print(client.store.get_item([\"users\", \"42\"], key=\"name\", refresh_ttl=False))\n")));
    QCOMPARE(copied("Command"), QStringLiteral("heddle store get --deployment desk --json -- users 42 name"));
    const auto sql = copied("SQL");
    QCOMPARE(TestPostgres::run(uri_, "select count(*) from (" + sql.toStdString() + ") asked"),
             std::string("1"));
  }

  void everythingListedIsExportedWhole() {
    open(ours());
    TestPostgres::run(uri_,
                      "insert into store (prefix, key, value) values ('large', 'k', to_jsonb(repeat('x', "
                      "5000))), ('large', 's', '{\"api_key\": \"hunter2\"}')");
    page_->restoreState({{QStringLiteral("namespace"), QStringLiteral("large")}});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 2, kPatience);
    const auto* session = desk_->deployment().session();
    client::ListExport exported(*session->postgres());
    QSignalSpy finished(&exported, &client::ListExport::finished);
    const QString path = folder_.filePath(QStringLiteral("store.jsonl"));
    query::StoreQuery large;
    large.labels = {"large"};
    exported.start(client::StoreExportRequest{large, {}, client::ExportFormat::jsonLines, path});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const auto first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value(QStringLiteral("value")).toString().size(), 5000);
    QCOMPARE(first.value(QStringLiteral("truncated")).toBool(true), false);
    QVERIFY(!lines[1].contains("hunter2"));
    // All of a store is more than a page.
    exported.start(client::StoreExportRequest{{}, {}, client::ExportFormat::csv, path});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, kPatience);
    QCOMPARE(finished[1][0].toLongLong(), qint64(506));
    exported.start(client::StoreExportRequest{
        {}, {{{"users", "7"}, "name"}, {{"gone"}, "k"}}, client::ExportFormat::jsonLines, path});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 3, kPatience);
    QCOMPARE(finished[2][0].toLongLong(), qint64(1));
  }

  void itemsComeInPages() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    rows().fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 400, kPatience);
    rows().fetchMore({});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 504, kPatience);
    QVERIFY(!rows().canFetchMore({}));
  }

  void filtersLookIntoValues() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    for (const auto& [filter, count] : {std::pair("value.first:Ada", 1), std::pair("needle", 1),
                                        std::pair("expires:<1h", 1), std::pair("key:name", 2)}) {
      page_->restoreState({{QStringLiteral("filter"), QLatin1String(filter)}});
      QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), count, kPatience);
    }
    page_->restoreState({{QStringLiteral("filter"), QStringLiteral("value.first:Nobody")}});
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("Nothing matches")), kPatience);
    QCOMPARE(page_->serializeState().value(QStringLiteral("filter")).toString(),
             QStringLiteral("value.first:Nobody"));
  }

  void theInspectorShowsTheValue() {
    open(ours());
    page_->restoreState({{QStringLiteral("filter"), QStringLiteral("value.first:Bob")}});
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    panel().table().selectRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(says(page_->inspector(), QStringLiteral("users / 7")), kPatience);
    auto* tree = page_->inspector()->findChild<QTreeView*>();
    QVERIFY(tree != nullptr);
    QCOMPARE(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"Bob\""));
  }

  /// What is shown and copied is masked; what is edited is what stands there.
  void secretsAreMasked() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(
        uri, "insert into store (prefix, key, value) values ('a', 'k', '{\"api_key\": \"hunter2\"}')");
    open(uri);
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    panel().table().selectRow(0);
    panel().table().copyRow();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("hunter2")));
    for (int column = 0; column < rows().columnCount(); ++column)
      QVERIFY(!rows().index(0, column).data().toString().contains(QStringLiteral("hunter2")));
    auto* tree = page_->inspector()->findChild<QTreeView*>();
    QTRY_COMPARE_WITH_TIMEOUT(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"***\""),
                              kPatience);
    // One is shown by the user's wish, until the page shows something else.
    tree->setCurrentIndex(tree->model()->index(0, 0));
    auto* reveal = revealOf(*page_->inspector());
    QVERIFY(reveal && reveal->isVisibleTo(page_->inspector()));
    reveal->click();
    QCOMPARE(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"hunter2\""));
    QCOMPARE(reveal->text(), QStringLiteral("Hide value · 1:00"));
    for (auto* time : page_->inspector()->findChildren<panels::RevealTime*>())
      Q_EMIT time->over();
    QCOMPARE(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"***\""));
    QCOMPARE(reveal->text(), QStringLiteral("Reveal value"));
    reveal->click();
    QCOMPARE(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"hunter2\""));
    TestPostgres::run(uri,
                      "insert into store (prefix, key, value) values ('a', 'l', '{\"api_key\": \"x\"}')");
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 2, kPatience);
    panel().table().selectRow(1);
    QTRY_COMPARE_WITH_TIMEOUT(tree->model()->index(0, 1).data().toString(), QStringLiteral("\"***\""),
                              kPatience);
    const auto kept = QJsonDocument(page_->serializeState()).toJson();
    QVERIFY(!kept.contains("hunter2"));
  }

  /// The official schema of the fixtures keeps neither times nor ends.
  void whatIsNotKeptIsNotShown() {
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, std::string(test::kOfficialSchema) + "insert into store values ('a', 'k', '1')");
    open(uri);
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QCOMPARE(rows().index(0, 2).data().toString(), QStringLiteral("–"));
  }

  void withoutStoreThePageSaysSo() {
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, "create table something (id int)");
    open(uri);
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("No LangGraph schema that is known here")),
                             kPatience);
  }

  void anEmptyStore() {
    open(TestPostgres::instance().migratedDatabase());
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("No items")), kPatience);
  }
};

QTEST_MAIN(StorePageTest)
#include "store_page_test.moc"
