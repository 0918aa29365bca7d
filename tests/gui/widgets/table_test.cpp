// SPDX-License-Identifier: Apache-2.0
// What a DataTable does about the room it has and the rows a user marks, and the keys of views that were
// given others; those they come with are in behaviour_test. And what a grid of facts does about room.
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/moment_columns.h"
#include "ui/widgets/pinned_columns.h"
#include "ui/widgets/text_label.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace heddle;
using heddle::widgets::DataTable;
using heddle::widgets::ViewCommand;
using heddle::widgets::ViewKeys;
using heddle::widgets::ViewPlace;

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

void fillWide(QStandardItemModel& model, DataTable& table) {
  model.setRowCount(60);
  model.setColumnCount(6);
  for (int row = 0; row < 60; ++row) {
    for (int column = 0; column < 6; ++column)
      model.setItem(row, column, new QStandardItem(QStringLiteral("%1/%2").arg(row).arg(column)));
  }
  table.setModel(&model);
  for (int column = 0; column < 6; ++column)
    table.setColumnWidth(column, 200);
  expose(table);
}

// Remembers what it is told.
class Told : public QWidget, public widgets::KeyedView {
 public:
  Told(ViewPlace where, QWidget* parent) : QWidget(parent), where_(where) {}

  ViewPlace place() const override { return where_; }
  bool perform(ViewCommand command) override {
    commands.append(command);
    return true;
  }

  QList<ViewCommand> commands;
  int left = 0;  // keys that were nobody's

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    const bool modifier = event->key() >= Qt::Key_Shift && event->key() <= Qt::Key_Alt;
    if (!modifier && !ViewKeys::perform(*this, *this, event)) ++left;
  }

 private:
  ViewPlace where_;
};

void press(QWidget& widget, const QKeySequence& key) {
  const QKeyCombination both = key[0];
  QTest::keyClick(&widget, both.key(), both.keyboardModifiers());
}

}  // namespace

Q_DECLARE_METATYPE(ViewCommand)
Q_DECLARE_METATYPE(ViewPlace)

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

  void everyCommandOfAViewIsGivenAnotherKey_data() {
    QTest::addColumn<int>("at");
    QTest::addColumn<ViewPlace>("place");
    const auto all = widgets::viewCommands();
    for (int at = 0; at < all.size(); ++at) {
      for (const ViewPlace place :
           {ViewPlace::List, ViewPlace::Tail, ViewPlace::Rows, ViewPlace::History, ViewPlace::Values})
        QTest::addRow("%s %d", qPrintable(all[at].id), static_cast<int>(place)) << at << place;
    }
  }

  void everyCommandOfAViewIsGivenAnotherKey() {
    QFETCH(int, at);
    QFETCH(ViewPlace, place);
    const widgets::ViewCommandInfo info = widgets::viewCommands().at(at);
    const bool understood = info.places.testFlag(place);
    const QList<ViewCommand> expected = understood ? QList{info.command} : QList<ViewCommand>();
    QWidget window;
    ViewKeys keys(&window);
    auto* view = new Told(place, &window);
    if (!info.keys.isEmpty()) press(*view, info.keys.first());
    if (understood && !info.keys.isEmpty()) QCOMPARE(view->commands, expected);
    view->commands.clear();
    const QKeySequence other(QStringLiteral("Ctrl+F9"));
    keys.actions().at(at)->setShortcut(other);
    press(*view, other);
    QCOMPARE(view->commands, expected);
    QCOMPARE(ViewKeys::keyOf(*view, info.command), other);
    view->left = 0;
    if (!info.keys.isEmpty()) press(*view, info.keys.first());
    QVERIFY(!view->commands.mid(expected.size()).contains(info.command));
    if (understood) QCOMPARE(view->left, 0);  // nor does the toolkit understand it
  }

  void aSignIsFoundWithTheShiftThatItNeeds() {
    QWidget window;
    ViewKeys keys(&window);
    auto* view = new Told(ViewPlace::History, &window);
    for (QAction* action : keys.actions()) {
      if (action->objectName() == u"view-older") action->setShortcut(QKeySequence(Qt::Key_BraceLeft));
    }
    QKeyEvent event(QEvent::KeyPress, Qt::Key_BraceLeft, Qt::ShiftModifier, QStringLiteral("{"));
    QApplication::sendEvent(view, &event);
    QCOMPARE(view->commands, QList{ViewCommand::Older});
  }

  void aTableGoesByTheKeysOfItsWindow() {
    QWidget window;
    ViewKeys keys(&window);
    QStandardItemModel model;
    fill(model, 5);
    auto* table = new DataTable(&window);
    table->setModel(&model);
    const auto give = [&keys](const char* id, const char* key) {
      for (QAction* action : keys.actions()) {
        if (action->objectName() == QLatin1String(id)) action->setShortcut(QKeySequence(QLatin1String(key)));
      }
    };
    give("view-extend-down", "J");
    give("view-select-all", "");
    give("view-peek", "V");
    give("view-delete", "Ctrl+D");
    const auto marked = [table] { return table->selectionModel()->selectedRows().size(); };
    QSignalSpy peeked(table, &DataTable::peeked);
    QSignalSpy deleted(table, &DataTable::deleteRequested);
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_J);
    QCOMPARE(marked(), 3);
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table, Qt::Key_Space);
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(marked(), 3);
    QCOMPARE(peeked.count() + deleted.count(), 0);
    QTest::keyClick(table, Qt::Key_V);
    QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(peeked.count(), 1);
    QCOMPARE(deleted.count(), 1);
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

  void homeAndEndGoToTheFirstAndTheLastRow() {
    QStandardItemModel model;
    fill(model, 5);
    DataTable table;
    table.setModel(&model);
    expose(table);
    table.setCurrentIndex(model.index(2, 1));
    QTest::keyClick(&table, Qt::Key_End);
    QCOMPARE(table.currentIndex(), model.index(4, 1));
    QTest::keyClick(&table, Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(table.currentIndex(), model.index(0, 1));
    QCOMPARE(table.selectionModel()->selectedRows().size(), 5);
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

  void whatTakesTheRestGivesWayBeforeTheTableScrolls() {
    QStandardItemModel model(3, 6);
    DataTable table;
    table.setModel(&model);
    for (int column = 0; column < 6; ++column)
      table.setColumnWidth(column, 120);
    table.setColumnWidth(5, 200);
    table.setTakingRest(5);
    table.setYielding({4, 2});
    expose(table);
    table.resize(500, 400);
    QTRY_COMPARE(table.columnWidth(5), 140);  // three of 120 beside it
    table.resize(480, 400);
    QTRY_COMPARE(table.columnWidth(5), 120);
    QCOMPARE(table.horizontalScrollBar()->maximum(), 0);
  }

  void pinnedColumnsStayWhileTheRestIsScrolled() {
    QStandardItemModel model;
    DataTable table;
    fillWide(model, table);
    table.pinned().pin(2, true);
    auto* const pins = table.findChild<DataTable*>(QStringLiteral("pinnedColumns"));
    QVERIFY(pins != nullptr);
    QVERIFY2(!pins->isVisible(), "not scrolled: the table shows it itself, in front");
    QCOMPARE(table.horizontalHeader()->logicalIndex(0), 2);
    table.horizontalScrollBar()->setValue(300);
    QTRY_VERIFY(pins->isVisible());
    QCOMPARE(pins->geometry(), QRect(0, 0, 200, table.viewport()->geometry().bottom() + 1));
    QCOMPARE(pins->indexAt({10, 10}).column(), 2);
    table.verticalScrollBar()->setValue(120);
    QCOMPARE(pins->rowAt(0), table.rowAt(0));
    table.setColumnWidth(2, 240);
    QCOMPARE(pins->width(), 240);
    table.setColumnHidden(2, true);
    QTRY_VERIFY2(!pins->isVisible(), "a hidden column is not kept in sight");
    table.setColumnHidden(2, false);
    QTRY_VERIFY(pins->isVisible());
    table.resize(380, 400);
    QTRY_VERIFY2(!pins->isVisible(), "it never covers nearly all");
    table.resize(640, 400);
    QTRY_VERIFY(pins->isVisible());
    table.resize(640, 300);
    QTRY_COMPARE(pins->height(), table.viewport()->geometry().bottom() + 1);
    theme::ThemeSwitch::instance().setTextPercent(120);
    QCOMPARE(table.columnWidth(2), 288);
    QCOMPARE(table.columnWidth(4), 240);
    theme::ThemeSwitch::instance().setTextPercent(100);
    table.pinned().pin(2, false);
    QVERIFY(!pins->isVisible());
  }

  void pinnedColumnsAreTheTablesOwn() {
    QStandardItemModel model;
    DataTable table;
    fillWide(model, table);
    table.setFilterable({1});
    table.pinned().pin(1, true);
    table.horizontalScrollBar()->setValue(300);
    auto* const pins = table.findChild<DataTable*>(QStringLiteral("pinnedColumns"));
    QTRY_VERIFY(pins->isVisible());
    QSignalSpy opened(&table, &DataTable::opened), chosen(&table, &DataTable::valueChosen);
    const QPoint third = pins->visualRect(model.index(2, 1)).center();
    QTest::mouseClick(pins->viewport(), Qt::LeftButton, {}, third);
    QCOMPARE(table.currentIndex(), model.index(2, 1));
    QVERIFY2(table.hasFocus(), "keys go on in the table");
    QTest::mouseClick(pins->viewport(), Qt::LeftButton, Qt::AltModifier, third);
    QCOMPARE(chosen.size(), 1);
    QTest::mouseDClick(pins->viewport(), Qt::LeftButton, {}, third);
    QCOMPARE(opened.size(), 1);
    QTest::keyClick(&table, Qt::Key_Right);
    QCOMPARE(table.currentIndex().column(), 0);
    QVERIFY2(table.columnViewportPosition(0) >= pins->width(), "the cursor is not under the pinned ones");
    const int scrolled = table.horizontalScrollBar()->value();
    table.setCurrentIndex(model.index(2, 1));
    QCOMPARE(table.horizontalScrollBar()->value(), scrolled);
  }

  void pinnedColumnsAreRestored() {
    QStandardItemModel model;
    DataTable table, other, older;
    fillWide(model, table);
    table.pinned().pin(3, true);
    table.pinned().pin(1, true);
    fillWide(model, other);
    other.restoreColumns(table.saveColumns());
    QCOMPARE(other.pinned().count(), 2);
    QVERIFY(other.pinned().contains(3) && other.pinned().contains(1) && !other.pinned().contains(0));
    fillWide(model, older);
    older.pinned().pin(0, true);
    older.restoreColumns(table.horizontalHeader()->saveState());
    QCOMPARE(older.horizontalHeader()->logicalIndex(0), 3);
    QCOMPARE(older.pinned().count(), 0);
  }

  void factsAreShownWholeAndTheRoomToSpareIsBelow() {
    QWidget panel;
    auto* grid = new widgets::KeyValueGrid;
    auto* column = new QVBoxLayout(&panel);
    column->addWidget(grid);
    column->addStretch(1);
    grid->setMono(QStringLiteral("Id"), QStringLiteral("01a21fba-1178-7000-96f9-bade0d99577a"));
    grid->set(QStringLiteral("State"), QStringLiteral("enabled"));
    panel.resize(390, 300);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    grid->setMono(QStringLiteral("Fires"), QStringLiteral("02:35\n02:40\n02:45\n02:50"));
    const auto labels = grid->findChildren<widgets::TextLabel*>();
    QCOMPARE(labels.size(), 6);
    for (const auto* label : labels) {
      if (label->accessibleName().isEmpty()) continue;  // a name, not a value
      QTRY_COMPARE(label->height(), label->heightForWidth(label->width()));
    }
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
