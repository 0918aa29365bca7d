// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels/page_pictures.h"

#include "ui/theme/theme_switch.h"

#include <QDir>
#include <QSet>
#include <QTest>
#include <QWidget>

namespace heddle::pictures {

void eachTheme() {
  QTest::addColumn<bool>("dark");
  QTest::newRow("light") << false;
  QTest::newRow("dark") << true;
}

void grab(QWidget& page, const char* name, QSize size) {
  QFETCH(bool, dark);
  theme::ThemeSwitch::instance().choose(dark ? theme::Choice::Dark : theme::Choice::Light);
  page.resize(size);
  page.show();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  QDir().mkpath(QStringLiteral(HEDDLE_SCREENSHOT_DIR));
  const QString theme = dark ? QStringLiteral("dark") : QStringLiteral("light");
  QVERIFY(
      page.grab().save(QStringLiteral(HEDDLE_SCREENSHOT_DIR "/%1-%2.png").arg(QLatin1String(name), theme)));
}

void verifyNames(QWidget& page) {
  QSet<QString> seen;
  for (QWidget* child : page.findChildren<QWidget*>()) {
    if (!child->isVisible() || child->focusPolicy() == Qt::NoFocus || child->accessibleName().isEmpty())
      continue;
    QVERIFY2(!seen.contains(child->accessibleName()), qPrintable(child->accessibleName()));
    seen.insert(child->accessibleName());
  }
}

}  // namespace heddle::pictures
