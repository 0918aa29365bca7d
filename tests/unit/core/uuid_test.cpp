// SPDX-License-Identifier: Apache-2.0
#include "backend/core/uuid.h"

#include "backend/core/states.h"

#include <unordered_set>

#include <QTest>

using namespace heddle::core;

class UuidTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void parses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("dashed") << QByteArray("fe096781-5601-53d2-b2f6-0d3403f7e9ca") << true;
    QTest::newRow("upper case") << QByteArray("FE096781-5601-53D2-B2F6-0D3403F7E9CA") << true;
    QTest::newRow("digits only") << QByteArray("fe096781560153d2b2f60d3403f7e9ca") << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("short") << QByteArray("fe096781-5601-53d2-b2f6-0d3403f7e9c") << false;
    QTest::newRow("long") << QByteArray("fe096781-5601-53d2-b2f6-0d3403f7e9ca0") << false;
    QTest::newRow("dash misplaced") << QByteArray("fe09678-15601-53d2-b2f6-0d3403f7e9ca") << false;
    QTest::newRow("letter") << QByteArray("ge096781-5601-53d2-b2f6-0d3403f7e9ca") << false;
    QTest::newRow("braces") << QByteArray("{e096781-5601-53d2-b2f6-0d3403f7e9c}") << false;
  }
  void parses() {
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    const auto id = Uuid::parse({text.constData(), static_cast<std::size_t>(text.size())});
    QCOMPARE(id.has_value(), good);
    if (good) QCOMPARE(id->text(), std::string("fe096781-5601-53d2-b2f6-0d3403f7e9ca"));
  }

  void namesSystemAssistantsAsTheOfficialServerDoes() {
    QCOMPARE(Uuid::named(kAssistantSpace, "agent").text(),
             std::string("fe096781-5601-53d2-b2f6-0d3403f7e9ca"));
  }

  void timeOrderedIdsRiseAndDiffer() {
    std::unordered_set<Uuid> seen;
    Uuid last;
    for (int i = 0; i < 20'000; ++i) {
      const Uuid id = Uuid::timeOrdered();
      QVERIFY(last < id);
      QVERIFY(seen.insert(id).second);
      last = id;
    }
    QCOMPARE(last.text()[14], '7');
    QVERIFY(std::string("89ab").find(last.text()[19]) != std::string::npos);
  }

  void randomIdsAreVersionFour() {
    const Uuid id = Uuid::random();
    QCOMPARE(id.text()[14], '4');
    QVERIFY(id != Uuid::random());
  }

  void wordsRoundTrip() {
    for (auto status : {RunStatus::pending, RunStatus::running, RunStatus::success, RunStatus::error,
                        RunStatus::timeout, RunStatus::interrupted}) {
      QCOMPARE(parseRunStatus(word(status)), std::optional(status));
      QCOMPARE(isTerminal(status), status != RunStatus::pending && status != RunStatus::running);
    }
    QVERIFY(!parseRunStatus("rollback"));
    QVERIFY(!parseMultitaskStrategy(""));
    QCOMPARE(parseDurability("exit"), std::optional(Durability::exit));
  }
};

QTEST_APPLESS_MAIN(UuidTest)
#include "uuid_test.moc"
