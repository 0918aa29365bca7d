// SPDX-License-Identifier: Apache-2.0
// Pages in windows of their own, and what a window remembers: keys, text size, time mode.
#include "ui/shell/page_windows.h"

#include "tests/gui/shell/sample_pages.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/navigation.h"
#include "ui/shell/tab_area.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/chip.h"

#include <memory>

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace heddle;
using sample::SamplePage;
using shell::OpenMode;

namespace {

shell::PageKey key(const char* kind, const char* object = "") {
  return {QString::fromLatin1(kind), QStringLiteral("samples"), QString::fromLatin1(object)};
}

}  // namespace

class PageWindowsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    window_ = make();
  }

  void cleanup() {
    window_.reset();
    theme::ThemeSwitch::instance().setTextPercent(100);
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
  }

  void aPageMovesOutAndBack() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    page()->filter->setText(QStringLiteral("busy"));
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(tabs()->count(), 1);
    QCOMPARE(page()->key.kind, QStringLiteral("runs"));
    QPointer<shell::PageWindow> away = second();
    QVERIFY(away && away->isVisible());
    auto* moved = qobject_cast<SamplePage*>(away->page());
    QCOMPARE(moved->key, key("threads"));
    QCOMPARE(moved->filter->text(), QStringLiteral("busy"));
    QVERIFY(moved->active);
    QVERIFY(away->findChild<widgets::Chip*>()->accessibleName().contains(QStringLiteral("samples")));
    away->findChild<QPushButton*>()->click();
    QTRY_VERIFY(!away);
    QCOMPARE(tabs()->count(), 2);
    QCOMPARE(page()->key, key("threads"));
    QCOMPARE(page()->filter->text(), QStringLiteral("busy"));
  }

  void whatItOpensAppearsInTheMainWindow() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    Q_EMIT second()->page()->openRequested(key("run", "0198"), OpenMode::InPlace);
    QCOMPARE(page()->key, key("run", "0198"));
    QCOMPARE(tabs()->count(), 2);  // the list that was in front stays open
  }

  void chosenKeysHoldInBothWindows() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    auto* moved = qobject_cast<SamplePage*>(second()->page());
    window_->keys().bind(QStringLiteral("refresh"), QKeySequence(QStringLiteral("Ctrl+Y")));
    second()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(second()));
    QTest::keyClick(second(), Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(moved->refreshed, 1);
    QTest::keyClick(second(), Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!second());
    QCOMPARE(tabs()->count(), 1);
  }

  void bothWindowsComeBackWithTheSession() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    page()->filter->setText(QStringLiteral("busy"));
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    window_->addJump(QStringLiteral("t"), QStringLiteral("threads"));
    window_->keys().bind(QStringLiteral("jump-threads"), QKeySequence(QStringLiteral("Ctrl+T")));
    press(Qt::Key_Plus, Qt::ControlModifier);
    press(Qt::Key_Plus, Qt::ControlModifier);
    window_->close();
    QTRY_VERIFY2(!second(), "closing the main window ends the program, not just a part of it");
    theme::ThemeSwitch::instance().setTextPercent(100);
    window_ = make();
    QCOMPARE(theme::current().textPercent, 120);
    QVERIFY(window_->restoreTabs());
    QCOMPARE(tabs()->count(), 1);
    QVERIFY(second());
    QCOMPARE(qobject_cast<SamplePage*>(second()->page())->filter->text(), QStringLiteral("busy"));
    window_->addJump(QStringLiteral("t"), QStringLiteral("threads"));
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    press(Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(page()->key.kind, QStringLiteral("threads"));
  }

  void textGrowsEverywhereAndShrinksBack() {
    window_->open(key("runs"));
    window_->resize(1280, 800);
    const QImage before = window_->grab().toImage();
    auto* list = window_->findChild<shell::NavigationList*>();
    const int row = list->sizeHintForRow(1);
    const int tab = window_->findChild<QTabBar*>()->height();
    theme::ThemeSwitch::instance().setTextPercent(150);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(list->sizeHintForRow(1), row * 3 / 2);
    QCOMPARE(window_->findChild<QTabBar*>()->height(), tab * 3 / 2);
    QVERIFY(window_->grab().toImage() != before);
    theme::ThemeSwitch::instance().setTextPercent(500);
    QCOMPARE(theme::current().textPercent, theme::kMostTextPercent);
    press(Qt::Key_0, Qt::ControlModifier);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(theme::current().textPercent, 100);
    // The pages and what is left of them; the splitter beside the inspector may lie elsewhere now.
    const QRect room(0, 0, 840, window_->height());
    QCOMPARE(window_->grab(room).toImage(), before.copy(room));
  }

  void theTimeModeGoesRound() {
    window_->open(key("runs"));
    window_->findChild<shell::NavigationList*>()->setFocus();
    QSignalSpy chosen(window_.get(), &shell::MainWindow::timeModeChosen);
    press(Qt::Key_T, Qt::NoModifier);
    press(Qt::Key_T, Qt::NoModifier);
    QCOMPARE(chosen.value(0).value(0).toInt(), 0);
    QCOMPARE(chosen.value(1).value(0).toInt(), 1);
    const auto buttons = window_->findChildren<QToolButton*>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(),
                        [](const QToolButton* button) { return button->text() == u"local"; }));
  }

  void theTimeZoneIsKept() {
    window_->setTimeZone(QStringLiteral("Asia/Tokyo"));
    window_->close();
    QCOMPARE(make()->restoredTimeZone(), QStringLiteral("Asia/Tokyo"));
  }

 private:
  std::unique_ptr<shell::MainWindow> make() {
    auto window = std::make_unique<shell::MainWindow>(
        sample::registry(), shell::SessionFile(folder_->filePath(QStringLiteral("session.json"))));
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
    window->setDeployments(sample::deployments());
    window->setCurrentDeployment(QStringLiteral("samples"));
    window->setTimeModes({QStringLiteral("relative"), QStringLiteral("local"), QStringLiteral("UTC")}, 2);
    window->show();
    window->activateWindow();
    [&] { QVERIFY(QTest::qWaitForWindowActive(window.get())); }();
    return window;
  }

  SamplePage* page() { return qobject_cast<SamplePage*>(window_->currentPage()); }
  shell::TabArea* tabs() { return window_->findChild<shell::TabArea*>(); }

  static shell::PageWindow* second() {
    for (QWidget* each : QApplication::topLevelWidgets()) {
      if (auto* window = qobject_cast<shell::PageWindow*>(each)) return window;
    }
    return nullptr;
  }

  void press(Qt::Key which, Qt::KeyboardModifiers modifiers) {
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus && window_->isAncestorOf(focus) ? focus : window_.get(), which, modifiers);
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<shell::MainWindow> window_;
};

QTEST_MAIN(PageWindowsTest)
#include "page_windows_test.moc"
