// SPDX-License-Identifier: Apache-2.0
// Pages of the composed window on the data of a real server: each shows what the SDK's run left behind.
#include "app/console/console.h"
#include "models/tables/row_table_model.h"
#include "models/tables/tail_table.h"
#include "tests/gui/console/live_server.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/raw_tables/raw_tables_page.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/shell/palette.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tail_view.h"
#include "ui/widgets/timeline_view.h"

#include <memory>

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;

namespace {

constexpr int kPatience = 30'000;

bool says(const QWidget& widget, const QString& text) {
  for (const QLabel* label : widget.findChildren<QLabel*>()) {
    if (label->text().contains(text)) return true;
  }
  return false;
}

/// Widths of columns fit themselves to the window, which is laid out in its own time.
QJsonArray withoutColumns(const QJsonArray& tabs) {
  QJsonArray out;
  for (const QJsonValue& tab : tabs) {
    QJsonObject object = tab.toObject();
    QJsonObject state = object.value(QStringLiteral("state")).toObject();
    state.remove(QStringLiteral("columns"));
    object.insert(QStringLiteral("state"), state);
    out.append(object);
  }
  return out;
}

}  // namespace

class PagesLiveTest : public QObject {
  Q_OBJECT

  QTemporaryDir profile_;
  std::unique_ptr<tests::LiveServer> server_;
  std::unique_ptr<console::Console> console_;
  QString run_;

  void openWindow(const QString& target) {
    console_ = std::make_unique<console::Console>(console::ConsoleOptions{profile_.path(), target});
    console_->window().resize(1500, 900);
    console_->show();
    console_->time().setRefreshSeconds(1);
  }
  shell::Page* open(const QString& kind, const QString& object = {}) {
    return console_->window().open({kind, console_->window().currentDeployment(), object},
                                   shell::OpenMode::NewTab);
  }
  static QStringList column(const QAbstractItemModel& model, int number) {
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
      texts.append(model.index(row, number).data().toString());
    return texts;
  }

 private Q_SLOTS:
  void initTestCase() {
    server_ = std::make_unique<tests::LiveServer>();
    QVERIFY2(server_->start(), qPrintable(server_->log()));
    openWindow(server_->deploymentFile());
    run_ = server_->runBySdk(QStringLiteral("chat"));
    QVERIFY(!run_.isEmpty());
  }
  void cleanupTestCase() {
    console_.reset();
    server_.reset();
  }

  void assistantsOfTheGraphsAreListed() {
    shell::Page* page = open(QStringLiteral("assistants"));
    auto& table = static_cast<panels::AssistantsPage*>(page->widget())->table();
    QFile project(QStringLiteral(HEDDLE_SOURCE_DIR "/resources/samples/langgraph.json"));
    QVERIFY(project.open(QFile::ReadOnly));
    const auto graphs = QJsonDocument::fromJson(project.readAll())[QLatin1String("graphs")].toObject();
    QVERIFY(!graphs.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), static_cast<int>(graphs.size()), kPatience);
    const auto names = column(*table.model(), 0);
    const auto chat = names.indexOf(QStringLiteral("chat"));
    QVERIFY2(chat >= 0, qPrintable(names.join(u' ')));
    table.setCurrentIndex(table.model()->index(static_cast<int>(chat), 0));
    QTRY_VERIFY_WITH_TIMEOUT(says(*page->inspector(), QStringLiteral("chat")), kPatience);
  }

  void rawTablesAreBrowsed() {
    shell::Page* page = open(QStringLiteral("tables"));
    auto* list = page->widget()->findChild<QListWidget*>();
    const auto runs = [list] { return list->findItems(QStringLiteral("public.run"), Qt::MatchStartsWith); };
    QTRY_VERIFY_WITH_TIMEOUT(!runs().isEmpty(), kPatience);
    QVERIFY2(says(*page->widget(), QStringLiteral("Heddle")), "it says whose schema this is");
    list->setCurrentItem(runs().front());
    QAbstractItemModel* rows = page->widget()->findChild<widgets::DataTable*>()->model();
    QTRY_COMPARE_WITH_TIMEOUT(rows->rowCount(), 1, kPatience);
    QCOMPARE(rows->index(0, 0).data().toString(), run_);
  }

  void aPastedIdIsFoundAndOpened() {
    auto* palette = console_->window().findChild<shell::Palette*>();
    for (const QString& spelling : {run_, run_.toUpper().remove(u'-')}) {
      QTest::keyClick(&console_->window(), Qt::Key_P, Qt::ControlModifier);
      QVERIFY(palette->isVisible());
      palette->field()->setText(spelling);
      QTRY_COMPARE_WITH_TIMEOUT(palette->model()->rowCount(), 1, kPatience);
      QTest::keyClick(palette->field(), Qt::Key_Return);
      QVERIFY(!palette->isVisible());
      QTRY_VERIFY_WITH_TIMEOUT(says(*console_->window().currentPage()->widget(), QStringLiteral("attempt 1")),
                               kPatience);
    }
  }

  void aCheckpointIsFoundByItsIdAndLinkedTo() {
    auto& runs = static_cast<panels::RunsPage*>(open(QStringLiteral("runs"))->widget())->table();
    QTRY_COMPARE_WITH_TIMEOUT(runs.model()->rowCount(), 1, kPatience);
    const auto& model = static_cast<const models::RowTableModel&>(*runs.model());
    const QString thread =
        QJsonDocument::fromJson(model.jsonAt(0).toUtf8())[QLatin1String("thread_id")].toString();
    auto* rail = open(QStringLiteral("thread"), thread)->widget()->findChild<widgets::HistoryRail*>();
    QTRY_VERIFY_WITH_TIMEOUT(rail->entries()->rowCount() > 2, kPatience);
    const QString newer = rail->entries()->at(0).id;
    const QString older = rail->entries()->at(2).id;
    console_->window().open({QStringLiteral("runs"), console_->window().currentDeployment(), {}});

    auto* palette = console_->window().findChild<shell::Palette*>();
    QTest::keyClick(&console_->window(), Qt::Key_P, Qt::ControlModifier);
    palette->field()->setText(older.toUpper().remove(u'-'));
    QTRY_COMPARE_WITH_TIMEOUT(palette->model()->rowCount(), 1, kPatience);
    QVERIFY(palette->model()->at(0).title.startsWith(QStringLiteral("Checkpoint ")));
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(rail->currentId(), older, kPatience);

    QTest::keyClick(&console_->window(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    const QString link = QGuiApplication::clipboard()->text();
    QVERIFY2(link.endsWith(QStringLiteral("/thread/%1?checkpoint=%2").arg(thread, older)), qPrintable(link));
    console_->window().openLink(QStringLiteral("heddle://%1/threads/%2?checkpoint=%3&tab=diff&b=%4")
                                    .arg(console_->window().currentDeployment(), thread, older, newer));
    QTRY_VERIFY_WITH_TIMEOUT(says(*console_->window().currentPage()->widget(), QStringLiteral("added")),
                             kPatience);
    const QJsonObject kept{{QStringLiteral("tab"), QStringLiteral("diff")},
                           {QStringLiteral("checkpoint"), older},
                           {QStringLiteral("b"), newer}};
    QCOMPARE(console_->window().currentPage()->serializeState(), kept);
  }

  void aRunShowsWhenItsTasksRan() {
    shell::Page* page = open(QStringLiteral("run"), run_);
    const auto& bars = *page->widget()->findChild<widgets::TimelineView*>()->bars();
    QTRY_VERIFY_WITH_TIMEOUT(column(bars, 0).contains(QStringLiteral("model")), kPatience);
    QCOMPARE(bars.at(0).label, QStringLiteral("queued"));
    QVERIFY(!column(bars, 0).contains(QStringLiteral("__start__")));
    for (const widgets::TimelineBar& bar : bars.bars())
      QVERIFY2(bar.from >= 0 && bar.from <= bar.to && bar.to <= 1, qPrintable(bar.spoken));
  }

  void aFinishedRunShowsItsStoredSteps() {
    shell::Page* page = open(QStringLiteral("tail"), run_);
    auto* view = page->widget()->findChild<widgets::TailView*>();
    QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() >= 2, kPatience);
    for (int row = 0; row < view->model()->rowCount(); ++row) {
      QCOMPARE(view->model()->index(row, models::TailTable::ModeColumn).data().toString(),
               QStringLiteral("step"));
      QCOMPARE(view->model()->index(row, 0).data(models::roles::KeyRole).toString(), run_);
    }
  }

  void theSessionComesBackWithItsFilters() {
    shell::Page* page = open(QStringLiteral("runs"));
    auto* runs = static_cast<panels::RunsPage*>(page->widget());
    runs->setStatuses({QStringLiteral("success")});
    Q_EMIT runs->filterChanged();
    const QJsonArray before = console_->window().session().tabs;
    QVERIFY(before.size() >= 4);
    console_->window().close();
    console_.reset();

    openWindow({});
    QCOMPARE(withoutColumns(console_->window().session().tabs), withoutColumns(before));
    page = console_->window().currentPage();
    QVERIFY(page != nullptr);
    runs = qobject_cast<panels::RunsPage*>(page->widget());
    QVERIFY2(runs != nullptr, "the tab that was in front is in front again");
    QCOMPARE(runs->statuses(), QStringList{QStringLiteral("success")});
    QTRY_COMPARE_WITH_TIMEOUT(runs->table().model()->rowCount(), 1, kPatience);
    QCOMPARE(runs->table().model()->index(0, 0).data(models::roles::KeyRole).toString(), run_);
  }
};

QTEST_MAIN(PagesLiveTest)
#include "pages_live_test.moc"
