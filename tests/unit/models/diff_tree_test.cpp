// SPDX-License-Identifier: Apache-2.0
#include "models/values/diff_tree.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace heddle;
using models::DiffTree;

namespace {

std::shared_ptr<const checkpoint::Diff> compared(const char* a, const char* b) {
  const auto value = [](const char* json) {
    return std::make_shared<const wire::Value>(wire::parseJson(json).value());
  };
  return std::make_shared<const checkpoint::Diff>(checkpoint::compare(value(a), value(b)));
}

}  // namespace

class DiffTreeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsWhatDiffersAndOnRequestTheRest() {
    DiffTree tree;
    QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tree.setDiff(compared(R"({"n":1,"same":2,"m":[{"id":"a","t":"x"},{"id":"b","t":"y"}]})",
                          R"({"n":3,"same":2,"m":[{"id":"b","t":"z"}],"new":true})"));
    QCOMPARE(tree.rowCount(), 3);
    QCOMPARE(tree.index(0, DiffTree::KeyColumn).data().toString(), QStringLiteral("n"));
    QCOMPARE(tree.index(0, DiffTree::AColumn).data().toString(), QStringLiteral("1"));
    QCOMPARE(tree.index(0, DiffTree::BColumn).data().toString(), QStringLiteral("3"));
    QCOMPARE(tree.index(2, DiffTree::AColumn).data().toString(), QString());
    QCOMPARE(tree.index(2, 0).data(Qt::AccessibleTextRole).toString(), QStringLiteral("new, added"));
    const QModelIndex messages = tree.index(1, 0);
    QCOMPARE(tree.rowCount(messages), 2);
    QCOMPARE(tree.index(0, 0, messages).data().toString(), QStringLiteral("[0]"));
    QCOMPARE(tree.index(1, 0, messages).data().toString(), QStringLiteral("[0] (was 1)"));
    const QModelIndex text = tree.index(0, 0, tree.index(1, 0, messages));
    QCOMPARE(tree.pathOf(text), QStringLiteral("$.m[0].t"));
    QCOMPARE(text.siblingAtColumn(DiffTree::AColumn).data(DiffTree::JsonRole).toString(),
             QStringLiteral("\"y\""));
    QCOMPARE(models::diffSummary(*tree.diff()), QStringLiteral("2 changed · 1 added · 1 removed"));
    tree.setShow(DiffTree::Show::everything);
    QCOMPARE(tree.rowCount(), 4);
  }

  void valuesOfDifferentKindsAreOneRow() {
    DiffTree tree;
    QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tree.setDiff(compared("[1]", "{}"));
    QCOMPARE(tree.rowCount(), 1);
    QCOMPARE(tree.rowCount(tree.index(0, 0)), 0);
    QCOMPARE(tree.pathOf(tree.index(0, 0)), QStringLiteral("$"));
  }

  void nothingAndEqualValuesHaveNoRows() {
    DiffTree tree;
    QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(tree.rowCount(), 0);
    tree.setDiff(compared("[1]", "[1]"));
    QCOMPARE(tree.rowCount(), 0);
    QCOMPARE(models::diffSummary(*tree.diff()), QStringLiteral("No difference"));
    tree.setDiff(nullptr);
    QCOMPARE(tree.rowCount(), 0);
  }
};

QTEST_GUILESS_MAIN(DiffTreeTest)
#include "diff_tree_test.moc"
