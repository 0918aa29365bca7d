// SPDX-License-Identifier: Apache-2.0
// The Crons page on real databases: ours, with what became of each fire, and the official shape without.
#include "app/console/crons_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"
#include "ui/panels/crons/forecast_panel.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/text_label.h"

#include <algorithm>
#include <memory>

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 20'000;
const QString kCron = QStringLiteral("50000000-0000-0000-0000-000000000001");

const char* const kAssistant =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent');";

// Two crons that meet at noon, one of them fired twice; one that is paused.
const char* const kCrons =
    "insert into thread (thread_id) values ('10000000-0000-0000-0000-000000000001');"
    "insert into cron (cron_id, assistant_id, thread_id, schedule, timezone, next_run_date, payload, "
    "enabled, "
    "created_at) values "
    "('50000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', "
    "'10000000-0000-0000-0000-000000000001', '0 12 * * *', 'UTC', date_trunc('day', now()) + interval '36 "
    "h', "
    "'{\"input\": {\"ask\": \"news\"}, \"token\": \"s3cret\", \"config\": {\"configurable\": "
    "{\"langgraph_auth_user\": "
    "\"hunter2\"}}}', true, '2026-01-03 00:00Z'),"
    "('50000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-00000000aaaa', null, '0 */12 * * *', "
    "null, now() + interval '3 h', '{}', true, '2026-01-02 00:00Z'),"
    "('50000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-00000000aaaa', null, '* * * * *', "
    "'Europe/Berlin', null, '{}', false, '2026-01-01 00:00Z');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs) values "
    "('20000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', "
    "'00000000-0000-0000-0000-00000000aaaa', 'error', '{}');"
    "insert into heddle_cron_fire (cron_id, fire_at, run_id, settled_at) values "
    "('50000000-0000-0000-0000-000000000001', '2026-01-04 12:00Z', '20000000-0000-0000-0000-000000000009', "
    "now()),"
    "('50000000-0000-0000-0000-000000000001', '2026-01-05 12:00Z', '20000000-0000-0000-0000-000000000001', "
    "now())";

}  // namespace

class CronsPageTest : public QObject {
  Q_OBJECT

  std::unique_ptr<tests::Desk> desk_;
  std::unique_ptr<console::CronsController> page_;

  panels::CronsPage& panel() { return *static_cast<panels::CronsPage*>(page_->widget()); }
  QAbstractItemModel& rows() { return *panel().table().model(); }
  QString cell(int row, const char* head) {
    for (int column = 0; column < rows().columnCount(); ++column) {
      if (rows().headerData(column, Qt::Horizontal).toString() == QLatin1String(head))
        return rows().index(row, column).data().toString();
    }
    return QStringLiteral("no such column");
  }
  static bool says(const QWidget* where, const QString& text) {
    const auto labels = where->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisibleTo(where) && label->text().contains(text);
    });
  }
  QTableView* forecastTable() {
    for (auto* table : panel().forecast().findChildren<widgets::DataTable*>())
      return table;
    return nullptr;
  }
  void open(const std::string& uri, const char* kind = "crons", const QString& object = {}) {
    desk_ = std::make_unique<tests::Desk>(uri, QStringLiteral("production"));
    page_ = desk_->openInspected<console::CronsController>(kind, object);
  }
  static std::string ours() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, std::string(kAssistant) + kCrons);
    return uri;
  }

 private Q_SLOTS:
  void cleanup() {
    page_.reset();
    desk_.reset();
  }

  void rowsSayWhatFiresWhen() {
    open(ours());
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 3, kPatience);
    QCOMPARE(cell(0, "State"), QStringLiteral("enabled"));
    QCOMPARE(cell(2, "State"), QStringLiteral("paused"));
    QCOMPARE(cell(0, "In words"), QStringLiteral("at 12:00 every day"));
    QCOMPARE(cell(1, "Zone"), QStringLiteral("UTC"));
    QCOMPARE(cell(2, "Zone"), QStringLiteral("Europe/Berlin"));
    QVERIFY2(cell(0, "Next fire").contains(QStringLiteral(" 12:00 +00:00 · in ")),
             qPrintable(cell(0, "Next fire")));
    QCOMPARE(cell(0, "Result"), QStringLiteral("error"));
    QCOMPARE(cell(1, "Thread"), QStringLiteral("stateless"));
    QVERIFY(!says(&panel(), QStringLiteral("does not keep")));
  }

  void theForecastSeesWhatMeets() {
    open(ours());
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel().forecast(), QStringLiteral("of 2 crons in 24 hours")), kPatience);
    QVERIFY(says(&panel().forecast(), QStringLiteral("more than one at once")));
    const int day = forecastTable()->model()->rowCount();
    QVERIFY2(day >= 2 && day <= 4, qPrintable(QString::number(day)));  // noon of both, midnight of one
    for (auto* chip : panel().forecast().findChildren<widgets::ToggleChip*>()) {
      if (chip->accessibleName() == QStringLiteral("Forecast of 7 days")) chip->click();
    }
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel().forecast(), QStringLiteral("in 7 days")), kPatience);
    QVERIFY(forecastTable()->model()->rowCount() > 18);
  }

  void theInspectorShowsPayloadAndFires() {
    const auto uri = ours();
    open(uri);
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 3, kPatience);
    panel().table().selectRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(says(page_->inspector(), kCron), kPatience);
    QVERIFY(says(page_->inspector(), QStringLiteral("0 12 * * *")));
    auto* fires = page_->inspector()->findChild<widgets::DataTable*>();
    QCOMPARE(fires->model()->rowCount(), 2);
    QCOMPARE(fires->model()->index(0, 1).data().toString(), QStringLiteral("error"));
    QCOMPARE(fires->model()->index(1, 1).data().toString(), QStringLiteral("–"));  // that run is not kept
    QSignalSpy opened(page_.get(), &shell::Page::openRequested);
    Q_EMIT fires->opened(fires->model()->index(0, 0), false);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].value<shell::PageKey>().object,
             QStringLiteral("20000000-0000-0000-0000-000000000001"));
    for (auto* tree : page_->inspector()->findChildren<QAbstractItemView*>()) {
      const auto* model = tree->model();
      if (model == nullptr) continue;
      for (int row = 0; row < model->rowCount(); ++row)
        QVERIFY(!model->index(row, 1).data().toString().contains(QStringLiteral("hunter2")));
    }
    const auto trees = page_->inspector()->findChildren<widgets::JsonTree*>();
    const auto payload = std::find_if(trees.begin(), trees.end(), [](const widgets::JsonTree* each) {
      return each->accessibleName() == u"Inspector: Cron payload";
    });
    QVERIFY(payload != trees.end());
    const auto secret = (*payload)->model()->index(1, 0);
    QCOMPARE(secret.data().toString(), QStringLiteral("token"));
    (*payload)->setCurrentIndex(secret);
    for (auto* button : page_->inspector()->findChildren<QPushButton*>()) {
      if (button->accessibleName() == u"Inspector: Cron payload: Reveal value") button->click();
    }
    QCOMPARE(secret.siblingAtColumn(1).data().toString(), QStringLiteral("\"s3cret\""));
    TestPostgres::run(uri,
                      "insert into heddle_cron_fire (cron_id, fire_at, run_id, settled_at) values "
                      "('50000000-0000-0000-0000-000000000001', '2026-01-06 12:00Z', "
                      "'20000000-0000-0000-0000-000000000008', now())");
    page_->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(fires->model()->rowCount(), 3, kPatience);
  }

  void aLinkToOneCronShowsIt() {
    open(ours(), "cron", QStringLiteral("50000000-0000-0000-0000-000000000002"));
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(says(page_->inspector(), QStringLiteral("50000000-0000-0000-0000-000000000002")),
                             kPatience);
    QVERIFY(page_->title().startsWith(QStringLiteral("Cron ")));
  }

  void whatTheOfficialSchemaLacksIsSaid() {
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri,
                      std::string(test::kOfficialSchema) + kAssistant +
                          "insert into cron (cron_id, assistant_id, schedule, next_run_date) values "
                          "('50000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', "
                          "'0 9 * * 1-5', '2026-01-05 09:00Z')");
    open(uri);
    QTRY_COMPARE_WITH_TIMEOUT(rows().rowCount(), 1, kPatience);
    QCOMPARE(cell(0, "State"), QStringLiteral("–"));
    QCOMPARE(cell(0, "Next fire"), QStringLiteral("2026-01-05 09:00 +00:00 · due"));
    QTRY_VERIFY(says(&panel(), QStringLiteral("does not keep which crons are paused")));
    panel().table().selectRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(says(page_->inspector(), kCron), kPatience);
  }

  void withoutCronsThePageSaysSo() {
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, std::string(test::kOfficialSchema) + "drop table cron");
    open(uri);
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("It has no crons to list")), kPatience);
  }

  void anEmptyListAndOneWhoseTableWent() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    open(uri);
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("No crons")), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel().forecast(), QStringLiteral("Nothing fires")), kPatience);
    TestPostgres::run(uri, "alter table cron rename to gone");
    page_->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel(), QStringLiteral("It has no crons to list")), kPatience);
  }
};

QTEST_MAIN(CronsPageTest)
#include "crons_page_test.moc"
