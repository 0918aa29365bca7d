// SPDX-License-Identifier: Apache-2.0
// The filter of a list in the window, on a real database: bar, chips, cells, views, copies, links and
// exports.
#include "app/console/list_filter.h"

#include "app/console/runs_controller.h"
#include "app/console/saved_views.h"
#include "app/console/threads_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/test_postgres.h"
#include "ui/panels/list/groups_dialog.h"
#include "ui/panels/list/plan_dialog.h"
#include "ui/shell/page_link.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/stateful_view.h"

#include <memory>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QMap>
#include <QMenu>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 30'000;

// 1,000 runs: every tenth an error, numbered; two assistants.
const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', "
    "'Agent'), ('00000000-0000-0000-0000-00000000bbbb', 'chat', 'Chat room');"
    "insert into thread (thread_id) values ('10000000-0000-0000-0000-000000000001');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at) select "
    "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, '10000000-0000-0000-0000-000000000001', "
    "('00000000-0000-0000-0000-00000000' || case when n % 2 = 0 then 'aaaa' else 'bbbb' end)::uuid, "
    "case when n % 10 = 0 then 'error' else 'success' end, '{}', jsonb_build_object('n', n), "
    "'2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from generate_series(1, 1000) n";

}  // namespace

class ListFilterTest : public QObject {
  Q_OBJECT

  std::string uri_;
  QTemporaryDir folder_;
  std::unique_ptr<tests::Desk> desk_;
  std::unique_ptr<console::SavedViews> views_;
  std::unique_ptr<console::RunsController> page_;

  panels::RunsPage& panel() { return *static_cast<panels::RunsPage*>(page_->widget()); }
  widgets::FilterBar& bar() { return panel().filterBar(); }
  widgets::FilterEdit& edit() { return *bar().findChild<widgets::FilterEdit*>(); }
  models::RowTableModel& rows() { return static_cast<models::RowTableModel&>(*panel().table().model()); }
  QStringList keys() { return rows().keys(0, rows().rowCount() - 1); }
  QStringList chips() {
    QStringList texts;
    for (const auto* chip : bar().findChildren<widgets::FilterChip*>())
      texts.append(chip->text());
    return texts;
  }
  widgets::ToggleChip* quick(const char* name) {
    for (auto* chip : panel().findChildren<widgets::ToggleChip*>()) {
      if (chip->text() == QLatin1String(name)) return chip;
    }
    return nullptr;
  }
  int column(const char* head) {
    int at = 0;
    while (at < rows().columnCount() &&
           rows().headerData(at, Qt::Horizontal).toString() != QLatin1String(head))
      ++at;
    return at;
  }
  /// Waits until the list shows what `condition` finds.
  void shows(const std::string& condition) {
    const auto count = std::stoi(TestPostgres::run(uri_, "select count(*) from run where " + condition));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), qMin(count, 200), kPatience);
  }
  void write(const QString& text) {
    panel().focusFilter();
    edit().selectAll();
    edit().del();
    QTest::keyClicks(&edit(), text);
    QTest::keyClick(&edit(), Qt::Key_Return);
  }
  QAction* action(QMenu& menu, const QString& text) {
    for (auto* each : menu.actions()) {
      if (each->text().startsWith(text)) return each;
    }
    return nullptr;
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri_, std::string(kRows) + ";analyze");
    uri_.replace(uri_.find("heddle@"), 7, "heddle:hunter2@");
  }

  void aCellOfAnIdAsksForThatIdAlone() {
    const console::ListFilter language(query::threadsSchema());
    const QString uuid = QStringLiteral("30000000-0000-0000-0000-000000000001");
    QCOMPARE(language.term(QStringLiteral("id"), uuid, false), QStringLiteral("id:") + uuid);
    // Other savers name their threads as they like: without marks user-4 would find user-42 too.
    QCOMPARE(language.term(QStringLiteral("id"), QStringLiteral("user-4"), false),
             QStringLiteral("id:\"user-4\""));
    QCOMPARE(language.term(QStringLiteral("status"), QStringLiteral("busy"), true),
             QStringLiteral("-status:busy"));
  }

  void init() {
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"));
    views_ = std::make_unique<console::SavedViews>(folder_.filePath(QStringLiteral("views.json")));
    desk_->context().views = views_.get();
    page_ = std::make_unique<console::RunsController>(desk_->key(QStringLiteral("runs")), desk_->context(),
                                                      nullptr);
    panel().resize(1300, 800);
    panel().show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel()));
    page_->activate();
    shows("true");
  }

  void cleanup() {
    page_.reset();
    desk_.reset();
  }

  void textAndChipsAreOneValue() {
    write(QStringLiteral("  STATUS:error   meta.n:<500 "));
    QCOMPARE(panel().filterText(), QStringLiteral("status:error meta.n:<500"));
    shows("status = 'error' and (metadata->>'n')::int < 500");
    QVERIFY(quick("error")->isChecked());
    panel().table().setFocus();
    QTRY_COMPARE(chips(), QStringList({QStringLiteral("status:error"), QStringLiteral("meta.n:<500")}));
    QVERIFY(!edit().isVisible());
    auto* chip = bar().findChildren<widgets::FilterChip*>().last();
    chip->setFocus();
    QTest::keyClick(chip, Qt::Key_Delete);
    QTRY_COMPARE(panel().filterText(), QStringLiteral("status:error"));
    shows("status = 'error'");
    QCOMPARE(chips(), QStringList{QStringLiteral("status:error")});
  }

  void chipsOfStatusesWriteTheFilter() {
    quick("error")->click();
    QCOMPARE(panel().filterText(), QStringLiteral("status:error"));
    quick("timeout")->click();
    QCOMPARE(panel().filterText(), QStringLiteral("status:error,timeout"));
    shows("status in ('error', 'timeout')");
    quick("error")->click();
    quick("timeout")->click();
    QCOMPARE(panel().filterText(), QString());
    shows("true");
    quick("Retried")->click();
    QCOMPARE(panel().filterText(), QStringLiteral("attempt:>1"));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 0, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(panel().findChild<widgets::StatefulView*>()->state(),
                              widgets::StatefulView::State::Empty, kPatience);
    quick("Retried")->click();
    QCOMPARE(panel().filterText(), QString());
  }

  void mistakesAreUnderlinedAndNotAsked() {
    QSignalSpy changed(&panel(), &panels::ListPanel::filterChanged);
    write(QStringLiteral("statsu:error age:<1h"));
    QCOMPARE(changed.size(), 0);
    QCOMPARE(panel().filterText(), QString());
    QVERIFY2(edit().mistake().contains(QStringLiteral("Did you mean status?")), qPrintable(edit().mistake()));
    const auto labels = bar().findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return label->isVisible() && label->text().contains(u"status?");
    }));
    QCOMPARE(rows().rowCount(), 200);
    QTest::keyClick(&edit(), Qt::Key_Escape);
    QCOMPARE(edit().text(), QString());
  }

  void whatOnlyPostgresRefusesIsSaidInTheBar() {
    write(QStringLiteral("error:~a{9999}"));
    const auto said = [this] {
      for (const auto* label : bar().findChildren<QLabel*>()) {
        if (label->text().contains(QStringLiteral("does not accept"))) return true;
      }
      return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(said(), kPatience);
    QCOMPARE(rows().rowCount(), 200);  // stale, but there
  }

  void suggestionsComeFromTableAndDatabase() {
    auto* completer = edit().findChild<QCompleter*>();
    const auto offered = [completer] {
      QStringList texts;
      const auto* model = completer->completionModel();
      for (int row = 0; row < model->rowCount(); ++row)
        texts.append(model->index(row, 0).data(Qt::UserRole + 1).toString());
      return texts;
    };
    const auto type = [&](const char* text) {
      completer->popup()->hide();
      QApplication::setActiveWindow(&panel());  // the platform leaves none behind a popup
      panel().focusFilter();
      QTest::keyClicks(&edit(), QLatin1String(text));
    };
    type("sta");
    QCOMPARE(offered(), QStringList({QStringLiteral("status:"), QStringLiteral("started:")}));
    QTest::keyClicks(&edit(), QStringLiteral("tus:e"));
    QCOMPARE(offered(), QStringList{QStringLiteral("error")});
    edit().clear();
    type("assistant:c");
    QTRY_COMPARE_WITH_TIMEOUT(offered(), QStringList{QStringLiteral("\"Chat room\"")}, kPatience);
    edit().clear();
    type("meta.");
    QTRY_COMPARE_WITH_TIMEOUT(offered(), QStringList{QStringLiteral("n:")}, kPatience);
    completer->popup()->hide();
    edit().clear();
    QTest::keyClick(&edit(), Qt::Key_Escape);
  }

  void cellsFilterAndExclude() {
    auto& table = panel().table();
    const auto index = rows().index(0, 0);
    QCOMPARE(index.data().toString(), QStringLiteral("error"));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::AltModifier, table.visualRect(index).center());
    QCOMPARE(panel().filterText(), QStringLiteral("-status:error"));
    shows("status <> 'error'");
    QTRY_COMPARE_WITH_TIMEOUT(rows().index(0, 0).data().toString(), QStringLiteral("success"), kPatience);
    const QRect cell = table.visualRect(rows().index(0, 2));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier,
                      QPoint(cell.right() - 8, cell.center().y()));
    QCOMPARE(panel().filterText(), QStringLiteral("-status:error assistant:\"Chat room\""));
    shows("status <> 'error' and assistant_id::text like '%bbbb'");
    // Elsewhere in the cell a click only takes the row.
    QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier, cell.topLeft() + QPoint(12, 10));
    QCOMPARE(panel().filterText(), QStringLiteral("-status:error assistant:\"Chat room\""));
    QCOMPARE(table.currentRow(), 0);
  }

  void rowsThatStopMatchingAreGreyed() {
    write(QStringLiteral("status:error"));
    shows("status = 'error'");
    const QString first = keys().front();
    TestPostgres::run(uri_, "update run set status = 'success' where run_id = '" + first.toStdString() + "'");
    desk_->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(rows().index(0, 0).data(models::roles::StaleRole).toBool(), kPatience);
    QCOMPARE(keys().front(), first);
    TestPostgres::run(uri_, "update run set status = 'error' where run_id = '" + first.toStdString() + "'");
  }

  void statesAndLinksCarryTheFilter() {
    write(QStringLiteral("status:error meta.n:<500"));
    shows("status = 'error' and (metadata->>'n')::int < 500");
    const QJsonObject state = page_->serializeState();
    QCOMPARE(state.value(QStringLiteral("filter")).toString(), QStringLiteral("status:error meta.n:<500"));
    QMenu menu;
    Q_EMIT panel().viewsMenuRequested(&menu);
    action(menu, QStringLiteral("This list as link"))->trigger();
    const QString link = QGuiApplication::clipboard()->text();
    QCOMPARE(link, QStringLiteral("heddle://desk/runs?filter=status%3Aerror%20meta.n%3A%3C500"));
    QCOMPARE(*shell::pageFromLink(link), desk_->key(QStringLiteral("runs")));
    write({});
    shows("true");
    page_->restoreState(shell::stateFromLink(link));
    QCOMPARE(panel().filterText(), QStringLiteral("status:error meta.n:<500"));
    shows("status = 'error' and (metadata->>'n')::int < 500");
  }

  void whatGoesIntoFilesNamesNoSecret() {
    const console::ListFilter filter(query::runsSchema());
    const auto kept = [&filter](const char* text) { return filter.withoutSecrets(QLatin1String(text)); };
    QCOMPARE(kept("status:error meta.api_key:hunter2"), QStringLiteral("status:error"));
    QCOMPARE(kept("-meta.auth.token:hunter2 meta.user:42"), QStringLiteral("meta.user:42"));
    QCOMPARE(kept("meta.url:\"postgres://u:hunter2@h\""), QStringLiteral("meta.url:\"postgres://u:***@h\""));
    QCOMPARE(kept("status:error   age:<1h"), QStringLiteral("status:error   age:<1h"));
    panel().setFilterText(QStringLiteral("status:error meta.api_key:hunter2"));
    QCOMPARE(page_->serializeState().value(QStringLiteral("filter")).toString(),
             QStringLiteral("status:error"));
  }

  void viewsAreKeptByName() {
    write(QStringLiteral("status:error"));
    QVERIFY(
        views_->save(QStringLiteral("runs"), {QStringLiteral("Errors"), page_->serializeState()}).isEmpty());
    write({});
    shows("true");
    console::SavedViews again(folder_.filePath(QStringLiteral("views.json")));
    QCOMPARE(again.of(QStringLiteral("runs")).size(), 1);
    QVERIFY(again.of(QStringLiteral("threads")).isEmpty());
    QMenu menu;
    Q_EMIT panel().viewsMenuRequested(&menu);
    action(menu, QStringLiteral("Errors"))->trigger();
    QCOMPARE(panel().filterText(), QStringLiteral("status:error"));
    shows("status = 'error'");
    const auto names = [this] { return views_->of(QStringLiteral("runs")).size(); };
    const auto answer = [&](const char* button) {
      action(*action(menu, QStringLiteral("Delete a view"))->menu(), QStringLiteral("Errors"))->trigger();
      auto* box = panel().findChild<QMessageBox*>();
      for (auto* each : box ? box->buttons() : QList<QAbstractButton*>()) {
        if (each->text().remove(u'&') == QLatin1String(button)) return each->click();
      }
      QFAIL(button);
    };
    answer("Cancel");
    QCOMPARE(names(), 1);
    answer("Delete");
    QCOMPARE(names(), 0);
  }

  void aViewIsReplacedOnlyWhenAsked() {
    QVERIFY(views_->save(QStringLiteral("runs"), {QStringLiteral("Mine"), {}}).isEmpty());
    write(QStringLiteral("status:error"));
    const auto kept = [this] { return views_->of(QStringLiteral("runs"))[0].state; };
    for (const auto& [button, replaced] : {std::pair("Cancel", false), std::pair("Replace", true)}) {
      QMenu menu;
      Q_EMIT panel().viewsMenuRequested(&menu);
      action(menu, QStringLiteral("Save this view…"))->trigger();
      auto* name = panel().findChild<QInputDialog*>();
      QVERIFY(name != nullptr);
      name->setTextValue(QStringLiteral(" Mine "));
      name->accept();
      auto* box = panel().findChild<QMessageBox*>();
      QVERIFY(box != nullptr);
      for (auto* each : box->buttons()) {
        if (each->text().remove(u'&') == QLatin1String(button)) each->click();
      }
      QCOMPARE(kept().value(QStringLiteral("filter")).toString() == u"status:error", replaced);
      QTRY_VERIFY(panel().findChild<QMessageBox*>() == nullptr &&
                  panel().findChild<QInputDialog*>() == nullptr);
    }
    QVERIFY(views_->remove(QStringLiteral("runs"), QStringLiteral("Mine")).isEmpty());
  }

  /// The very line, through a shell, lists the very rows.
  void theCommandListsTheSame() {
    write(QStringLiteral(
        "assistant:\"Chat room\" meta.n:<40 -id:20000000-0000-0000-0000-000000000007 sort:created"));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 19, kPatience);
    QMenu menu;
    Q_EMIT panel().viewsMenuRequested(&menu);
    action(menu, QStringLiteral("This list as command"))->trigger();
    QString line = QGuiApplication::clipboard()->text();
    QVERIFY2(line.startsWith(QStringLiteral("heddle runs list --deployment desk --filter '")),
             qPrintable(line));
    line.replace(QStringLiteral("--deployment desk"),
                 QStringLiteral("--deployment desk --profile-dir ") + desk_->profilePath());
    line.replace(0, 6, QStringLiteral(HEDDLE_VERBS));
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line});
    QVERIFY(shell.waitForFinished(kPatience));
    const auto said = QJsonDocument::fromJson(shell.readAllStandardOutput()).object();
    QStringList ids;
    for (const auto& row : said.value(QStringLiteral("runs")).toArray())
      ids.append(row.toObject().value(QStringLiteral("run_id")).toString());
    QVERIFY2(!ids.isEmpty(), shell.readAllStandardError().constData());
    QCOMPARE(ids, keys());
  }

  void copiesHoldTheRowsMarked() {
    panel().table().selectAll();
    panel().table().selectRow(0);
    QMenu menu;
    Q_EMIT panel().copyMenuRequested(&menu);
    const auto copied = [&](const char* name) {
      action(menu, QLatin1String(name))->trigger();
      return QGuiApplication::clipboard()->text();
    };
    const QString id = keys().front();
    QCOMPARE(copied("Ids"), id);
    QCOMPARE(QJsonDocument::fromJson(copied("JSON Lines").toUtf8())
                 .object()
                 .value(QStringLiteral("run_id"))
                 .toString(),
             id);
    QVERIFY(copied("CSV").startsWith(QStringLiteral("status,run_id,")));
    QVERIFY(
        copied("cURL").endsWith(QStringLiteral("/threads/10000000-0000-0000-0000-000000000001/runs/") + id));
    QVERIFY(
        copied("SDK snippet")
            .contains(QStringLiteral("client.runs.get(\"10000000-0000-0000-0000-000000000001\", \"") + id));
    QVERIFY(copied("SQL").contains(id));
    QCOMPARE(copied("Link"), QStringLiteral("heddle://desk/run/") + id);
  }

  /// A secret planted wherever a copy could pick it up: login, address, error, metadata, filter.
  void noCopyGivesASecretAway() {
    const QString planted = QStringLiteral("hunter2");
    const std::string newest = "20000000-0000-0000-0000-000000001000";
    TestPostgres::run(uri_, "insert into heddle_run (run_id, graph_id, error) values ('" + newest +
                                "', 'agent', '{\"error\": \"OSError\", \"message\": "
                                "\"postgres://u:hunter2@db/x refused\"}')");
    TestPostgres::run(uri_,
                      "update run set metadata = '{\"n\": 1000, \"api_key\": \"hunter2\"}', kwargs = "
                      "'{\"config\": {\"token\": \"hunter2\"}}' where run_id = '" +
                          newest + "'");
    page_.reset();
    QVERIFY(uri_.find(":hunter2@") != std::string::npos);
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("local"), QString(),
                                          QStringLiteral("http://u:hunter2@127.0.0.1:9/?api_key=hunter2"));
    page_ = std::make_unique<console::RunsController>(desk_->key(QStringLiteral("runs")), desk_->context(),
                                                      nullptr);
    panel().resize(1300, 800);
    panel().show();
    page_->activate();
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 200, kPatience);
    write(QStringLiteral("status:error -meta.url:\"postgres://u:hunter2@h/d\""));
    shows("status = 'error'");
    QVERIFY(rows().jsonAt(0).contains(QStringLiteral("u:***@db/x refused")));
    panel().table().selectAll();
    QStringList copied;
    const auto keep = [&](const QString& what) {
      copied.append(QGuiApplication::clipboard()->text());
      QVERIFY2(!copied.last().contains(planted), qPrintable(what + u'\n' + copied.last()));
      QGuiApplication::clipboard()->setText(planted);
    };
    QMenu menu;
    Q_EMIT panel().copyMenuRequested(&menu);
    for (QAction* each : menu.actions()) {
      if (each->isSeparator()) continue;
      each->trigger();
      keep(each->text());
    }
    QCOMPARE(copied.size(), 10);
    QTest::keyClick(&panel().table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    keep(QStringLiteral("rows"));
    for (int column = 0; column < rows().columnCount(); ++column) {
      panel().table().setCurrentIndex(rows().index(0, column));
      QTest::keyClick(&panel().table(), Qt::Key_C, Qt::ControlModifier);
      keep(QStringLiteral("cell %1").arg(column));
    }
    Q_EMIT panel().snippetRequested();
    keep(QStringLiteral("snippet"));
    // What the filter looked for is still told apart from what it is not.
    QVERIFY(copied.filter(QStringLiteral("u:***@h/d")).size() >= 2);
    // The error is in copies of rows, without its password.
    QVERIFY(copied.filter(QStringLiteral("u:***@db/x refused")).size() >= 3);
  }

  void allThatMatchIsASecondStep() {
    write(QStringLiteral("status:success"));
    shows("status = 'success'");
    panel().table().selectAll();
    auto* notice = panel().findChild<widgets::InlineNotice*>();
    QVERIFY(notice != nullptr && !panel().allMatching());
    QTRY_VERIFY(notice->isVisible());
    Q_EMIT notice->actionTriggered();
    QTRY_VERIFY_WITH_TIMEOUT(panel().allMatching(), kPatience);
    const auto labels = notice->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return label->text().contains(QStringLiteral("All 900 matching runs"));
    }));
    // Actions reach them all: they are loaded and selected, and the action says how many.
    QCOMPARE(panel().selectedKeys().size(), 900);
    const auto actions = panel().findChildren<QAction*>();
    QVERIFY(std::any_of(actions.begin(), actions.end(), [](const QAction* action) {
      return action->text() == QStringLiteral("Delete 900 runs…");
    }));
    panel().table().selectRow(3);
    QVERIFY(!panel().allMatching());
  }

  /// A column's groups stand in a window of their own; choosing one filters the list by it.
  void aGroupOfAColumnFiltersTheList() {
    QMenu menu;
    Q_EMIT panel().valuesMenuRequested(QStringLiteral("status"), &menu);
    auto* group = action(menu, QStringLiteral("Group by…"));
    QVERIFY(group != nullptr && group->isEnabled());
    group->trigger();
    auto* dialog = panel().findChild<panels::GroupsDialog*>();
    QVERIFY(dialog != nullptr);
    auto* groups = dialog->findChild<widgets::DataTable*>();
    QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 2, kPatience);
    const auto line = [&](int row) {
      QStringList cells;
      for (int column = 0; column < groups->model()->columnCount(); ++column)
        cells.append(groups->model()->index(row, column).data().toString());
      return cells.join(QLatin1Char('|'));
    };
    QCOMPARE(line(0), QStringLiteral("success|900|90.0 %"));
    QCOMPARE(line(1), QStringLiteral("error|100|10.0 %"));
    QTest::mouseClick(groups->viewport(), Qt::LeftButton, {},
                      groups->visualRect(groups->model()->index(1, 0)).center());
    shows("status = 'error'");
    QCOMPARE(panel().filterText(), QStringLiteral("status:error"));
  }

  void aTimeHasAHistogramOfWhatMatches() {
    write(QStringLiteral("status:error"));
    shows("status = 'error'");
    QMenu menu;
    Q_EMIT panel().valuesMenuRequested(QStringLiteral("created"), &menu);
    auto* histogram = action(menu, QStringLiteral("Histogram…"));
    QVERIFY(histogram != nullptr);
    histogram->trigger();
    auto* dialog = panel().findChild<panels::GroupsDialog*>();
    auto* buckets = dialog->findChild<widgets::DataTable*>();
    QTRY_VERIFY_WITH_TIMEOUT(buckets->model()->rowCount() > 10, kPatience);
    for (auto* button : dialog->findChildren<QPushButton*>()) {
      if (button->text() == QStringLiteral("Copy as CSV")) button->click();
    }
    const auto lines = QGuiApplication::clipboard()->text().trimmed().split(QStringLiteral("\r\n"));
    QCOMPARE(lines.front(), QStringLiteral("value,rows,filter"));
    int sum = 0;
    for (const QString& line : lines.mid(1))
      sum += line.section(QLatin1Char(','), 1, 1).toInt();
    QCOMPARE(sum, 100);
  }

  void whatAColumnCannotDoIsSaid() {
    QMenu text, length;
    Q_EMIT panel().valuesMenuRequested(QStringLiteral("error"), &text);
    auto* refused = action(text, QStringLiteral("Not sorted by it: "));
    QVERIFY(refused != nullptr && !refused->isEnabled());
    // By an index, or of a part: the menu tells.
    Q_EMIT panel().valuesMenuRequested(QStringLiteral("duration"), &length);
    QVERIFY(action(length, QStringLiteral("Largest first of the newest 20,000")) != nullptr);
    QMenu time;
    Q_EMIT panel().valuesMenuRequested(QStringLiteral("created"), &time);
    QCOMPARE(action(time, QStringLiteral("Largest first"))->text(), QStringLiteral("Largest first"));
  }

  /// Nobody who is read the screen by a program sees an open menu.
  void everyEntryOfAMenuIsACommand() {
    panel().table().selectRow(0);
    QMap<QString, QAction*> commands;
    for (QAction* command : page_->menuCommands()) {
      QVERIFY2(!commands.contains(command->text()), qPrintable(command->text()));
      commands.insert(command->text(), command);
    }
    for (const char* text : {"Copy run id", "Copy thread id", "Copy as: CSV", "Copy as: This list as link",
                             "Views: Save this view…", "Views: Explain this list…",
                             "Export: JSON Lines of everything that matches…", "Columns: Resize to content",
                             "Columns: Thread", "Column: Created: Largest first", "Column: Status: Group by…",
                             "Column: Status: Only: error", "Column: Status: Values of the newest 1,000…"})
      QVERIFY2(commands.contains(QString::fromUtf8(text)),
               qPrintable(QStringList(commands.keys()).join(u'\n')));
    QVERIFY(std::none_of(commands.keyBegin(), commands.keyEnd(),
                         [](const QString& text) { return text.contains(u"Reading"); }));
    commands[QStringLiteral("Column: Status: Only: error")]->trigger();
    QCOMPARE(panel().filterText(), QStringLiteral("status:error"));
    commands[QStringLiteral("Column: Status: Only: error")]->trigger();
    QCOMPARE(panel().filterText(), QString());
    commands[QStringLiteral("Column: Status: Values of the newest 1,000…")]->trigger();
    auto* values = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(values != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(action(*values, QStringLiteral("error   ")) != nullptr, kPatience);
    values->close();
    commands[QStringLiteral("Copy as: Ids")]->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), panel().currentKey());
    commands[QStringLiteral("Column: Created: Smallest first")]->trigger();
    QVERIFY(panel().filterText().contains(QStringLiteral("sort:created")));
    const bool hidden = panel().table().isColumnHidden(0);
    auto* header = panel().table().horizontalHeader();
    const int created = column("Created"), place = header->visualIndex(created);
    QVERIFY(!commands[QStringLiteral("Columns: Move to the left: Status")]->isEnabled());
    commands[QStringLiteral("Columns: Move to the left: Created")]->trigger();
    QCOMPARE(header->visualIndex(created), place - 1);
    commands[QStringLiteral("Columns: Move to the right: Created")]->trigger();
    QCOMPARE(header->visualIndex(created), place);
    auto* pin = commands[QStringLiteral("Columns: Pin at the left: Created")];
    pin->trigger();
    QCOMPARE(header->visualIndex(created), 0);
    pin->trigger();
    QCOMPARE(header->visualIndex(created), 0);
    commands[QStringLiteral("Columns: Status")]->trigger();
    QCOMPARE(panel().table().isColumnHidden(0), !hidden);
    panel().table().setColumnHidden(0, hidden);
  }

  void aListIsExportedFromItsMenu() {
    write(QStringLiteral("status:error"));
    shows("status = 'error'");
    QSignalSpy said(page_.get(), &shell::Page::noticeRequested);
    QMenu menu;
    Q_EMIT panel().exportMenuRequested(&menu);
    action(menu, QStringLiteral("CSV of everything that matches…"))->trigger();
    auto* dialog = panel().findChild<QFileDialog*>();
    QVERIFY(dialog != nullptr);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("errors.csv"));
    Q_EMIT dialog->fileSelected(path);
    dialog->close();
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, kPatience);
    QCOMPARE(said[0][0].toString(), QStringLiteral("100 rows in %1.").arg(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 101);
  }

  void thePlanOfAListIsShown() {
    QMenu menu;
    Q_EMIT panel().viewsMenuRequested(&menu);
    action(menu, QStringLiteral("Explain this list…"))->trigger();
    auto* dialog = panel().findChild<panels::PlanDialog*>();
    QVERIFY(dialog != nullptr);
    const auto views = dialog->findChildren<widgets::CodeView*>();
    QTRY_VERIFY_WITH_TIMEOUT(views.front()->toPlainText().contains(QStringLiteral("cost=")), kPatience);
    QVERIFY(views.back()->toPlainText().startsWith(QStringLiteral("select ")));
  }

  void aReloadEndsTheGathering() {
    write(QStringLiteral("status:success"));
    shows("status = 'success'");
    const auto says = [this](const char* text) {
      const auto labels = panel().findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(),
                         [&](const QLabel* label) { return label->text() == QString::fromUtf8(text); });
    };
    bool gathering = false;
    const auto* tools = page_->findChild<console::ListTools*>();
    QVERIFY(tools != nullptr);
    const auto once = connect(tools, &console::ListTools::allMatchingCounted, this, [&] {
      gathering = says("Loading what matches…");
      page_->refresh();
    });
    Q_EMIT panel().selectAllMatchingRequested();
    QTRY_VERIFY_WITH_TIMEOUT(gathering, kPatience);
    disconnect(once);
    QVERIFY(!says("Loading what matches…"));
    QTRY_VERIFY_WITH_TIMEOUT(panel().table().model()->rowCount() == 200, kPatience);
    QVERIFY(!panel().allMatching());
  }

  void aQuickFilterThatCannotBeAnsweredSaysWhy() {
    QTRY_VERIFY(quick("Orphaned")->isEnabled());
    QVERIFY(quick("Slowest")->toolTip().contains(QStringLiteral("sort:-duration")));
  }
};

QTEST_MAIN(ListFilterTest)
#include "list_filter_test.moc"
