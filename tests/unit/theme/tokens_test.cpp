// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/tokens.h"

#include "ui/theme/text.h"

#include <QTest>

using namespace heddle::theme;

class TokensTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void measuresContrast() {
    QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 10), 210);
    QCOMPARE(qRound(contrast(Qt::white, Qt::white) * 10), 10);
    QCOMPARE(contrast(Qt::black, Qt::red), contrast(Qt::red, Qt::black));
  }

  void everyTextCanBeRead_data() {
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("background");
    QTest::addColumn<double>("least");
    struct {
      const char* name;
      const Tokens* tokens;
      double least;
    } const themes[] = {
        {"light", &lightTokens(), 4.5}, {"dark", &darkTokens(), 4.5}, {"contrast", &contrastTokens(), 7}};
    for (const auto& [name, tokens, least] : themes) {
      int row = 0;
      for (const TextPair& pair : textPairs(*tokens)) {
        const QString label = QStringLiteral("%1 %2 %3").arg(QLatin1String(name), pair.name).arg(row++);
        QTest::newRow(qPrintable(label)) << pair.text << pair.background << (pair.hint ? least - 1.5 : least);
      }
    }
  }

  void everyTextCanBeRead() {
    QFETCH(QColor, text);
    QFETCH(QColor, background);
    QFETCH(double, least);
    const double reached = contrast(text, background);
    QVERIFY2(
        reached >= least,
        qPrintable(QStringLiteral("%1 on %2 reaches %3").arg(text.name(), background.name()).arg(reached)));
  }

  // Lines and marks need 3:1 only where they carry meaning: the accent does.
  void graphicsStandOut() {
    for (const Tokens* t : {&lightTokens(), &darkTokens(), &contrastTokens()}) {
      QVERIFY(contrast(t->accent, t->surface) >= 3);
      QVERIFY(contrast(t->accent, t->background) >= 3);
    }
  }

  void shortensIds_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("shown");
    QTest::newRow("uuid") << QStringLiteral("0198c41e-1111-7222-8333-44445f7f20b3")
                          << QStringLiteral("0198c41e…7f20b3");
    QTest::newRow("short") << QStringLiteral("agent") << QStringLiteral("agent");
    QTest::newRow("just fits") << QStringLiteral("0123456789abcdef") << QStringLiteral("0123456789abcdef");
    QTest::newRow("one more") << QStringLiteral("0123456789abcdefg") << QStringLiteral("01234567…bcdefg");
    QTest::newRow("empty") << QString() << QString();
  }

  void shortensIds() {
    QFETCH(QString, id);
    QFETCH(QString, shown);
    QCOMPARE(elidedId(id), shown);
  }

  void foldsTextIntoOneLine() {
    QCOMPARE(snippet(QStringLiteral("a\n\t b\r\nc")), QStringLiteral("a b c"));
    QCOMPARE(snippet(QStringLiteral("abcdef"), 3), QStringLiteral("abc…"));
    QCOMPARE(snippet(QString(1'000'000, QLatin1Char('x')), 10).size(), 11);
  }
};

QTEST_APPLESS_MAIN(TokensTest)
#include "tokens_test.moc"
