// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/settings/settings_page.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace heddle;

namespace {

template <typename Widget>
Widget* named(const QWidget& page, const char* name) {
  for (auto* widget : page.findChildren<Widget*>()) {
    if (widget->accessibleName() == QLatin1String(name)) return widget;
  }
  return nullptr;
}

}  // namespace

class SettingsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
    page_ = std::make_unique<panels::SettingsPage>([this](const QString& id, const QKeySequence& key) {
      asked_ = id;
      panels::KeyCheck found;
      if (key == QKeySequence(QStringLiteral("Ctrl+W"))) found.taken = {QStringLiteral("Close tab")};
      if (key.count() > 1) found.refusal = QStringLiteral("One key.");
      return found;
    });
    page_->keys().setRows(
        {{QStringLiteral("go-to"), QStringLiteral("Go to anything"), {}, {key("Ctrl+P")}, false},
         {QStringLiteral("refresh"), QStringLiteral("Refresh"), {}, {key("F5")}, true}});
    page_->show();
  }

  void cleanup() {
    page_.reset();
    theme::ThemeSwitch::instance().setTextPercent(100);
    theme::ThemeSwitch::instance().setDensity(theme::Density::Comfortable);
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
  }

  void appearanceHoldsAtOnce() {
    auto* themes = named<QComboBox>(*page_, "Theme");
    themes->setCurrentIndex(themes->findText(QStringLiteral("High contrast")));
    Q_EMIT themes->activated(themes->currentIndex());
    QCOMPARE(theme::current().appearance, theme::Appearance::HighContrast);
    named<QSpinBox>(*page_, "Text size")->setValue(130);
    QCOMPARE(theme::current().textPercent, 130);
    QCOMPARE(theme::fonts().text.pixelSize(), 17);
    page_->findChild<QCheckBox*>()->click();
    QCOMPARE(theme::current().density, theme::Density::Compact);
    QCOMPARE(theme::current().rowHeight(), 31);
  }

  void showsWhatWasChosenElsewhere() {
    theme::ThemeSwitch::instance().choose(theme::Choice::Dark);
    theme::ThemeSwitch::instance().setTextPercent(90);
    QCOMPARE(named<QComboBox>(*page_, "Theme")->currentText(), QStringLiteral("Dark"));
    QCOMPARE(named<QSpinBox>(*page_, "Text size")->value(), 90);
  }

  void timesAndRefreshAreAskedFor() {
    page_->setTimeModes({QStringLiteral("relative"), QStringLiteral("local"), QStringLiteral("UTC")}, 1);
    page_->setRefreshSeconds(15);
    auto* times = named<QComboBox>(*page_, "Times");
    auto* refresh = named<QComboBox>(*page_, "Refresh lists");
    QCOMPARE(times->currentText(), QStringLiteral("local"));
    QVERIFY(refresh->currentText().contains(QStringLiteral("15")));
    QSignalSpy mode(page_.get(), &panels::SettingsPage::timeModeChosen);
    QSignalSpy seconds(page_.get(), &panels::SettingsPage::refreshSecondsChosen);
    QTest::keyClick(times, Qt::Key_Down);
    QTest::keyClick(refresh, Qt::Key_Home);
    QCOMPARE(mode.value(0).value(0).toInt(), 2);
    QCOMPARE(seconds.value(0).value(0).toInt(), 0);
  }

  void aZoneIsFoundByItsName() {
    page_->setTimeZones({QStringLiteral("Asia/Tokyo"), QStringLiteral("Europe/Berlin")}, {});
    auto* zones = named<QComboBox>(*page_, "Another zone");
    QSignalSpy chosen(page_.get(), &panels::SettingsPage::timeZoneChosen);
    zones->lineEdit()->setText(QStringLiteral("europe/berlin"));
    Q_EMIT zones->lineEdit()->editingFinished();
    QCOMPARE(chosen.value(0).value(0).toString(), QStringLiteral("Europe/Berlin"));
    QCOMPARE(zones->currentText(), QStringLiteral("Europe/Berlin"));
    zones->lineEdit()->setText(QStringLiteral("Atlantis"));
    Q_EMIT zones->lineEdit()->editingFinished();
    QCOMPARE(zones->currentText(), QStringLiteral("Europe/Berlin"));
    QCOMPARE(chosen.size(), 1);
    zones->lineEdit()->clear();
    Q_EMIT zones->lineEdit()->editingFinished();
    QCOMPARE(chosen.value(1).value(0).toString(), QString());
  }

  void aKeyThatIsTakenIsNamedBeforeItIsSet() {
    auto* field = page_->findChild<QKeySequenceEdit*>();
    auto* notice = page_->keys().findChild<widgets::InlineNotice*>();
    QSignalSpy bound(&page_->keys(), &panels::KeyEditor::bindRequested);
    page_->findChild<widgets::DataTable*>()->selectRow(1);
    field->setKeySequence(key("Ctrl+W"));
    QCOMPARE(asked_, QStringLiteral("refresh"));
    QVERIFY(notice->isVisible());
    field->setKeySequence(key("Ctrl+Y"));
    QVERIFY(!notice->isVisible());
    button("Set keys")->click();
    QCOMPARE(bound.value(0).value(0).toString(), QStringLiteral("refresh"));
    QCOMPARE(bound.value(0).value(1).value<QKeySequence>(), key("Ctrl+Y"));
    QCOMPARE(page_->focusWidget(), page_->findChild<widgets::DataTable*>());
  }

  void aKeyThatCannotBeIsNotSet() {
    page_->findChild<QKeySequenceEdit*>()->setKeySequence(key("K, L"));
    QVERIFY(page_->keys().findChild<widgets::InlineNotice*>()->isVisible());
    QVERIFY(!button("Set keys")->isEnabled());
  }

  void allAreResetAtOnce() {
    QSignalSpy reset(&page_->keys(), &panels::KeyEditor::resetAllRequested);
    button("All as they came")->click();
    QCOMPARE(reset.count(), 1);
    page_->keys().setRows({{QStringLiteral("go-to"), QStringLiteral("Go to anything"), {}, {}, false}});
    QVERIFY(!button("All as they came")->isEnabled());
  }

  void onlyWhatWasChangedCanBeReset() {
    auto* table = page_->findChild<widgets::DataTable*>();
    table->selectRow(0);
    QVERIFY(!button("As it came")->isEnabled());
    QVERIFY(!button("Set keys")->isEnabled());
    table->selectRow(1);
    QSignalSpy reset(&page_->keys(), &panels::KeyEditor::resetRequested);
    button("As it came")->click();
    QCOMPARE(reset.value(0).value(0).toString(), QStringLiteral("refresh"));
  }

 private:
  static QKeySequence key(const char* text) { return QKeySequence(QLatin1String(text)); }

  QPushButton* button(const char* text) {
    for (auto* each : page_->findChildren<QPushButton*>()) {
      if (each->text() == QLatin1String(text)) return each;
    }
    return nullptr;
  }

  std::unique_ptr<panels::SettingsPage> page_;
  QString asked_;
};

QTEST_MAIN(SettingsTest)
#include "settings_test.moc"
