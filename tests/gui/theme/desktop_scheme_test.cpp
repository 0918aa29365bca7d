// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme_switch.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using heddle::theme::Choice;
using heddle::theme::ThemeSwitch;

// Answers like the settings portal of a desktop; the bus between is a real one.
class SettingsPortal : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
 public:
  uint scheme = 1;

 public Q_SLOTS:
  Q_SCRIPTABLE QDBusVariant Read(const QString& space, const QString& key) {
    asked = space + QLatin1Char(' ') + key;
    return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
  }

 public:
  QString asked;
};

class DesktopSchemeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    bus_.setProgram(QStringLiteral("dbus-daemon"));
    bus_.setArguments({QStringLiteral("--session"), QStringLiteral("--nofork"),
                       QStringLiteral("--print-address"),
                       QStringLiteral("--address=unix:dir=") + folder_.path()});
    bus_.start();
    QVERIFY2(bus_.waitForReadyRead(10'000), qPrintable(bus_.errorString()));
    const QString address = QString::fromUtf8(bus_.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toUtf8());
    auto service = QDBusConnection::connectToBus(address, QStringLiteral("portal"));
    QVERIFY(service.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal_,
                                   QDBusConnection::ExportScriptableContents));
    QVERIFY(service.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
  }

  void cleanupTestCase() {
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
    bus_.terminate();
    QVERIFY(bus_.waitForFinished(10'000));
  }

  void followsTheDesktopAndItsChanges() {
    ThemeSwitch& theme = ThemeSwitch::instance();
    theme.choose(Choice::FollowSystem);
    QVERIFY(!heddle::theme::current().isDark());  // light until the desktop has answered
    QTRY_VERIFY(heddle::theme::current().isDark());
    QCOMPARE(portal_.asked, QStringLiteral("org.freedesktop.appearance color-scheme"));
    // Said until heard: the subscription may reach the bus later than the first answer.
    QTRY_VERIFY((say(2), !heddle::theme::current().isDark()));
    QTRY_VERIFY((say(1), heddle::theme::current().isDark()));
    theme.choose(Choice::Light);
    QVERIFY(!heddle::theme::current().isDark());
    theme.choose(Choice::FollowSystem);  // remembers what the desktop said
    QVERIFY(heddle::theme::current().isDark());
  }

 private:
  void say(uint scheme) {
    send(QStringLiteral("contrast"), 7);
    send(QStringLiteral("color-scheme"), scheme);
  }

  static void send(const QString& key, uint value) {
    QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                                     QStringLiteral("org.freedesktop.portal.Settings"),
                                                     QStringLiteral("SettingChanged"));
    signal << QStringLiteral("org.freedesktop.appearance") << key << QVariant::fromValue(QDBusVariant(value));
    QVERIFY(QDBusConnection(QStringLiteral("portal")).send(signal));
  }

  QTemporaryDir folder_;
  QProcess bus_;
  SettingsPortal portal_;
};

QTEST_MAIN(DesktopSchemeTest)
#include "desktop_scheme_test.moc"
