// SPDX-License-Identifier: Apache-2.0
// What a DataTable does about the room it has and the rows a user marks; its other keys are in
// behaviour_test.
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/moment_columns.h"

#include <QApplication>
#include <QClipboard>
#include <QStandardItemModel>
#include <QTest>

using namespace heddle;
using heddle::widgets::DataTable;

namespace {

constexpr int kCopyRole = Qt::UserRole + 1;

void fill(QStandardItemModel& model, int rows) {
  for (int row = 0; row < rows; ++row) {
    auto* id = new QStandardItem(QStringLiteral("id %1").arg(row));
    id->setData(QStringLiteral("{\"id\": %1}").arg(row), kCopyRole);
    model.appendRow({id, new QStandardItem(QStringLiteral("second"))});
  }
}

void expose(DataTable& table) {
  table.resize(640, 400);
  table.show();
  QVERIFY(QTest::qWaitForWindowExposed(&table));
}

}  // namespace

class TableTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { theme::ThemeSwitch::instance().choose(theme::Choice::Light); }

  void xMarksRowsThatArrowsWouldUndo() {
    QStandardItemModel model;
    fill(model, 5);
    DataTable table;
    table.setModel(&model);
    table.setRowCopyRole(kCopyRole);
    expose(table);
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_X);  // keeps row 1, steps to 2
    QTest::keyClick(&table, Qt::Key_X);  // takes 2, steps to 3
    QTest::keyClick(&table, Qt::Key_X);  // takes 3, steps to 4
    table.selectionModel()->setCurrentIndex(model.index(2, 0), QItemSelectionModel::NoUpdate);
    QTest::keyClick(&table, Qt::Key_X);  // 2 goes again
    table.copyRow();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("{\"id\": 1}\n{\"id\": 3}"));
  }

  void rowsFollowTheDensityUnlessTheyHaveTheirOwn() {
    QStandardItemModel model;
    fill(model, 2);
    DataTable list, steps;
    list.setModel(&model);
    steps.setModel(&model);
    steps.setRowHeight(20);
    theme::ThemeSwitch::instance().setDensity(theme::Density::Compact);
    QCOMPARE(list.rowHeight(0), theme::metrics::kCompactRow);
    QCOMPARE(steps.rowHeight(0), 20);
    theme::ThemeSwitch::instance().setDensity(theme::Density::Comfortable);
    QCOMPARE(list.rowHeight(0), theme::metrics::kRow);
    QCOMPARE(steps.rowHeight(0), 20);
  }

  void columnsStepAsideInANarrowTable() {
    QStandardItemModel model(3, 4);
    DataTable table;
    table.setModel(&model);
    for (int column = 0; column < 4; ++column)
      table.setColumnWidth(column, 150);
    table.setYielding({3, 1});
    expose(table);  // 640 wide: all fit
    QVERIFY(!table.isColumnHidden(3) && !table.isColumnHidden(1));
    table.resize(480, 400);
    QTRY_VERIFY(table.isColumnHidden(3));
    QVERIFY(!table.isColumnHidden(1));
    const QByteArray saved = table.saveColumns();
    table.resize(330, 400);
    QTRY_VERIFY(table.isColumnHidden(1));
    QVERIFY(!table.isColumnHidden(0) && !table.isColumnHidden(2));
    table.resize(640, 400);
    QTRY_VERIFY(!table.isColumnHidden(3) && !table.isColumnHidden(1));
    table.restoreColumns(saved);
    QVERIFY2(!table.isColumnHidden(3), "what stepped aside is not saved as hidden");
  }

  void aMomentIsNeverCut() {
    QStandardItemModel model(3, 2);
    DataTable table;
    table.setModel(&model);
    table.setCell(0, widgets::Cell::Time, theme::Tone::Muted, 60);
    table.setYielding({1});
    table.setColumnWidth(1, 300);
    widgets::keepMomentsWhole(table);
    expose(table);
    table.resize(380, 400);
    QVERIFY(!table.isColumnHidden(1));
    model.setItem(1, 0, new QStandardItem(QStringLiteral("2025-12-29 12:59:00")));
    QTRY_VERIFY(table.columnWidth(0) >=
                table.itemDelegateForColumn(0)->sizeHint({}, model.index(1, 0)).width());
    QVERIFY2(table.isColumnHidden(1), "what it took is made room for");
    const int grown = table.columnWidth(0);
    model.setItem(1, 0, new QStandardItem(QStringLiteral("12:59:00")));
    QTRY_COMPARE(table.columnWidth(0), grown);
  }
};

QTEST_MAIN(TableTest)
#include "table_test.moc"
