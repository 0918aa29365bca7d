// SPDX-License-Identifier: Apache-2.0
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

QStringList sources(const QStringList& folders) {
  QStringList files;
  for (const QString& folder : folders) {
    const QString root = QStringLiteral(HEDDLE_SOURCE_DIR "/") + folder;
    QDirIterator walk(root, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (walk.hasNext())
      files.append(walk.next());
  }
  return files;
}

// "file:line: text" of every line that matches.
QStringList hits(const QStringList& files, const QString& pattern) {
  const QRegularExpression wanted(pattern);
  QStringList found;
  for (const QString& name : files) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) continue;
    int line = 0;
    while (!file.atEnd()) {
      ++line;
      const QString text = QString::fromUtf8(file.readLine()).trimmed();
      if (wanted.match(text).hasMatch())
        found.append(QStringLiteral("%1:%2: %3").arg(name).arg(line).arg(text));
    }
  }
  return found;
}

}  // namespace

// The look has one source: nobody sets style sheets (they wrap the style) or spells a colour outside
// ui/theme.
class SourcesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nobodySetsStyleSheets() {
    const QStringList files =
        sources({QStringLiteral("ui"), QStringLiteral("app"), QStringLiteral("models")});
    QVERIFY(files.size() > 50);
    const QStringList found = hits(files, QStringLiteral("\\bsetStyleSheet\\s*\\("));
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
  }

  void nobodySpellsColoursOutsideTheTheme() {
    QStringList files = sources({QStringLiteral("ui"), QStringLiteral("app"), QStringLiteral("models")});
    files.removeIf([](const QString& name) { return name.contains(u"/ui/theme/"); });
    const QString literal = QStringLiteral(
        "\"#[0-9a-fA-F]{3,8}\"|QColor\\(\\s*(0x|\\d|Qt::|\")|qRgba?\\(|"
        "Qt::(black|white|red|green|blue|yellow|gray|darkGray|lightGray|cyan|magenta)\\b");
    const QStringList found = hits(files, literal);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
  }

  // That the patterns can match at all: the theme itself spells colours.
  void thePatternFindsColours() {
    const QStringList files = {QStringLiteral(HEDDLE_SOURCE_DIR "/ui/theme/tokens.cpp")};
    QVERIFY(!hits(files, QStringLiteral("0x[0-9a-f]{6}")).isEmpty());
    QVERIFY(QRegularExpression(QStringLiteral("QColor\\(\\s*(0x|\\d|Qt::|\")"))
                .match(QStringLiteral("QColor(12, 3, 4)"))
                .hasMatch());
  }
};

QTEST_APPLESS_MAIN(SourcesTest)
#include "sources_test.moc"
