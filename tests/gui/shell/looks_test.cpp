// SPDX-License-Identifier: Apache-2.0
// The window's own parts in every theme and with large text: a picture of each in <build>/screenshots/looks,
// and what must hold in all of them.
#include "tests/gui/shell/sample_pages.h"
#include "ui/shell/deployment_switcher.h"
#include "ui/shell/navigation.h"
#include "ui/shell/page_window.h"
#include "ui/shell/palette.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/theme/theme_switch.h"

#include <memory>

#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;
using theme::ThemeSwitch;

namespace {

struct Look {
  const char* name;
  theme::Choice theme;
  int textPercent;
  QSize size;
};

const Look kLooks[] = {{"light", theme::Choice::Light, 100, {1280, 800}},
                       {"dark", theme::Choice::Dark, 100, {1600, 1000}},
                       {"contrast", theme::Choice::HighContrast, 100, {1280, 800}},
                       {"large", theme::Choice::Light, 140, {1280, 800}}};

shell::PageKey key(const char* kind, const char* object = "") {
  return {QString::fromLatin1(kind), QStringLiteral("prod-eu"), QString::fromLatin1(object)};
}

}  // namespace

class ShellLooksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    window_ = std::make_unique<shell::MainWindow>(
        sample::registry(), shell::SessionFile(folder_->filePath(QStringLiteral("session.json"))));
    window_->setDeployments(sample::deployments());
    window_->setCurrentDeployment(QStringLiteral("prod-eu"));
    window_->setCount(QStringLiteral("prod-eu"), QStringLiteral("runs"), QStringLiteral("1.2 M"));
    window_->setSources(QStringLiteral("prod-eu"), sample::sources());
    window_->setTimeModes({QStringLiteral("relative"), QStringLiteral("local"), QStringLiteral("UTC")}, 2);
    window_->open(key("runs"));
    window_->open(key("run", "5b1e77aa90c2"), shell::OpenMode::NewTab);
  }
  void cleanup() {
    window_.reset();
    ThemeSwitch::instance().setTextPercent(100);
    ThemeSwitch::instance().choose(theme::Choice::Light);
  }

  void window_data() { looks(); }
  void window() {
    show();
    shoot(*window_, "window");
  }

  void palette_data() { looks(); }
  void palette() {
    show();
    for (const bool commands : {false, true}) {
      QTest::keyClick(focused(), Qt::Key_P,
                      commands ? Qt::ControlModifier | Qt::ShiftModifier : Qt::ControlModifier);
      auto* palette = window_->findChild<shell::Palette*>();
      QVERIFY(palette->isVisible());
      QVERIFY(window_->rect().contains(palette->geometry()));
      shoot(*window_, commands ? "palette-commands" : "palette-go");
      QTest::keyClick(focused(), Qt::Key_Escape);
    }
  }

  void keySheet_data() { looks(); }
  void keySheet() {
    show();
    window_->findChild<shell::NavigationList*>()->setFocus();
    QTest::keyClick(focused(), Qt::Key_Question);
    auto* sheet = window_->findChild<shell::ShortcutSheet*>();
    QVERIFY(sheet && QTest::qWaitForWindowExposed(sheet));
    shoot(*sheet, "key-sheet");
    auto* table = sheet->findChild<QTableView*>();
    for (int column = 0; column < table->model()->columnCount(); ++column) {
      for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QModelIndex cell = table->model()->index(row, column);
        QVERIFY2(table->itemDelegateForIndex(cell)->sizeHint({}, cell).width() <= table->columnWidth(column),
                 qPrintable(cell.data().toString()));
      }
    }
    sheet->close();
  }

  void menus_data() { looks(); }
  void menus() {
    show();
    QAction add(QStringLiteral("Add a deployment…"));
    QAction server(QStringLiteral("Start a local server…"));
    window_->setDeploymentActions({&add, &server});
    window_->findChild<shell::DeploymentSwitcher*>()->click();
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu && QTest::qWaitForWindowExposed(menu));
    shoot(*menu, "menu-deployments");
    const QFontMetrics text(theme::fonts().text);
    const QFontMetrics beside(theme::fonts().monoSmall);
    for (QAction* action : menu->actions()) {
      if (action->isSeparator()) continue;
      const QStringList parts = action->text().split(u'\t');
      const int wanted = 32 + text.horizontalAdvance(parts.first()) + 12 +
                         (parts.size() > 1 ? 16 + beside.horizontalAdvance(parts.last()) : 0);
      QVERIFY2(menu->actionGeometry(action).width() >= wanted, qPrintable(action->text()));
      QVERIFY2(menu->actionGeometry(action).height() >= text.height() + 4, qPrintable(action->text()));
    }
    menu->close();
    window_->setDeploymentActions({});
  }

  void secondWindow_data() { looks(); }
  void secondWindow() {
    show();
    QTest::keyClick(focused(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    shell::PageWindow* second = nullptr;
    for (QWidget* each : QApplication::topLevelWidgets()) {
      if (auto* found = qobject_cast<shell::PageWindow*>(each); found && found->isVisible()) second = found;
    }
    QVERIFY(second && QTest::qWaitForWindowExposed(second));
    shoot(*second, "second-window");
    for (const QPushButton* button : second->findChildren<QPushButton*>())
      QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
    second->close();
  }

 private:
  static void looks() {
    QTest::addColumn<int>("look");
    for (int look = 0; look < static_cast<int>(std::size(kLooks)); ++look)
      QTest::newRow(kLooks[look].name) << look;
  }
  void show() {
    QFETCH(int, look);
    ThemeSwitch::instance().setTextPercent(kLooks[look].textPercent);
    ThemeSwitch::instance().choose(kLooks[look].theme);
    window_->resize(kLooks[look].size);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QCOMPARE(window_->width(), kLooks[look].size.width());
  }
  QWidget* focused() {
    QWidget* focus = QApplication::focusWidget();
    return focus != nullptr ? focus : window_.get();
  }
  static void shoot(QWidget& widget, const char* name) {
    const QString folder = QStringLiteral(HEDDLE_SCREENSHOT_DIR "/looks");
    QDir().mkpath(folder);
    QVERIFY(
        widget.grab().save(QStringLiteral("%1/shell-%2-%3.png")
                               .arg(folder, QLatin1String(name), QLatin1String(QTest::currentDataTag()))));
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<shell::MainWindow> window_;
};

QTEST_MAIN(ShellLooksTest)
#include "looks_test.moc"
