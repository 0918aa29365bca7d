// SPDX-License-Identifier: Apache-2.0
// Every page and dialog in each state, in every theme, in two sizes and with large text: a picture of each in
// <build>/screenshots/looks, and what must hold in all of them.
#include "models/tables/row_table_model.h"
#include "tests/gui/panels/scenes.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/text_label.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QHeaderView>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace heddle;
using theme::ThemeSwitch;

namespace {

struct Look {
  const char* name;
  theme::Choice theme;
  int textPercent;
  QSize room;  // what a window of 1280 x 800 or 1600 x 1000 leaves to a page
};

constexpr int kLarge = 140;
const Look kLooks[] = {{"light", theme::Choice::Light, 100, {1046, 700}},
                       {"dark", theme::Choice::Dark, 100, {1366, 900}},
                       {"contrast", theme::Choice::HighContrast, 100, {1046, 700}},
                       {"large", theme::Choice::Light, kLarge, {1046, 700}}};

void addRows(const std::vector<scenes::SceneKind>& kinds) {
  for (const scenes::SceneKind& kind : kinds) {
    for (int look = 0; look < static_cast<int>(std::size(kLooks)); ++look)
      QTest::addRow("%s-%s", qPrintable(kind.name), kLooks[look].name) << kind.name << look;
  }
}

scenes::Scene make(const QString& name) {
  for (const auto& list :
       {scenes::listScenes(), scenes::detailScenes(), scenes::diffScenes(), scenes::placeScenes(),
        scenes::safetyScenes()}) {
    for (const scenes::SceneKind& kind : list) {
      if (kind.name == name) return kind.make();
    }
  }
  return {};
}

bool isSide(const QString& name) {
  return name.contains(QLatin1String("inspector"));
}

QString said(const QWidget* widget) {
  return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->accessibleName();
}

// What the Tab key reaches, in its order, beginning with the first.
QList<QWidget*> tabStops(QWidget* page) {
  QList<QWidget*> stops;
  QWidget* each = page;
  do {
    each = each->nextInFocusChain();
    const bool takes = (each->focusPolicy() & Qt::TabFocus) && each->isVisible() && each->isEnabled();
    if (takes && each != page && page->isAncestorOf(each) && !each->focusProxy()) stops.append(each);
  } while (each != page);
  return stops;
}

// A figure or a moment that is cut says something else than what it is; text and ids may be shortened.
void verifyCells(const widgets::DataTable& table) {
  const QAbstractItemModel& model = *table.model();
  for (int column = 0; column < model.columnCount(); ++column) {
    if (table.isColumnHidden(column) ||
        table.horizontalHeader()->sectionResizeMode(column) != QHeaderView::Stretch)
      continue;
    const int end = table.columnViewportPosition(column) + table.columnWidth(column);
    QVERIFY2(end <= table.viewport()->width(), qPrintable(table.accessibleName()));
  }
  for (int column = 0; column < model.columnCount(); ++column) {
    if (table.isColumnHidden(column)) continue;
    const auto kind = static_cast<models::CellKind>(
        model.headerData(column, Qt::Horizontal, models::roles::KindRole).toInt());
    using enum models::CellKind;
    if (kind != number && kind != duration && kind != bytes && kind != time && kind != status) continue;
    for (int row = 0; row < std::min(model.rowCount(), 40); ++row) {
      const QModelIndex cell = model.index(row, column);
      const int wanted = table.itemDelegateForIndex(cell)->sizeHint({}, cell).width();
      QVERIFY2(
          wanted <= table.columnWidth(column),
          qPrintable(QStringLiteral("%1: %2 takes %3 of %4")
                         .arg(model.headerData(column, Qt::Horizontal).toString(), cell.data().toString())
                         .arg(wanted)
                         .arg(table.columnWidth(column))));
    }
  }
}

QRect placeOf(QWidget* widget, QWidget* page) {
  return {widget->mapTo(page, QPoint()), widget->size()};
}

}  // namespace

class LooksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pages_data();
  void pages();
  void tabFollowsTheReading_data();
  void tabFollowsTheReading();
  void cleanup();

 private:
  void show(QWidget& page, const QString& name, const Look& look);
};

void LooksTest::pages_data() {
  QTest::addColumn<QString>("scene");
  QTest::addColumn<int>("look");
  addRows(scenes::listScenes());
  addRows(scenes::detailScenes());
  addRows(scenes::diffScenes());
  addRows(scenes::placeScenes());
  addRows(scenes::safetyScenes());
}

void LooksTest::show(QWidget& page, const QString& name, const Look& look) {
  ThemeSwitch::instance().setTextPercent(look.textPercent);
  ThemeSwitch::instance().choose(look.theme);
  page.resize(isSide(name) ? QSize(430, look.room.height()) : look.room);
  page.show();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  if (!name.endsWith(QLatin1String("-loading"))) return;
  // Only what takes long shows that it loads.
  const auto cancel = [&page]() -> QPushButton* {
    for (auto* button : page.findChildren<QPushButton*>()) {
      if (button->text() == u"Cancel" && button->isVisible()) return button;
    }
    return nullptr;
  };
  QTRY_VERIFY2(cancel(), "what loads can be cancelled");
}

void LooksTest::pages() {
  QFETCH(QString, scene);
  QFETCH(int, look);
  const scenes::Scene made = make(scene);
  QVERIFY(made.page);
  QWidget& page = *made.page;
  show(page, scene, kLooks[look]);
  QCoreApplication::sendPostedEvents();  // layouts that follow from a first layout
  const QString folder = QStringLiteral(HEDDLE_SCREENSHOT_DIR "/looks");
  QDir().mkpath(folder);
  QVERIFY(page.grab().save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(QTest::currentDataTag()))));
  if (!isSide(scene)) QCOMPARE(page.width(), kLooks[look].room.width());  // nothing forces the window wider
  for (QPushButton* button : page.findChildren<QPushButton*>()) {
    if (!button->isVisible() || button->text().isEmpty()) continue;
    QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(said(button)));
    QVERIFY2(button->height() >= QFontMetrics(theme::fonts().medium).height(), qPrintable(said(button)));
  }
  for (QCheckBox* box : page.findChildren<QCheckBox*>())
    QVERIFY2(!box->isVisible() || box->width() >= box->sizeHint().width(), qPrintable(said(box)));
  for (QTabBar* tabs : page.findChildren<QTabBar*>()) {
    for (int tab = 0; tabs->isVisible() && tab < tabs->count(); ++tab)
      QVERIFY2(tabs->tabRect(tab).width() >= tabs->fontMetrics().horizontalAdvance(tabs->tabText(tab)),
               qPrintable(tabs->tabText(tab)));
  }
  for (auto* table : page.findChildren<widgets::DataTable*>())
    if (table->isVisible()) verifyCells(*table);
  for (auto* label : page.findChildren<widgets::TextLabel*>()) {
    if (!label->isVisible() || label->text().isEmpty() || label->visibleRegion().isEmpty()) continue;
    QVERIFY2(label->height() >= label->fontMetrics().height() - 2, qPrintable(label->text()));
  }
}

void LooksTest::tabFollowsTheReading_data() {
  QTest::addColumn<QString>("scene");
  for (const auto& list :
       {scenes::listScenes(), scenes::detailScenes(), scenes::diffScenes(), scenes::placeScenes(),
        scenes::safetyScenes()}) {
    for (const scenes::SceneKind& kind : list)
      QTest::newRow(qPrintable(kind.name)) << kind.name;
  }
}

// Down a column, then to the top of the next: never back up over what was passed.
void LooksTest::tabFollowsTheReading() {
  QFETCH(QString, scene);
  const scenes::Scene made = make(scene);
  QWidget& page = *made.page;
  show(page, scene, kLooks[0]);
  page.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&page));
  const QList<QWidget*> stops = tabStops(&page);
  if (stops.isEmpty()) return;
  stops.first()->setFocus(Qt::TabFocusReason);
  QList<QWidget*> walked{QApplication::focusWidget()};
  for (qsizetype step = 1; step < stops.size(); ++step) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QWidget* now = QApplication::focusWidget();
    QVERIFY2(now && !walked.contains(now), qPrintable(now ? said(now) : QStringLiteral("nothing")));
    const QRect before = placeOf(walked.last(), &page);
    const QRect after = placeOf(now, &page);
    const bool up = after.bottom() <= before.top();
    const bool leftAlong = after.right() <= before.left() && after.top() <= before.top();
    QVERIFY2(!(up && after.left() < before.right() && after.right() < before.right()) && !leftAlong,
             qPrintable(said(walked.last()) + QStringLiteral(" is followed by ") + said(now)));
    walked.append(now);
  }
  QCOMPARE(walked.size(), stops.size());
}

void LooksTest::cleanup() {
  ThemeSwitch::instance().setTextPercent(100);
  ThemeSwitch::instance().choose(theme::Choice::Light);
}

QTEST_MAIN(LooksTest)
#include "looks_test.moc"
