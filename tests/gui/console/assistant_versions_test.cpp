// SPDX-License-Identifier: Apache-2.0
// An assistant's versions and the difference of any two, on a real database.
#include "app/console/assistants_controller.h"
#include "tests/gui/console/desk.h"
#include "tests/support/test_postgres.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/diff_view.h"

#include <memory>

#include <QLabel>
#include <QPushButton>
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

  std::string uri_;
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
    page_ = desk_->openInspected<console::AssistantsController>("assistant", QLatin1String(id));
    QTRY_VERIFY_WITH_TIMEOUT(says(QLatin1String(id)), kPatience);
    inspector().findChild<QTabWidget*>()->setCurrentIndex(3);
  }

 private Q_SLOTS:
  void init() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri_, kVersions);
    desk_ = std::make_unique<tests::Desk>(uri_, QStringLiteral("production"));
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

  /// A key that changed is no difference until somebody wants to see it, and only of those two versions.
  void secretsOfTwoVersionsAreRevealed() {
    TestPostgres::run(
        uri_,
        "update assistant_versions set config = config || jsonb_build_object('api_key', 'key-' || "
        "version) where version > 2");
    open("00000000-0000-0000-0000-00000000aaaa");
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Both versions are the same")), kPatience);
    QPushButton* reveal = nullptr;
    for (auto* button : inspector().findChildren<QPushButton*>()) {
      if (button->text() == QStringLiteral("Reveal secrets")) reveal = button;
    }
    QVERIFY(reveal && reveal->isVisibleTo(&inspector()));
    reveal->click();
    const auto* diff = inspector().findChild<widgets::DiffView*>();
    const auto shown = [diff] {
      const auto config = diff->model()->index(0, 0);
      return diff->model()->index(0, 2, config).data().toString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(shown().contains(QStringLiteral("key-4")), kPatience);
    choose({1, 2});
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("A: version 2 · B: version 3")), kPatience);
    QTRY_COMPARE(reveal->text(), QStringLiteral("Reveal secrets"));
    for (int row = 0; row < diff->model()->rowCount(diff->model()->index(0, 0)); ++row)
      QVERIFY(!diff->model()
                   ->index(row, 2, diff->model()->index(0, 0))
                   .data()
                   .toString()
                   .contains(QStringLiteral("key-")));
    choose({2, 3});
    QVERIFY2(!reveal->isVisibleTo(&inspector()), "neither has a secret");
  }

  void withoutVersionsItSaysSo() {
    open("00000000-0000-0000-0000-00000000bbbb");
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("No version is kept")), kPatience);
    QVERIFY(page_->title().startsWith(QStringLiteral("Assistant ")));
  }
};

QTEST_MAIN(AssistantVersionsTest)
#include "assistant_versions_test.moc"
