// SPDX-License-Identifier: Apache-2.0
// The timeline as a list: what keys, screen readers and a run that goes on make of it.
#include "ui/widgets/timeline_view.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace heddle;
using widgets::TimelineBar;

namespace {

TimelineBar bar(const char* label, double from, double to) {
  TimelineBar bar;
  bar.label = QLatin1String(label);
  bar.note = QStringLiteral("1.0 s");
  bar.spoken = bar.label + QStringLiteral(", 1.0 s");
  bar.from = from;
  bar.to = to;
  return bar;
}

}  // namespace

class TimelineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aLivingRunKeepsItsCurrentRow() {
    widgets::TimelineView view;
    QAbstractItemModelTester tester(view.bars(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    view.bars()->setBars({bar("plan", 0, 0.5), bar("write", 0.5, 1)});
    view.setCurrentIndex(view.bars()->index(1));
    view.bars()->setBars({bar("plan", 0, 0.3), bar("write", 0.3, 0.6), bar("send", 0.6, 1)});
    QCOMPARE(view.currentIndex().row(), 1);
    QSignalSpy changed(view.bars(), &QAbstractItemModel::dataChanged);
    view.bars()->setBars(view.bars()->bars());
    QCOMPARE(changed.size(), 0);
    view.bars()->setBars({bar("other", 0, 1)});
    QCOMPARE(view.bars()->rowCount(), 1);
  }

  void keysWalkOpenAndCopy() {
    widgets::TimelineView view;
    view.bars()->setBars({bar("plan", 0, 0.5), bar("write", 0.5, 1)});
    view.show();
    view.setFocus();
    QSignalSpy opened(&view, &widgets::TimelineView::opened);
    QTest::keyClick(&view, Qt::Key_Home);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(opened.value(0).value(0).toInt(), 1);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("write, 1.0 s"));
  }

  void rowsAreSpoken() {
    widgets::TimelineView view;
    view.bars()->setBars({bar("plan", 0, 0.5)});
    view.show();
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(list && list->childCount() > 0);
    QCOMPARE(list->child(0)->text(QAccessible::Name), QStringLiteral("plan, 1.0 s"));
  }

  void barsBeginAndEndWhereTheyShould() {
    widgets::TimelineView view;
    view.resize(600, 100);
    view.bars()->setBars({bar("a", 0, 0.5), bar("b", 0.5, 1)});
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage image = view.viewport()->grab().toImage();
    const auto filled = [&](int row) {
      const int y = view.visualRect(view.bars()->index(row)).center().y();
      QList<int> columns;
      for (int x = 6; x < image.width(); ++x)  // right of the mark of the current row
        if (image.pixelColor(x, y) == theme::tokens().chart[0]) columns.append(x);
      return columns;
    };
    const QList<int> first = filled(0), second = filled(1);
    QVERIFY(first.size() > 50 && second.size() > 50);
    QVERIFY(std::abs(first.last() - second.first()) <= 2);
    QVERIFY2(std::abs(first.size() - second.size()) <= 2, qPrintable(QStringLiteral("%1..%2, %3..%4")
                                                                         .arg(first.first())
                                                                         .arg(first.last())
                                                                         .arg(second.first())
                                                                         .arg(second.last())));
  }
};

QTEST_MAIN(TimelineTest)
#include "timeline_test.moc"
