// SPDX-License-Identifier: Apache-2.0
#include "backend/process/data_folder.h"

#include "backend/process/postgres_programs.h"

#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest/QtTest>

using namespace heddle;
using namespace heddle::process;

class DataFolderTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { folder_.emplace(); }
  void isMadeAndLocked();
  void secondHolderIsToldTheFirst();
  void lockGoesWithTheHolder();
  void unwritableSaysSo();
  void socketPathsStayShort();
  void ephemeralLeavesNothing();
  void deletedFolderStartsAnew();
  void postgresIsChosenByVersion();

 private:
  DataFolder::Options options() const {
    DataFolder::Options options;
    options.path = folder_->filePath(QStringLiteral("data")).toStdString();
    options.stateRoot = folder_->filePath(QStringLiteral("state")).toStdString();
    options.socketBase = folder_->path().toStdString();
    return options;
  }
  static mode_t modeOf(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
  }
  const ServiceAccount account_ = *chooseServiceAccount();
  std::optional<QTemporaryDir> folder_;
};

void DataFolderTest::isMadeAndLocked() {
  const auto folder = DataFolder::open(options(), account_);
  QVERIFY2(folder.has_value(), folder ? "" : folder.error().message.c_str());
  QCOMPARE(modeOf(folder->path()), mode_t{0700});
  QCOMPARE(modeOf(folder->socketFolder()), mode_t{0700});
  struct stat info {};
  QCOMPARE(::stat(folder->socketFolder().c_str(), &info), 0);
  QCOMPARE(info.st_uid, account_.uid);
}

void DataFolderTest::secondHolderIsToldTheFirst() {
  const auto first = DataFolder::open(options(), account_);
  QVERIFY(first.has_value());
  const auto second = DataFolder::open(options(), account_);
  QVERIFY(!second && second.error().code == core::ErrorCode::conflict);
  QVERIFY(second.error().message.find("process " + std::to_string(::getpid())) != std::string::npos);
  QVERIFY(second.error().message.find("--data-dir") != std::string::npos);
}

void DataFolderTest::lockGoesWithTheHolder() {
  std::string sockets;
  {
    const auto first = DataFolder::open(options(), account_);
    QVERIFY(first.has_value());
    sockets = first->socketFolder();
  }
  const auto second = DataFolder::open(options(), account_);
  QVERIFY(second.has_value());
  QCOMPARE(second->socketFolder(), sockets);
}

void DataFolderTest::unwritableSaysSo() {
  DataFolder::Options wrong = options();
  wrong.path = "/proc/heddle";  // nobody can make a folder there, root included
  const auto folder = DataFolder::open(wrong, account_);
  QVERIFY(!folder && folder.error().code == core::ErrorCode::forbidden);
  QVERIFY(folder.error().message.find("/proc/heddle") != std::string::npos);
}

void DataFolderTest::socketPathsStayShort() {
  DataFolder::Options deep = options();
  deep.socketBase += "/" + std::string(90, 'x');
  const auto folder = DataFolder::open(deep, account_);
  QVERIFY(!folder && folder.error().message.find("XDG_RUNTIME_DIR") != std::string::npos);
}

void DataFolderTest::ephemeralLeavesNothing() {
  DataFolder::Options passing = options();
  passing.ephemeral = true;
  std::string path, sockets;
  {
    const auto folder = DataFolder::open(passing, account_);
    QVERIFY(folder.has_value());
    path = folder->path();
    sockets = folder->socketFolder();
    QVERIFY(QFileInfo::exists(QString::fromStdString(path)));
  }
  QVERIFY(!QFileInfo::exists(QString::fromStdString(path)));
  QVERIFY(!QFileInfo::exists(QString::fromStdString(sockets)));
}

void DataFolderTest::deletedFolderStartsAnew() {
  if (!account_.isOther()) QSKIP("only root keeps the cluster outside the folder");
  std::string cluster;
  {
    const auto first = DataFolder::open(options(), account_);
    QVERIFY(first.has_value());
    cluster = first->clusterFolder();
    QVERIFY(QDir().mkpath(QString::fromStdString(cluster)));
    QVERIFY(first->notice().empty());
  }
  QVERIFY(QDir(folder_->filePath(QStringLiteral("data"))).removeRecursively());
  const auto second = DataFolder::open(options(), account_);
  QVERIFY(second.has_value());
  QCOMPARE(second->clusterFolder(), cluster);
  QVERIFY(!QFileInfo::exists(QString::fromStdString(cluster)));
  QVERIFY(second->notice().find(".old-") != std::string::npos);
}

void DataFolderTest::postgresIsChosenByVersion() {
  const auto install = [this](const QString& version) {
    const QString bin = folder_->filePath(QStringLiteral("pg/") + version + QStringLiteral("/bin"));
    QVERIFY(QDir().mkpath(bin));
    for (const QString& name : {QStringLiteral("postgres"), QStringLiteral("initdb")}) {
      QFile file(bin + QLatin1Char('/') + name);
      QVERIFY(file.open(QIODevice::WriteOnly));
      QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner));
    }
  };
  const std::string root = folder_->filePath(QStringLiteral("pg")).toStdString();
  const std::string cluster = folder_->filePath(QStringLiteral("cluster")).toStdString();
  const auto none = findPostgres(cluster, root);
  QVERIFY(!none && none.error().message.find("install the package postgresql") != std::string::npos);

  install(QStringLiteral("9"));
  install(QStringLiteral("15"));
  QCOMPARE(findPostgres(cluster, root)->version, std::string("15"));

  QVERIFY(QDir().mkpath(QString::fromStdString(cluster)));
  QFile version(QString::fromStdString(cluster + "/PG_VERSION"));
  QVERIFY(version.open(QIODevice::WriteOnly));
  version.write("9\n");
  version.flush();
  QCOMPARE(findPostgres(cluster, root)->version, std::string("9"));
  version.seek(0);
  version.write("14\n");
  version.flush();
  const auto other = findPostgres(cluster, root);
  QVERIFY(!other && other.error().message.find("install postgresql-14") != std::string::npos);
}

QTEST_GUILESS_MAIN(DataFolderTest)
#include "data_folder_test.moc"
