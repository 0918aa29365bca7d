// SPDX-License-Identifier: Apache-2.0
// What the fuzzer begins with, and what it once found, goes through its three programs in every run of the
// tests; a promise that does not hold ends the process.
#include <cstddef>
#include <cstdint>

#include <QDir>
#include <QTest>

// The programs of tests/fuzz: each has its entry point under a name of its own here.
extern "C" int fuzzMsgpack(const std::uint8_t* data, std::size_t size);
extern "C" int fuzzDialects(const std::uint8_t* data, std::size_t size);
extern "C" int fuzzState(const std::uint8_t* data, std::size_t size);

class FuzzSeedsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void promisesHold_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<void*>("program");
    const auto row = [](const char* folder, int (*program)(const std::uint8_t*, std::size_t)) {
      QTest::newRow(folder) << QString::fromLatin1(folder) << reinterpret_cast<void*>(program);
    };
    row("msgpack", fuzzMsgpack);
    row("dialects", fuzzDialects);
    row("state", fuzzState);
  }
  void promisesHold() {
    QFETCH(QString, folder);
    QFETCH(void*, program);
    const QDir seeds(QStringLiteral(HEDDLE_SOURCE_DIR "/tests/data/fuzz/") + folder);
    const auto names = seeds.entryList(QDir::Files);
    QVERIFY(!names.isEmpty());
    for (const QString& name : names) {
      QFile seed(seeds.filePath(name));
      QVERIFY(seed.open(QIODevice::ReadOnly));
      const QByteArray bytes = seed.readAll();
      const auto run = reinterpret_cast<int (*)(const std::uint8_t*, std::size_t)>(program);
      QCOMPARE(run(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                   static_cast<std::size_t>(bytes.size())),
               0);
    }
  }
};

QTEST_APPLESS_MAIN(FuzzSeedsTest)
#include "fuzz_seeds_test.moc"
