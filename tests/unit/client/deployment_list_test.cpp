// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_list.h"

#include "backend/deployment/deployment_json.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;

namespace {

deployment::Deployment secretive(const std::string& name) {
  deployment::Deployment out;
  out.name = name;
  out.environment = deployment::Environment::staging;
  out.database = "postgres://u:hunter2@h/d?sslpassword=hunter2";
  out.redis = "redis://u:hunter2@h:1/2";
  out.apiUrls = {"https://me:hunter2@api.example.com"};
  out.apiKey = "hunter2";
  return out;
}

}  // namespace

class DeploymentListTest : public QObject {
  Q_OBJECT

  using Answer = core::Result<deployment::Deployment>;

  static std::optional<Answer> resolved(DeploymentList& list, const QString& key) {
    auto answer = std::make_shared<std::optional<Answer>>();
    QObject context;
    list.resolve(key, &context, [answer](Answer given) { *answer = std::move(given); });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer->has_value(), 20000); }();
    return *answer;
  }

  static void verifyNoSecret(const QString& folder) {
    int files = 0;
    QDirIterator all(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
      QFile file(all.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      QVERIFY2(!file.readAll().contains("hunter2"), qPrintable(file.fileName()));
      ++files;
    }
    QVERIFY(files > 0);
  }

 private Q_SLOTS:
  void initTestCase() {
    // No session bus of the developer's desktop: what is tested is a computer without a keychain.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    qunsetenv("DISPLAY");
  }

  void secretsNeverReachTheProfile() {
    QTemporaryDir profile;
    SecretStore secrets;
    QSignalSpy noted(&secrets, &SecretStore::noteChanged);
    DeploymentList list(profile.path(), secrets);
    const auto key = list.add(secretive("Staging EU"));
    QTRY_COMPARE_WITH_TIMEOUT(noted.size(), 1, 20000);
    QVERIFY(secrets.note().contains(QStringLiteral("this session only")));
    verifyNoSecret(profile.path());
    QCOMPARE(list.find(key)->shown.environment, deployment::Environment::staging);
    // In this session the password is still known …
    const auto answer = resolved(list, key);
    QVERIFY(answer->has_value());
    QCOMPARE((*answer)->database, secretive("x").database);
    QCOMPARE(*(*answer)->apiKey, std::string("hunter2"));
    // … in the next one it must be entered again.
    SecretStore next;
    DeploymentList again(profile.path(), next);
    QCOMPARE(again.entries().size(), std::size_t{1});
    const auto gone = resolved(again, key);
    QVERIFY(gone->has_error());
    QVERIFY(QString::fromStdString(gone->error().message).contains(QStringLiteral("enter it again")));
  }

  void filesAreReadAgain() {
    QTemporaryDir profile, elsewhere;
    const auto path = elsewhere.filePath(QStringLiteral("deployment.json"));
    auto local = secretive("Local");
    local.environment = deployment::Environment::local;
    QVERIFY(deployment::writeDeploymentFile(path.toStdString(), local).has_value());
    SecretStore secrets;
    DeploymentList list(profile.path(), secrets);
    const auto key = list.addFile(path);
    QVERIFY(key.has_value());
    QCOMPARE(list.addFile(path).value(), *key);
    QCOMPARE(list.entries().size(), std::size_t{1});
    verifyNoSecret(profile.path());
    local.database = "postgres://u:other@h/d";
    QVERIFY(deployment::writeDeploymentFile(path.toStdString(), local).has_value());
    QCOMPARE((*resolved(list, *key))->database, local.database);
    QFile::remove(path);
    QCOMPARE(resolved(list, *key)->error().code, core::ErrorCode::notFound);
    QVERIFY(!list.addFile(path).has_value());
  }

  void slugsAreUnique() {
    QTemporaryDir profile;
    SecretStore secrets;
    DeploymentList list(profile.path(), secrets);
    const auto first = list.add(secretive("Prod"));
    const auto second = list.add(secretive("prod"));
    QCOMPARE(list.find(first)->shown.slug, std::string("prod"));
    QCOMPARE(list.find(second)->shown.slug, std::string("prod-2"));
    QCOMPARE(list.find(QStringLiteral("prod-2"))->key, second);
    list.replace(second, secretive("Other"));
    QCOMPARE(list.find(second)->shown.slug, std::string("other"));
    list.remove(first);
    QVERIFY(list.find(first) == nullptr);
    QCOMPARE(DeploymentList(profile.path(), secrets).entries().size(), std::size_t{1});
  }

  void damagedFilesAreSetAside() {
    QTemporaryDir profile;
    const auto path = profile.filePath(QStringLiteral("deployments.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"deployments\": [");
    file.close();
    SecretStore secrets;
    DeploymentList list(profile.path(), secrets);
    QVERIFY(list.entries().empty());
    QVERIFY(list.trouble().contains(QStringLiteral("damaged")));
    QVERIFY(QFile::exists(path + QStringLiteral(".damaged")));
    QCOMPARE(resolved(list, QStringLiteral("nobody"))->error().code, core::ErrorCode::notFound);
  }

  void unknownEnvironmentsAreTheCarefulOne() {
    QTemporaryDir profile;
    QFile file(profile.filePath(QStringLiteral("deployments.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"deployments\": [{\"key\": \"k\", \"name\": \"n\", \"environment\": \"lokal\"}]}");
    file.close();
    SecretStore secrets;
    DeploymentList list(profile.path(), secrets);
    QCOMPARE(list.find(QStringLiteral("k"))->shown.environment, deployment::Environment::production);
  }
};

QTEST_GUILESS_MAIN(DeploymentListTest)
#include "deployment_list_test.moc"
