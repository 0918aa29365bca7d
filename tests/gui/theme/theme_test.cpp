// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/cell_delegates.h"
#include "ui/theme/icon.h"
#include "ui/theme/status_style.h"
#include "ui/theme/style.h"
#include "ui/theme/theme_switch.h"

#include <memory>

#include <QElapsedTimer>
#include <QFontDatabase>
#include <QFontInfo>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace heddle::theme;

namespace {

// How many pixels of the picture have exactly this colour.
int count(const QImage& image, const QColor& color) {
  int found = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x)
      found += image.pixelColor(x, y) == color ? 1 : 0;
  }
  return found;
}

}  // namespace

class ThemeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { ThemeSwitch::instance().choose(Choice::Light); }

  void theShippedFontsAreUsed() {
    QCOMPARE(QFontInfo(fonts().text).family(), QStringLiteral("Inter"));
    QCOMPARE(QFontInfo(fonts().mono).family(), QStringLiteral("JetBrains Mono"));
    QCOMPARE(QFontInfo(fonts().text).pixelSize(), 13);
    QVERIFY(QFontInfo(fonts().mono).fixedPitch());
  }

  void switchingTellsOnceAndOnlyWhenItChanges() {
    QSignalSpy changed(&ThemeSwitch::instance(), &ThemeSwitch::themeChanged);
    ThemeSwitch::instance().choose(Choice::Light);
    QCOMPARE(changed.count(), 0);
    ThemeSwitch::instance().toggle();
    QCOMPARE(changed.count(), 1);
    QVERIFY(current().isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), darkTokens().surface);
    ThemeSwitch::instance().choose(Choice::HighContrast);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(QApplication::palette().color(QPalette::Base), contrastTokens().surface);
    for (const Choice choice : {Choice::Light, Choice::Dark, Choice::HighContrast, Choice::FollowSystem})
      QCOMPARE(choiceFromName(choiceName(choice)), choice);
    QCOMPARE(choiceFromName(QStringLiteral("nonsense")), Choice::FollowSystem);
  }

  void iconsAreSharpAtEveryScale_data() {
    QTest::addColumn<double>("scale");
    QTest::newRow("1x") << 1.0;
    QTest::newRow("1.5x") << 1.5;
    QTest::newRow("2x") << 2.0;
  }

  void iconsAreSharpAtEveryScale() {
    QFETCH(double, scale);
    for (const QString& name : iconNames()) {
      const QPixmap pixmap = iconPixmap(name, tokens().text, 16, scale);
      QCOMPARE(pixmap.width(), static_cast<int>(16 * scale));
      QCOMPARE(pixmap.devicePixelRatio(), scale);
      const QImage image = pixmap.toImage();
      int drawn = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
          drawn += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
      }
      QVERIFY2(drawn > 3, qPrintable(name));
    }
  }

  void iconsFollowTheTheme() {
    const QIcon made = icon(QStringLiteral("stop"), Tone::Error);
    const QImage light = made.pixmap(16, 16).toImage();
    ThemeSwitch::instance().choose(Choice::Dark);
    const QImage dark = made.pixmap(16, 16).toImage();
    QVERIFY(light != dark);
    QVERIFY(count(dark, darkTokens().error.strong) > 0);
    QVERIFY(made.pixmap(16, 16, QIcon::Disabled).toImage() != dark);
  }

  void everyStatusHasItsOwnShapeAndColour() {
    QStringList seen;
    for (const QString& word :
         {QStringLiteral("success"), QStringLiteral("error"), QStringLiteral("running"),
          QStringLiteral("pending"), QStringLiteral("interrupted"), QStringLiteral("timeout")}) {
      const StatusStyle style = statusStyle(word);
      const QImage shape = iconPixmap(style.icon, tokens().text, 12, 2).toImage();
      const QString look =
          QString::number(qHashBits(shape.constBits(), static_cast<size_t>(shape.sizeInBytes())));
      QVERIFY2(!seen.contains(look), qPrintable(word));
      seen.append(look);
      QVERIFY2(!seen.contains(style.ink.strong.name()), qPrintable(word));
      seen.append(style.ink.strong.name());
    }
    QCOMPARE(environmentInk(QStringLiteral("typo")).strong, tokens().production);  // the careful reading
  }

  void buttonsShowTheirKindAndFocus() {
    QWidget page;
    QVBoxLayout column(&page);
    auto* first = new QLineEdit;
    auto* button = new QPushButton(QStringLiteral("Run…"));
    setButtonKind(button, ButtonKind::Primary);
    column.addWidget(first);
    column.addWidget(button);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    QCOMPARE(button->height(), metrics::kControlHeight);
    QCOMPARE(first->height(), metrics::kControlHeight);
    const QImage calm = button->grab().toImage();
    QVERIFY(count(calm, tokens().accent) > calm.width() * calm.height() / 2);
    QTest::keyClick(first, Qt::Key_Tab);
    QTRY_VERIFY(button->hasFocus());
    QVERIFY(button->grab().toImage() != calm);
    button->setEnabled(false);
    QCOMPARE(count(button->grab().toImage(), tokens().accent), 0);
  }

  void cellsOfEveryKindFitTheirOwnHint() {
    QStandardItemModel model(1, 1);
    model.setItem(0, new QStandardItem(QStringLiteral("interrupted")));
    QStyleOptionViewItem option;
    const std::unique_ptr<CellDelegate> delegates[] = {
        std::make_unique<CellDelegate>(),    std::make_unique<StatusDelegate>(),
        std::make_unique<IdDelegate>(),      std::make_unique<NumberDelegate>(),
        std::make_unique<SnippetDelegate>(), std::make_unique<ChipDelegate>()};
    for (const auto& delegate : delegates) {
      const QSize hint = delegate->sizeHint(option, model.index(0, 0));
      QVERIFY(hint.width() > 40);
      QCOMPARE(hint.height(), metrics::kRow);
      QImage image(hint, QImage::Format_ARGB32_Premultiplied);
      image.fill(tokens().surface);
      QPainter painter(&image);
      option.rect = QRect(QPoint(), hint);
      delegate->paint(&painter, option, model.index(0, 0));
      painter.end();
      QVERIFY(count(image, tokens().surface) < image.width() * image.height());
    }
  }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
