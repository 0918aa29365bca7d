// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/delta.h"

#include "backend/checkpoint/constructor.h"

#include <QTest>

using namespace heddle;
using checkpoint::DecodedValue;
using checkpoint::DeltaAncestor;
using checkpoint::DeltaWalk;
using checkpoint::Readability;

namespace {

DecodedValue json(const QString& text) {
  return checkpoint::decodeBlob("json", text.toStdString());
}

/// "stored | write ; write" per ancestor, newest first, separated by "<-".
std::vector<DeltaAncestor> chain(const QString& text) {
  std::vector<DeltaAncestor> out;
  for (const auto& part : text.split(QStringLiteral("<-"))) {
    DeltaAncestor ancestor;
    const auto stored = part.section(QLatin1Char('|'), 0, 0).trimmed();
    if (!stored.isEmpty()) ancestor.stored = json(stored);
    for (const auto& write : part.section(QLatin1Char('|'), 1).split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
      if (!write.trimmed().isEmpty()) ancestor.writes.push_back(json(write.trimmed()));
    }
    out.push_back(std::move(ancestor));
  }
  return out;
}

}  // namespace

class DeltaTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void folds_data() {
    QTest::addColumn<QString>("ancestors");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, const char* ancestors, const char* value, const char* note) {
      QTest::newRow(name) << QString::fromLatin1(ancestors) << QString::fromLatin1(value)
                          << QString::fromLatin1(note);
    };
    row("lists from nothing", "| [3] <- | [1] ; [2]", "[1,2,3]", "rebuilt from 2 ancestors");
    row("from a snapshot", R"(| [3] <- {"lc":2,"type":"delta_snapshot","value":[1]} | [2] <- | [0])",
        "[1,2,3]", "rebuilt from 2 ancestors");
    row("one ancestor", "[1] |", "[1]", "rebuilt from 1 ancestor");
    row("overwritten", R"(| [4] <- | [1] ; {"__overwrite__":[2]} ; [3])", "[2,3,4]",
        "rebuilt from 2 ancestors");
    row("objects", R"(| {"b":3} <- | {"a":1,"b":2})", R"({"a":1,"b":3})", "rebuilt from 2 ancestors");
    row("objects, overwritten between",
        R"(| {"a":5} ; {"b":6} <- | {"a":1} ; {"b":2} ; {"__overwrite__":{"b":3,"a":4}})", R"({"b":6,"a":5})",
        "rebuilt from 2 ancestors");
    row("objects, another value between", R"(| {"a":5} ; {"b":6} <- | {"b":1,"a":2} ; {"b":3} ; 7)",
        R"({"a":5,"b":6})", "rebuilt from 2 ancestors");
    row("a name twice: the last one counts", R"(| {"a":3} <- {"a":1,"a":2} |)", R"({"a":1,"a":3})",
        "rebuilt from 2 ancestors");
    row("numbers", "| 2 <- | 1", "2", "rebuilt from 2 ancestors");
    row("messages by id",
        R"(| {"type":"ai","id":"2","content":"c"} <- | [{"type":"human","id":"1","content":"a"},{"type":"ai","id":"2","content":"b"}])",
        R"([{"type":"human","id":"1","content":"a"},{"type":"ai","id":"2","content":"c"}])",
        "rebuilt from 2 ancestors");
    row("message removed",
        R"(| {"type":"remove","id":"1","content":""} <- | [{"type":"human","id":"1","content":"a"},{"type":"ai","id":"2","content":"b"}])",
        R"([{"type":"ai","id":"2","content":"b"}])", "rebuilt from 2 ancestors");
    row("all removed",
        R"(| {"type":"remove","id":"__remove_all__","content":""} ; {"type":"ai","id":"3","content":"n"} <- | [{"type":"human","id":"1","content":"a"}])",
        R"([{"type":"ai","id":"3","content":"n"}])", "rebuilt from 2 ancestors");
    row("a removed message comes again at the end",
        R"(| {"type":"human","id":"1","content":"c"} <- | [{"type":"human","id":"1","content":"a"},{"type":"ai","id":"2","content":"b"}] ; {"type":"remove","id":"1","content":""})",
        R"([{"type":"ai","id":"2","content":"b"},{"type":"human","id":"1","content":"c"}])",
        "rebuilt from 2 ancestors");
    row("messages, overwritten between",
        R"(| {"type":"human","id":"1","content":"c"} <- | [{"type":"human","id":"1","content":"a"}] ; {"__overwrite__":[{"type":"ai","id":"2","content":"b"}]})",
        R"([{"type":"ai","id":"2","content":"b"},{"type":"human","id":"1","content":"c"}])",
        "rebuilt from 2 ancestors");
    row("only messages are found by their id", R"(| {"type":"ai","id":"1","content":"c"} <- | [{"id":"1"}])",
        R"([{"id":"1"},{"type":"ai","id":"1","content":"c"}])", "rebuilt from 2 ancestors");
    row("a message alone begins a list", R"(| {"type":"ai","id":"1","content":"a"})",
        R"([{"type":"ai","id":"1","content":"a"}])", "rebuilt from 1 ancestor");
    row("an object that only has such a name", R"(| {"__overwrite__":1,"b":2} <- | {"a":0})",
        R"({"a":0,"__overwrite__":1,"b":2})", "rebuilt from 2 ancestors");
  }
  void folds() {
    QFETCH(QString, ancestors);
    QFETCH(QString, value);
    QFETCH(QString, note);
    const auto built = checkpoint::rebuildDelta(chain(ancestors), DeltaWalk::complete);
    QVERIFY(built.readability == Readability::decoded);
    QCOMPARE(QString::fromStdString(wire::writeJson(built.value)), value);
    QCOMPARE(QString::fromStdString(built.note), note);
    QVERIFY(built.bytes > 0);
    QVERIFY2(built.value.hint().empty(), "it is no snapshot any more");
  }

  void whatIsMissingIsTold() {
    const auto cut = checkpoint::rebuildDelta(chain(QStringLiteral("| [1]")), DeltaWalk::cut);
    QVERIFY(cut.note.find("older changes are missing") != std::string::npos);
    const auto broken = checkpoint::rebuildDelta(chain(QStringLiteral("| [1]")), DeltaWalk::broken);
    QVERIFY(broken.note.find("gone") != std::string::npos);
    const auto never = checkpoint::rebuildDelta({}, DeltaWalk::complete);
    QVERIFY(never.readability == Readability::empty);
    const auto lost = checkpoint::rebuildDelta({}, DeltaWalk::broken);
    QVERIFY(lost.readability == Readability::decoded && lost.note.find("gone") != std::string::npos);
  }

  void anUnreadableWriteIsNotGuessedAround() {
    auto ancestors = chain(QStringLiteral("| [1]"));
    ancestors.front().writes.push_back(checkpoint::decodeBlob("msgpack+aes", "sealed"));
    const auto built = checkpoint::rebuildDelta(ancestors, DeltaWalk::complete);
    QVERIFY(built.readability == Readability::encrypted);
    QVERIFY(built.note.starts_with("cannot be rebuilt"));
  }
};

QTEST_APPLESS_MAIN(DeltaTest)
#include "delta_test.moc"
