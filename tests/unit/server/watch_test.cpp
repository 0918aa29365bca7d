// SPDX-License-Identifier: Apache-2.0
#include "app/server/file_watch.h"

#include <QtTest/QtTest>
#include <boost/asio.hpp>

using heddle::server::FileWatch;

class WatchTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tellsPythonChangesOnce();
  void newFoldersAreWatched();
  void otherFilesAreSilent();

 private:
  struct Watched {
    QTemporaryDir root;
    boost::asio::io_context io;
    std::vector<std::vector<std::string>> told;
    std::unique_ptr<FileWatch> watch;
  };
  static std::unique_ptr<Watched> start() {
    auto watched = std::make_unique<Watched>();
    FileWatch::Options options;
    options.folders = {watched->root.path().toStdString()};
    options.files = {watched->root.filePath(QStringLiteral(".env")).toStdString()};
    options.quiet = std::chrono::milliseconds(50);
    Watched* to = watched.get();
    watched->watch = std::make_unique<FileWatch>(
        watched->io.get_executor(), options,
        [to](const std::vector<std::string>& files) { to->told.push_back(files); });
    return watched;
  }
  static void write(Watched& watched, const char* name) {
    const QString path = watched.root.filePath(QString::fromLatin1(name));
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("x = 1\n");
  }
  static void runUntilTold(Watched& watched, std::size_t times) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (watched.told.size() < times && std::chrono::steady_clock::now() < deadline) {
      watched.io.run_one_for(std::chrono::seconds(1));
    }
    QCOMPARE(watched.told.size(), times);
  }
};

void WatchTest::tellsPythonChangesOnce() {
  auto watched = start();
  write(*watched, "a.py");
  write(*watched, "b.py");
  write(*watched, "a.py");
  runUntilTold(*watched, 1);
  QCOMPARE(watched->told[0].size(), std::size_t{2});
  QVERIFY(QFile::remove(watched->root.filePath(QStringLiteral("a.py"))));
  runUntilTold(*watched, 2);
}

void WatchTest::newFoldersAreWatched() {
  auto watched = start();
  QVERIFY(QDir().mkpath(watched->root.filePath(QStringLiteral("pack"))));
  watched->io.run_one_for(std::chrono::seconds(10));  // the folder's own event
  write(*watched, "pack/c.py");
  runUntilTold(*watched, 1);
  QVERIFY(watched->told[0][0].find("pack/c.py") != std::string::npos);
}

/// What must be silent is written first; the one change that is told afterwards brings nothing else along.
void WatchTest::otherFilesAreSilent() {
  auto watched = start();
  write(*watched, "notes.txt");
  write(*watched, "__pycache__/a.py");
  write(*watched, ".git/hook.py");
  write(*watched, ".env");
  runUntilTold(*watched, 1);
  QCOMPARE(watched->told[0],
           std::vector<std::string>{watched->root.filePath(QStringLiteral(".env")).toStdString()});
}

QTEST_APPLESS_MAIN(WatchTest)
#include "watch_test.moc"
