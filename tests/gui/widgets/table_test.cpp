// SPDX-License-Identifier: Apache-2.0
// What a DataTable does about the room it has and the rows a user marks, and the keys of views that were
// given others; those they come with are in behaviour_test.
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/moment_columns.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

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
