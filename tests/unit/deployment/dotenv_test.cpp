// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/dotenv.h"

#include <random>

#include <QtTest/QtTest>

using heddle::deployment::parseDotenv;

class DotenvTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reads_data();
  void reads();
  void refuses_data();
  void refuses();
  void survivesAnything();
};

namespace {

/// Entries as "name=value" joined by '|', which no row's value holds.
QByteArray shown(const heddle::deployment::EnvironmentEntries& entries) {
  QByteArrayList parts;
  for (const auto& [name, value] : entries)
    parts << QByteArray::fromStdString(name + "=" + value);
  return parts.join('|');
}

}  // namespace

void DotenvTest::reads_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("entries");
  QTest::newRow("empty") << QByteArray("") << QByteArray("");
  QTest::newRow("plain") << QByteArray("A=1\nB=two\n") << QByteArray("A=1|B=two");
  QTest::newRow("no newline at the end") << QByteArray("A=1") << QByteArray("A=1");
  QTest::newRow("windows lines") << QByteArray("A=1\r\nB=2\r\n") << QByteArray("A=1|B=2");
  QTest::newRow("byte order mark") << QByteArray(
                                          "\xEF\xBB\xBF"
                                          "A=1")
                                   << QByteArray("A=1");
  QTest::newRow("blanks") << QByteArray("  A =  1 2  \n") << QByteArray("A=1 2");
  QTest::newRow("export") << QByteArray("export A=1") << QByteArray("A=1");
  QTest::newRow("called export") << QByteArray("export=1") << QByteArray("export=1");
  QTest::newRow("comment lines") << QByteArray("# one\n\n  # two\nA=1") << QByteArray("A=1");
  QTest::newRow("comment behind") << QByteArray("A=1 # one\nB=#2\nC=a#b") << QByteArray("A=1|B=|C=a#b");
  QTest::newRow("empty value") << QByteArray("A=\nB=2") << QByteArray("A=|B=2");
  QTest::newRow("name alone") << QByteArray("A\nB=2") << QByteArray("B=2");
  QTest::newRow("equals in value") << QByteArray("URI=redis://:a=b@h/0?x=1")
                                   << QByteArray("URI=redis://:a=b@h/0?x=1");
  QTest::newRow("single quotes") << QByteArray("A='a # \\n \"b\"'") << QByteArray("A=a # \\n \"b\"");
  QTest::newRow("double quotes") << QByteArray("A=\"a\\tb \\\"c\\\" \\$d \\x\" # e")
                                 << QByteArray("A=a\tb \"c\" $d \\x");
  QTest::newRow("over lines") << QByteArray("K=\"a\nb\"\nL=1") << QByteArray("K=a\nb|L=1");
  QTest::newRow("quoted, then comment") << QByteArray("A='1' # x") << QByteArray("A=1");
  QTest::newRow("repeated") << QByteArray("A=1\nA=2") << QByteArray("A=1|A=2");
  QTest::newRow("dollar stays") << QByteArray("A=${B}/c") << QByteArray("A=${B}/c");
}

void DotenvTest::reads() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, entries);
  const auto parsed = parseDotenv(text.toStdString());
  QVERIFY2(parsed.has_value(), parsed.has_value() ? "" : parsed.error().message.c_str());
  QCOMPARE(shown(*parsed), entries);
}

void DotenvTest::refuses_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("message");
  QTest::newRow("no name") << QByteArray("A=1\n=2") << QByteArray("line 2: a line must read NAME=value");
  QTest::newRow("two words") << QByteArray("A B=2")
                             << QByteArray("line 1: after the name A an equals sign is missing");
  QTest::newRow("open quote") << QByteArray("A=1\nB=\"x\ny")
                              << QByteArray("line 2: the quote opened here is never closed");
  QTest::newRow("behind quote") << QByteArray("A='1'2")
                                << QByteArray("line 1: there is text behind the closing quote");
}

void DotenvTest::refuses() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, message);
  const auto parsed = parseDotenv(text.toStdString());
  QVERIFY(!parsed.has_value());
  QCOMPARE(QByteArray::fromStdString(parsed.error().message), message);
}

void DotenvTest::survivesAnything() {
  const unsigned seed = std::random_device{}();
  qInfo("seed %u", seed);
  std::mt19937 random(seed);
  const std::string alphabet = "A=\"'\\\n #$export\r\t";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (unsigned n = random() % 40; n > 0; --n)
      text += alphabet[random() % alphabet.size()];
    const auto parsed = parseDotenv(text);
    if (parsed) {
      for (const auto& entry : *parsed)
        QVERIFY(!entry.first.empty());
    }
  }
}

QTEST_APPLESS_MAIN(DotenvTest)
#include "dotenv_test.moc"
