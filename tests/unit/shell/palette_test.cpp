// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/fuzzy.h"
#include "ui/shell/navigation_model.h"
#include "ui/shell/page_link.h"
#include "ui/shell/palette_model.h"
#include "ui/shell/session.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace heddle::shell;

namespace {

QString u(const char* text) {
  return QString::fromUtf8(text);
}

PaletteEntry entry(const char* title, const char* detail = "", bool enabled = true) {
  PaletteEntry entry;
  entry.title = u(title);
  entry.detail = u(detail);
  entry.enabled = enabled;
  return entry;
}

QStringList titles(const PaletteModel& model) {
  QStringList all;
  for (int row = 0; row < model.rowCount(); ++row)
    all.append(model.at(row).title);
  return all;
}

}  // namespace

class PaletteTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void matchesLettersInOrder_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    QTest::newRow("prefix") << u("run") << u("Runs") << true;
    QTest::newRow("initials") << u("lt") << u("Live tail") << true;
    QTest::newRow("across words") << u("locserv") << u("Local servers") << true;
    QTest::newRow("wrong order") << u("nur") << u("Runs") << false;
    QTest::newRow("too many") << u("runss") << u("Runs") << false;
    QTest::newRow("blank between") << u("live tail") << u("Live tail") << true;
    QTest::newRow("empty") << QString() << u("Runs") << true;
  }

  void matchesLettersInOrder() {
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(bool, matches);
    QCOMPARE(fuzzyScore(pattern, text).has_value(), matches);
  }

  void prefersBeginnings() {
    QVERIFY(*fuzzyScore(u("re"), u("Refresh")) > *fuzzyScore(u("re"), u("Threads")));
    QVERIFY(*fuzzyScore(u("ta"), u("Live tail")) > *fuzzyScore(u("ta"), u("Restart")));
    QVERIFY(*fuzzyScore(u("rt"), u("Refresh toggle")) > *fuzzyScore(u("rt"), u("Drafts")));
  }

  void ranksAndFilters() {
    PaletteModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(
        {entry("Threads", "Work"), entry("Runs", "Work"), entry("Resume", "", false), entry("Refresh")});
    QCOMPARE(model.rowCount(), 4);
    model.filter(u("r"));
    QCOMPARE(titles(model), QStringList({u("Runs"), u("Refresh"), u("Threads"), u("Resume")}));
    model.filter(u("work"));
    QCOMPARE(titles(model), QStringList({u("Threads"), u("Runs")}));
    model.setHits({entry("Run 0198")});
    QCOMPARE(model.at(0).title, u("Run 0198"));
    QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsEditable));
    model.filter(u("zzz"));
    QCOMPARE(model.rowCount(), 1);
  }

  void linksGoThereAndBack_data() {
    QTest::addColumn<PageKey>("key");
    QTest::addColumn<QString>("link");
    QTest::newRow("list") << PageKey{u("runs"), u("prod-eu"), {}} << u("heddle://prod-eu/runs");
    QTest::newRow("object") << PageKey{u("thread"), u("a b"), u("x/y")} << u("heddle://a%20b/thread/x%2Fy");
    QTest::newRow("no deployment") << PageKey{u("local-servers"), {}, {}} << u("heddle:///local-servers");
  }

  void linksGoThereAndBack() {
    QFETCH(PageKey, key);
    QFETCH(QString, link);
    QCOMPARE(pageLink(key), link);
    const auto parsed = pageFromLink(link);
    QVERIFY(parsed);
    QCOMPARE(*parsed, key);
  }

  void linksCarryWhatAPageShows() {
    const PageKey key{u("runs"), u("prod-eu"), {}};
    const QJsonObject state{
        {u("filter"), u("error:~\"a&b\" ä=1")}, {u("oldest_first"), true}, {u("sort"), u("")}};
    const QString link = pageLink(key, state);
    QCOMPARE(*pageFromLink(link), key);
    QCOMPARE(stateFromLink(link).value(u("filter")).toString(), u("error:~\"a&b\" ä=1"));
    QVERIFY(stateFromLink(link).value(u("oldest_first")).toBool());
    QVERIFY(!link.contains(u("sort")));
    QVERIFY(stateFromLink(pageLink(key)).isEmpty());
    QVERIFY(stateFromLink(u("heddle://a/runs?=x&&y")).isEmpty());
  }

  void refusesOtherLinks_data() {
    QTest::addColumn<QString>("link");
    for (const char* link :
         {"", "heddle://", "heddle://prod", "heddle://prod/", "https://prod/runs", "heddle://a/b/c/d"})
      QTest::newRow(link[0] ? link : "empty") << u(link);
  }

  void refusesOtherLinks() {
    QFETCH(QString, link);
    QVERIFY(!pageFromLink(link));
  }

  void navigationFollowsDeploymentAndCounts() {
    PageRegistry pages;
    pages.add({u("runs"), u("Runs"), u("run"), u("Work"), true, true, {}});
    pages.add({u("run"), u("Run"), u("run"), u("Work"), true, false, {}});
    pages.add({u("local"), u("Local servers"), u("box"), u("This computer"), false, true, {}});
    NavigationModel model(pages);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 4);  // two sections, two pages
    const QModelIndex runs = model.index(model.rowOf(u("runs")));
    QVERIFY(!runs.flags().testFlag(Qt::ItemIsEnabled));  // no deployment is chosen
    QVERIFY(model.index(model.rowOf(u("local"))).flags().testFlag(Qt::ItemIsEnabled));
    model.setDeployment(u("a"));
    QVERIFY(runs.flags().testFlag(Qt::ItemIsEnabled));
    model.setCount(u("a"), u("runs"), u("12"));
    model.setCount(u("b"), u("runs"), u("7"));
    QCOMPARE(runs.data(NavigationModel::CountRole).toString(), u("12"));
    QCOMPARE(runs.data(Qt::AccessibleTextRole).toString(), u("Runs 12"));
    model.setDeployment(u("b"));
    QCOMPARE(runs.data(NavigationModel::CountRole).toString(), u("7"));
    QCOMPARE(model.rowOf(u("run")), -1);
    QCOMPARE(model.rowOf({}), -1);
  }

  void navigationShowsSomePagesWhereTheyAreOffered() {
    PageRegistry pages;
    pages.add({u("runs"), u("Runs"), u("run"), u("Work"), true, true, {}});
    pages.add({u("saved"), u("Saved"), u("run"), u("Storage"), true, true, {}}).whereOffered = true;
    pages.add({u("local"), u("Local servers"), u("box"), u("This computer"), false, true, {}});
    NavigationModel model(pages);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto titles = [&model] {
      QStringList all;
      for (int row = 0; row < model.rowCount(); ++row)
        all.append(model.index(row).data().toString());
      return all.join(u' ');
    };
    model.setDeployment(u("a"));
    QCOMPARE(titles(), u("Work Runs This computer Local servers"));
    model.setOffered(u("b"), u("saved"), true);
    QCOMPARE(model.rowOf(u("saved")), -1);
    model.setOffered(u("a"), u("saved"), true);
    QCOMPARE(titles(), u("Work Runs Storage Saved This computer Local servers"));
    model.setOffered(u("a"), u("saved"), false);
    QCOMPARE(titles(), u("Work Runs This computer Local servers"));
    model.setDeployment(u("b"));
    QCOMPARE(model.rowOf(u("saved")), 3);
  }

  void sessionSurvivesItsFile() {
    Session session;
    session.theme = u("dark");
    session.deployment = u("prod-eu");
    session.columns = QByteArray("\0\xff\x01", 3);
    session.navigationCollapsed = true;
    session.refreshSeconds = 0;
    session.tabs.append(QJsonObject{{u("kind"), u("runs")}});
    const Session back = Session::fromJson(session.toJson());
    QCOMPARE(back.toJson(), session.toJson());
    QCOMPARE(back.columns, session.columns);
    QCOMPARE(Session::fromJson({}).refreshSeconds, 5);
    QCOMPARE(Session::fromJson({{u("version"), 99}, {u("theme"), u("dark")}}).theme, u("system"));
  }

  void savingWhereNothingCanBeWrittenSaysWhy() {
    QVERIFY(!SessionFile(u("/proc/heddle/session.json")).save({}).isEmpty());
    QVERIFY(SessionFile(QString()).save({}).isEmpty());
  }
};

QTEST_GUILESS_MAIN(PaletteTest)
#include "palette_test.moc"
