// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_list.h"
#include "backend/client/secrets/secret_store.h"

#include <cstdio>
#include <memory>

#include <QDirIterator>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;

namespace {

constexpr auto kUri = "postgres://u:hunter2@h/d", kKey = "hunter2";

/// Without services to start on demand: whether there is a keychain is for the test to say.
constexpr auto kBus =
    "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth><policy "
    "context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow "
    "own='*'/></policy></busconfig>";

/// A desktop session of this test alone: its own bus, its own home, and GNOME's keychain on them.
class Desktop {
 public:
  Desktop() {
    QFile file(home_.filePath(QStringLiteral("bus.conf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(kBus) < 0) trouble_ = "no bus.conf";
    file.close();
    bus_.start(QStringLiteral("dbus-daemon"),
               {QStringLiteral("--config-file=") + file.fileName(), QStringLiteral("--nofork"),
                QStringLiteral("--print-address=1")});
    if (!bus_.waitForReadyRead(20000)) trouble_ = "no dbus-daemon: install dbus";
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus_.readLine().trimmed());
    qputenv("HOME", home_.path().toUtf8());
    qputenv("XDG_DATA_HOME", (home_.path() + QStringLiteral("/data")).toUtf8());
    qputenv("XDG_RUNTIME_DIR", home_.path().toUtf8());
    qunsetenv("DISPLAY");
    logIn();
  }
  ~Desktop() {
    logOut();
    bus_.kill();
    bus_.waitForFinished();
  }

  void logIn() {
    keyring_ = std::make_unique<QProcess>();
    keyring_->start(
        QStringLiteral("gnome-keyring-daemon"),
        {QStringLiteral("--foreground"), QStringLiteral("--unlock"), QStringLiteral("--components=secrets")});
    keyring_->waitForStarted(20000);
    keyring_->write("login password");
    keyring_->waitForBytesWritten(20000);
    keyring_->closeWriteChannel();
    QProcess waiting;  // ends once the service has its name on the bus
    waiting.start(QStringLiteral("gdbus"),
                  {QStringLiteral("wait"), QStringLiteral("--session"), QStringLiteral("--timeout=20"),
                   QStringLiteral("org.freedesktop.secrets")});
    if (!waiting.waitForFinished(30000) || waiting.exitCode() != 0)
      trouble_ = "no gnome-keyring-daemon: install gnome-keyring";
  }
  void logOut() {
    keyring_->terminate();
    if (!keyring_->waitForFinished(10000)) keyring_->kill();
  }

  /// Why it could not be set up; empty when it was.
  const QByteArray& trouble() const { return trouble_; }

 private:
  QTemporaryDir home_;
  QByteArray trouble_;
  QProcess bus_;
  std::unique_ptr<QProcess> keyring_;
};

using Resolved = std::optional<core::Result<deployment::Deployment>>;

Resolved resolved(DeploymentList& list, const QString& key) {
  Resolved answer;
  QObject context;
  list.resolve(key, &context, [&](core::Result<deployment::Deployment> given) { answer = std::move(given); });
  [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 20000); }();
  return answer;
}

/// A console started later: this program once more, see main().
QByteArray seenByNextConsole(const QString& profile, const QString& key) {
  QProcess next;
  next.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--resolve"), profile, key});
  next.waitForFinished(30000);
  return next.readAllStandardOutput().trimmed();
}

int tellResolved(const QString& profile, const QString& key) {
  SecretStore secrets;
  DeploymentList list(profile, secrets);
  const Resolved answer = resolved(list, key);
  const bool found = answer->has_value() && (*answer)->database == kUri && (*answer)->apiKey == kKey;
  std::puts(found && secrets.note().isEmpty() ? "found"
            : answer->has_error()             ? answer->error().message.c_str()
                                              : "other");
  return 0;
}

}  // namespace

/// Where a keychain answers, secrets outlive the console, and only there.
class KeychainTest : public QObject {
  Q_OBJECT

  std::unique_ptr<Desktop> desktop_;

 private Q_SLOTS:
  void initTestCase() {
    desktop_ = std::make_unique<Desktop>();
    QVERIFY2(desktop_->trouble().isEmpty(), desktop_->trouble().constData());
  }
  void cleanupTestCase() { desktop_.reset(); }

  void aRemovedSecretIsGone() {
    SecretStore first;
    std::optional<SecretStore::Kept> kept;
    first.store(QStringLiteral("gone"), "hunter2", this, [&](SecretStore::Kept where) { kept = where; });
    QTRY_VERIFY_WITH_TIMEOUT(kept.has_value(), 20000);
    const auto read = [this](SecretStore& store) {
      std::optional<std::optional<QByteArray>> answer;
      store.read(QStringLiteral("gone"), this,
                 [&](std::optional<QByteArray> found) { answer = std::move(found); });
      [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 20000); }();
      return answer.value_or(std::nullopt);
    };
    SecretStore second;
    QCOMPARE(read(second), std::optional<QByteArray>("hunter2"));
    first.remove(QStringLiteral("gone"));
    const auto gone = [&] {
      SecretStore third;
      return !read(third).has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(gone(), 20000);
    QVERIFY(second.note().isEmpty());
  }

  void aSecretIsFoundAfterARestart() {
    QTemporaryDir profile;
    deployment::Deployment added;
    added.name = "Staging";
    added.database = kUri;
    added.apiKey = kKey;
    QString key;
    {
      SecretStore secrets;
      std::optional<SecretStore::Kept> kept;
      secrets.store(QStringLiteral("probe"), "hunter2", this, [&](SecretStore::Kept where) { kept = where; });
      QTRY_VERIFY_WITH_TIMEOUT(kept.has_value(), 20000);
      QCOMPARE(*kept, SecretStore::Kept::keychain);
      DeploymentList list(profile.path(), secrets);
      key = list.add(added);
      QVERIFY(resolved(list, key)->has_value());
      QVERIFY(secrets.note().isEmpty());
    }
    QDirIterator files(profile.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int count = 0;
    for (; files.hasNext(); ++count) {
      QFile file(files.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      QVERIFY2(!file.readAll().contains("hunter2"), qPrintable(file.fileName()));
    }
    QVERIFY(count > 0);
    QTRY_COMPARE_WITH_TIMEOUT(seenByNextConsole(profile.path(), key), QByteArray("found"), 20000);
    desktop_->logOut();
    QVERIFY(seenByNextConsole(profile.path(), key) != "found");
    desktop_->logIn();
    QCOMPARE(seenByNextConsole(profile.path(), key), QByteArray("found"));
  }
};

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  const QStringList words = application.arguments();
  if (words.value(1) == QLatin1String("--resolve")) return tellResolved(words.value(2), words.value(3));
  KeychainTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "keychain_test.moc"
