// SPDX-License-Identifier: Apache-2.0
// An assistant's versions and the difference of any two, on a real database.
#include "app/console/assistants_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/test_postgres.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/diff_view.h"

#include <memory>

#include <QLabel>
#include <QTabWidget>
#include <QTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 20'000;

const char* const kVersions =
    "insert into assistant (assistant_id, graph_id, name, version) values "
    "('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent', 2), ('00000000-0000-0000-0000-00000000bbbb', 'agent', 'Bare', 1);"
    "insert into assistant_versions (assistant_id, version, graph_id, name, config) select "
    "'00000000-0000-0000-0000-00000000aaaa', n, 'agent', 'Agent', jsonb_build_object('model', case when n < "
    "3 then "
    "'small' else 'large' end, 'tries', least(n, 2)) from generate_series(1, 4) n;";

}  // namespace

class AssistantVersionsTest : public QObject {
  Q_OBJECT

  std::unique_ptr<tests::Desk> desk_;
  std::unique_ptr<console::AssistantsController> page_;

  QWidget& inspector() { return *page_->inspector(); }
  widgets::DataTable& versions() { return *inspector().findChild<widgets::DataTable*>(); }
  bool says(const QString& text) {
    const auto labels = inspector().findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisibleTo(&inspector()) && label->text().contains(text);
    });
  }
  void choose(std::initializer_list<int> rows) {
    auto* selection = versions().selectionModel();
    selection->clearSelection();
    for (const int row : rows)
      selection->select(versions().model()->index(row, 0),
                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
  }

  void open(const char* id) {
    page_ = std::make_unique<console::AssistantsController>(
        desk_->key(QStringLiteral("assistant"), QLatin1String(id)), desk_->context(), nullptr);
    page_->widget()->resize(1000, 700);
    page_->widget()->show();
    inspector().resize(430, 700);
    inspector().show();
    page_->activate();
    QTRY_VERIFY_WITH_TIMEOUT(says(QLatin1String(id)), kPatience);
    inspector().findChild<QTabWidget*>()->setCurrentIndex(3);
  }

 private Q_SLOTS:
  void init() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, kVersions);
    desk_ = std::make_unique<tests::Desk>(uri, QStringLiteral("production"));
  }
  void cleanup() {
    page_.reset();
    desk_.reset();
  }
  void theNewestIsComparedWithTheOneBefore() {
    open("00000000-0000-0000-0000-00000000aaaa");
    QCOMPARE(versions().model()->rowCount(), 4);
    QCOMPARE(versions().model()->index(2, 0).data().toString(), QStringLiteral("2 · in force"));
    QCOMPARE(versions().model()->index(1, 1).data().toString(), QStringLiteral("config"));
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Both versions are the same")), kPatience);
  }

  void anyTwoAreCompared() {
    open("00000000-0000-0000-0000-00000000aaaa");
    choose({1, 3});
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("A: version 1 · B: version 3")), kPatience);
    const auto* diff = inspector().findChild<widgets::DiffView*>();
    QCOMPARE(diff->model()->rowCount(), 1);  // config
    const auto config = diff->model()->index(0, 0);
    QCOMPARE(diff->model()->rowCount(config), 2);
    QVERIFY(diff->model()->index(0, 1, config).data().toString().contains(QStringLiteral("small")));
    QVERIFY(diff->model()->index(0, 2, config).data().toString().contains(QStringLiteral("large")));
    choose({0, 1, 2});
    QVERIFY(says(QStringLiteral("Two versions can be compared")));
    choose({3});
    QVERIFY(says(QStringLiteral("Nothing to compare with")));
  }

  void withoutVersionsItSaysSo() {
    open("00000000-0000-0000-0000-00000000bbbb");
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("No version is kept")), kPatience);
    QVERIFY(page_->title().startsWith(QStringLiteral("Assistant ")));
  }
};

QTEST_MAIN(AssistantVersionsTest)
#include "assistant_versions_test.moc"
