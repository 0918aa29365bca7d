// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/widgets/gallery.h"

#include "ui/theme/theme_switch.h"
#include "ui/widgets/state_views.h"

#include <memory>

#include <QTest>

using heddle::theme::Choice;
using heddle::theme::ThemeSwitch;
using MakePage = QWidget* (*)();

// Shows every widget in both themes and leaves pictures to look at. Proves that each draws, that the themes
// differ, and that going there and back leaves every pixel as it was.
class GalleryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { ThemeSwitch::instance().choose(Choice::Light); }
  void cleanup() { ThemeSwitch::instance().choose(Choice::Light); }

  void drawsInBothThemes_data() {
    QTest::addColumn<MakePage>("make");
    QTest::newRow("controls") << &gallery::controls;
    QTest::newRow("tables") << &gallery::tables;
    QTest::newRow("conversation") << &gallery::conversation;
    QTest::newRow("states") << &gallery::states;
  }

  void drawsInBothThemes() {
    QFETCH(MakePage, make);
    const std::unique_ptr<QWidget> page(make());
    page->show();
    QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    for (auto* loading : page->findChildren<heddle::widgets::LoadingState*>())
      QTRY_VERIFY(!loading->isVisible() || loading->skeletonShown());
    page->setFocus();
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const QImage light = page->grab().toImage();
    gallery::shoot(*page, QStringLiteral("widgets-%1-light").arg(name));
    ThemeSwitch::instance().choose(Choice::Dark);
    QCoreApplication::sendPostedEvents();
    const QImage dark = page->grab().toImage();
    gallery::shoot(*page, QStringLiteral("widgets-%1-dark").arg(name));
    ThemeSwitch::instance().choose(Choice::Light);
    QCoreApplication::sendPostedEvents();
    QVERIFY(dark != light);
    if (name != u"states")
      QCOMPARE(page->grab().toImage(), light);  // the elapsed time of a loading page runs on
  }
};

QTEST_MAIN(GalleryTest)
#include "gallery_test.moc"
