// SPDX-License-Identifier: Apache-2.0
// The rules of the tree that a compiler does not enforce: who may include whom, and what no file may hold.
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

const QDir kRoot(QStringLiteral(HEDDLE_SOURCE_DIR));

/// Folder -> the folders it may include, itself aside. A folder not listed here may not have sources.
const QMap<QString, QStringList>& arrows() {
  static const QStringList shared{"backend/core", "backend/wire", "backend/deployment", "backend/checkpoint"};
  static const QStringList server{"backend/core",    "backend/async",   "backend/wire",  "backend/deployment",
                                  "backend/observe", "backend/storage", "backend/redis", "backend/process",
                                  "backend/jobs",    "backend/net",     "backend/api"};
  static const QMap<QString, QStringList> map{
      {"backend/core", {}},
      {"backend/async", {"backend/core"}},
      {"backend/schedule", {"backend/core"}},
      {"backend/wire", {"backend/core"}},
      {"backend/deployment", {"backend/core", "backend/wire"}},
      {"backend/checkpoint", {"backend/core", "backend/wire"}},
      {"backend/query", {"backend/core", "backend/wire", "backend/deployment"}},
      {"backend/observe", {"backend/core"}},
      {"backend/storage", {"backend/core", "backend/async", "backend/wire", "backend/observe"}},
      {"backend/redis", {"backend/core", "backend/async", "backend/wire", "backend/observe"}},
      {"backend/process", {"backend/core", "backend/async", "backend/observe"}},
      {"backend/jobs",
       {"backend/core", "backend/async", "backend/wire", "backend/schedule", "backend/redis",
        "backend/observe"}},
      {"backend/net", {"backend/core", "backend/async", "backend/observe"}},
      {"backend/api",
       {"backend/core", "backend/async", "backend/wire", "backend/schedule", "backend/jobs", "backend/net",
        "backend/observe"}},
      {"backend/client", shared + QStringList{"backend/query"}},
      {"models", shared},
      {"ui/theme", {}},
      {"ui/widgets", shared + QStringList{"ui/theme", "models"}},
      {"ui/panels", shared + QStringList{"ui/theme", "ui/widgets", "ui/shell", "models"}},
      {"ui/shell", shared + QStringList{"ui/theme", "ui/widgets", "models"}},
      {"app/server", server},
      {"app/cli", shared + QStringList{"backend/query", "backend/schedule", "backend/client", "models"}},
      {"app/console", shared + QStringList{"backend/query", "backend/schedule", "backend/client", "models",
                                           "ui/theme", "ui/widgets", "ui/panels", "ui/shell", "app/cli"}},
  };
  return map;
}

/// Folders that must stay free of a library, by include prefix.
const QMap<QString, QString>& foreign() {
  static const QString noIo(QStringLiteral("<(Q[A-Z]|boost/asio|boost/beast|hiredis)"));
  static const QMap<QString, QString> map{
      {"backend/core", noIo},
      {"backend/schedule", noIo},
      {"backend/wire", noIo},
      {"backend/deployment", noIo},
      {"backend/checkpoint", noIo},
      {"backend/query", noIo},
      {"backend/jobs", QStringLiteral("<(Q[A-Z]|libpq|boost/beast)")},
      {"backend/api", QStringLiteral("<(Q[A-Z]|libpq|boost/beast)")},
      {"models", QStringLiteral("<(QWidget|QtWidgets|QSql|QNetwork)")},
  };
  return map;
}

/// "backend/core" of "backend/core/ports/queue.h"; "ui/panels" of "ui/panels/runs/…"; "models" of
/// "models/rows/…".
QString folderOf(const QString& path) {
  const auto parts = path.split(QLatin1Char('/'));
  return parts.first() == QLatin1String("models") ? parts.first()
                                                  : parts.value(0) + QLatin1Char('/') + parts.value(1);
}

QStringList sources(const QStringList& roots, const QStringList& patterns) {
  QStringList found;
  for (const auto& root : roots) {
    QDirIterator files(kRoot.filePath(root), patterns, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
      found << kRoot.relativeFilePath(files.next());
  }
  found.sort();
  return found;
}

QStringList linesOf(const QString& path) {
  QFile file(kRoot.filePath(path));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
}

const QStringList kProduct{"app", "ui", "models", "backend"};
const QStringList kCode{"*.h", "*.cpp"};

/// "file:line text" of every line that matches.
QStringList matching(const QStringList& files, const QString& pattern) {
  const QRegularExpression wanted(pattern);
  QStringList out;
  for (const auto& path : files) {
    const auto lines = linesOf(path);
    for (qsizetype i = 0; i < lines.size(); ++i) {
      if (wanted.match(lines[i]).hasMatch())
        out << QStringLiteral("%1:%2 %3").arg(path).arg(i + 1).arg(lines[i].trimmed());
    }
  }
  return out;
}

}  // namespace

class TreeRulesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void includesFollowTheArrows() {
    static const QRegularExpression include(QStringLiteral("^#include \"([^\"]+)\""));
    QStringList wrong;
    for (const auto& path : sources(kProduct, kCode)) {
      const auto folder = folderOf(path);
      if (!arrows().contains(folder)) wrong << path + QStringLiteral(": folder is not in the tree");
      for (const auto& line : linesOf(path)) {
        const auto match = include.match(line);
        if (!match.hasMatch() || !match.captured(1).contains(QLatin1Char('/'))) continue;
        const auto target = folderOf(match.captured(1));
        if (target != folder && !arrows().value(folder).contains(target))
          wrong << path + QStringLiteral(" -> ") + match.captured(1);
      }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
  }

  void foldersKeepTheirLibraries() {
    QStringList wrong;
    for (auto rule = foreign().begin(); rule != foreign().end(); ++rule) {
      wrong += matching(sources({rule.key()}, kCode), QStringLiteral("^#include ") + rule.value());
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
  }

  void filesStayReadable() {
    QStringList wrong;
    for (const auto& path : sources(kProduct, {"*.h", "*.cpp", "*.py"})) {
      const auto lines = linesOf(path);
      if (lines.size() > 401) wrong << QStringLiteral("%1: %2 lines").arg(path).arg(lines.size());
      if (!lines.value(0).contains(QLatin1String("SPDX-License-Identifier: Apache-2.0")))
        wrong << path + QStringLiteral(": no SPDX line");
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
  }

  void testsWaitOnConditions() {
    // Spelled in two halves so that this file does not find itself.
    const auto pattern = QStringLiteral("qWa") + QStringLiteral("it\\(|this_thread::sle") +
                         QStringLiteral("ep|QThread::m?sle") + QStringLiteral("ep|usle") +
                         QStringLiteral("ep\\(|time\\.sle") + QStringLiteral("ep\\(");
    const auto wrong = matching(sources({"tests"}, {"*.h", "*.cpp", "*.py"}), pattern);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
  }

  void nothingIsLeftUnfinished() {
    const auto pattern = QStringLiteral("\\b(TO") + QStringLiteral("DO|FIX") + QStringLiteral("ME|XX") +
                         QStringLiteral("X)\\b");
    const auto wrong = matching(sources(kProduct + QStringList{"tests"}, {"*.h", "*.cpp", "*.py"}), pattern);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
  }
};

QTEST_APPLESS_MAIN(TreeRulesTest)
#include "tree_rules_test.moc"
