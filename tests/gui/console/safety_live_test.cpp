// SPDX-License-Identifier: Apache-2.0
// What an operator changes through the window, on the real server: unlocked with a reason, shown, confirmed,
// undone, carried out, read again, and found in the history.
#include "app/console/console.h"
#include "models/tables/row_table_model.h"
#include "tests/gui/console/live_server.h"
#include "ui/panels/history/history_page.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/safety/action_dialog.h"
#include "ui/panels/safety/unlock_dialog.h"
#include "ui/panels/store/store_item_dialog.h"
#include "ui/panels/store/store_page.h"
#include "ui/panels/threads/threads_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/search_field.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace heddle;

namespace {

constexpr int kPatience = 30'000;

QPushButton* button(const QWidget& window, const QString& text) {
  for (auto* candidate : window.findChildren<QPushButton*>()) {
    if (candidate->text() == text && candidate->isVisible()) return candidate;
  }
  return nullptr;
}

bool says(const QWidget& widget, const QString& text) {
  for (const QLabel* label : widget.findChildren<QLabel*>()) {
    if (label->isVisible() && label->text().contains(text)) return true;
  }
  return false;
}

}  // namespace

class SafetyLiveTest : public QObject {
  Q_OBJECT

  QTemporaryDir profile_;
  std::unique_ptr<tests::LiveServer> server_;
  std::unique_ptr<console::Console> console_;
  QString run_;

  shell::MainWindow& window() { return console_->window(); }
  template <typename Panel>
  Panel& page(const char* kind) {
    const QString name = QLatin1String(kind);
    const QString slug = name == u"history" ? QString() : window().currentDeployment();
    return *static_cast<Panel*>(window().open({name, slug, {}}, shell::OpenMode::InPlace)->widget());
  }
  template <typename Dialog>
  Dialog* dialog() {
    for (auto* found : window().findChildren<Dialog*>()) {
      if (found->isVisible()) return found;
    }
    return nullptr;
  }
  QAction* unlock() {
    for (QAction* action : window().actions()) {
      if (action->objectName() == u"unlock") return action;
    }
    return nullptr;
  }

 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void aProductionStartsLocked();
  void itIsUnlockedWithAReason();
  void aThreadIsDeletedAfterItsNameWasTyped();
  void anItemIsWrittenAfterItsChangeWasShown();
  void whatWasGatheredIsChangedToTheLastRow();
  void lockingTakesTheLeaveBack();
  void allOfItStandsInTheHistory();
};

void SafetyLiveTest::initTestCase() {
  server_ = std::make_unique<tests::LiveServer>();
  QVERIFY2(server_->start(), qPrintable(server_->log()));
  run_ = server_->runBySdk(QStringLiteral("chat"));
  QFile given(server_->deploymentFile());
  QVERIFY(given.open(QIODevice::ReadOnly));
  auto deployment = QJsonDocument::fromJson(given.readAll()).object();
  deployment[QStringLiteral("name")] = QStringLiteral("prod-eu");
  deployment[QStringLiteral("environment")] = QStringLiteral("production");
  QFile file(profile_.filePath(QStringLiteral("production.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QJsonDocument(deployment).toJson());
  file.close();
  console_ = std::make_unique<console::Console>(
      console::ConsoleOptions{profile_.filePath(QStringLiteral("profile")), file.fileName()});
  window().resize(1500, 900);
  console_->show();
}

void SafetyLiveTest::cleanupTestCase() {
  console_.reset();
  server_.reset();
}

void SafetyLiveTest::aProductionStartsLocked() {
  auto& threads = page<panels::ThreadsPage>("threads");
  QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 1, kPatience);
  threads.table().selectRow(0);
  for (const QAction* action : threads.actionList()) {
    QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
    QVERIFY(action->toolTip().contains(QStringLiteral("read-only")));
  }
  QVERIFY(unlock() != nullptr);
  QTRY_VERIFY_WITH_TIMEOUT(unlock()->isEnabled(), kPatience);
  QCOMPARE(unlock()->text(), QStringLiteral("Unlock…"));
}

void SafetyLiveTest::itIsUnlockedWithAReason() {
  unlock()->trigger();
  QTRY_VERIFY(dialog<panels::UnlockDialog>());
  auto* asked = dialog<panels::UnlockDialog>();
  auto* go = button(*asked, QStringLiteral("Unlock for 15 minutes"));
  QVERIFY(go && !go->isEnabled());
  QVERIFY(button(*asked, QStringLiteral("Leave it locked"))->isDefault());
  asked->findChild<QLineEdit*>()->setText(QStringLiteral("incident 4211"));
  QVERIFY(go->isEnabled());
  go->click();
  QTRY_VERIFY(unlock()->text().startsWith(QStringLiteral("Lock · 1")));
  // The countdown runs.
  const QString then = unlock()->text();
  QTRY_VERIFY_WITH_TIMEOUT(unlock()->text() != then, kPatience);
  auto& threads = page<panels::ThreadsPage>("threads");
  threads.table().selectRow(0);
  QTRY_VERIFY(threads.actionList().last()->isEnabled());
}

void SafetyLiveTest::aThreadIsDeletedAfterItsNameWasTyped() {
  auto& threads = page<panels::ThreadsPage>("threads");
  QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 1, kPatience);
  threads.table().selectRow(0);
  window().activateWindow();
  threads.table().setFocus();
  QTRY_VERIFY(threads.table().hasFocus());
  QTest::keyClick(&threads.table(), Qt::Key_Delete);
  QTRY_VERIFY(dialog<panels::ActionDialog>());
  auto* asked = dialog<panels::ActionDialog>();
  QVERIFY(says(*asked, QStringLiteral("On prod-eu, a production deployment.")));
  QVERIFY(says(*asked, QStringLiteral("cannot be undone")));
  QVERIFY(button(*asked, QStringLiteral("Cancel"))->isDefault());
  auto* go = button(*asked, QStringLiteral("Delete"));
  QVERIFY(go && !go->isEnabled());
  asked->findChild<QLineEdit*>()->setText(QStringLiteral("prod-eu"));
  go->click();
  QVERIFY(says(*asked, QStringLiteral("Nothing has been sent yet")));
  auto* undo = button(*asked, QStringLiteral("Undo"));
  QVERIFY(undo);
  undo->click();
  QTRY_VERIFY(says(*asked, QStringLiteral("1 not sent")));
  asked->close();
  QCOMPARE(threads.table().model()->rowCount(), 1);
  // And once more, to its end, with a copy.
  QTest::keyClick(&threads.table(), Qt::Key_Delete);
  QTRY_VERIFY(dialog<panels::ActionDialog>());
  asked = dialog<panels::ActionDialog>();
  const QDir copies(profile_.filePath(QStringLiteral("profile/copies")));
  QVERIFY2(!copies.exists(), "only on request");
  asked->findChild<QCheckBox*>()->setChecked(true);
  asked->findChild<QLineEdit*>()->setText(QStringLiteral("prod-eu"));
  button(*asked, QStringLiteral("Delete"))->click();
  QTRY_VERIFY_WITH_TIMEOUT(says(*asked, QStringLiteral("Asked 1, done 1. A copy is in")), kPatience);
  QCOMPARE(copies.entryList(QDir::Files).size(), 1);
  QFile copy(copies.filePath(copies.entryList(QDir::Files).first()));
  QVERIFY(copy.open(QIODevice::ReadOnly));
  const auto kept = QJsonDocument::fromJson(copy.readAll()).object();
  QCOMPARE(kept[QStringLiteral("runs")].toArray().size(), 1);
  QVERIFY(!kept[QStringLiteral("history")].toArray().isEmpty());
  asked->close();
  window().currentPage()->refresh();
  QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 0, kPatience);
}

void SafetyLiveTest::anItemIsWrittenAfterItsChangeWasShown() {
  auto& store = page<panels::StorePage>("store");
  QTRY_VERIFY_WITH_TIMEOUT(store.actionList().first()->isEnabled(), kPatience);
  store.actionList().first()->trigger();
  QTRY_VERIFY(dialog<panels::StoreItemDialog>());
  auto* item = dialog<panels::StoreItemDialog>();
  auto* go = button(*item, QStringLiteral("Show the changes"));
  QVERIFY(go && !go->isEnabled());
  const auto fields = item->findChildren<QLineEdit*>();
  fields.at(0)->setText(QStringLiteral("rules.eu"));
  fields.at(1)->setText(QStringLiteral("limit"));
  auto* value = item->findChild<widgets::JsonEdit*>();
  value->setText(QStringLiteral("[1]"));
  QVERIFY2(!value->editor()->accessibleName().isEmpty(), "no name");
  QTRY_VERIFY(says(*item, QStringLiteral("The value of an item is a JSON object.")));
  value->setText(QStringLiteral("{\"most\": 12345678901234567890}"));
  QTRY_VERIFY(go->isEnabled());
  go->click();
  QCOMPARE(go->text(), QStringLiteral("Preview the change…"));
  QTRY_VERIFY_WITH_TIMEOUT(says(*item, QStringLiteral("added")), kPatience);
  go->click();
  QTRY_VERIFY(dialog<panels::ActionDialog>());
  auto* asked = dialog<panels::ActionDialog>();
  auto* write = button(*asked, QStringLiteral("Write"));
  QVERIFY(write && write->isEnabled());
  write->click();
  QTRY_VERIFY_WITH_TIMEOUT(says(*asked, QStringLiteral("Asked 1, done 1.")), kPatience);
  asked->close();
  QTRY_COMPARE_WITH_TIMEOUT(store.table().model()->rowCount(), 1, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(store.table().model()->index(0, 0).data().toString() == u"limit", kPatience);
}

/// More rows than a page holds, marked by "select all that match": the report tells of every one of them.
void SafetyLiveTest::whatWasGatheredIsChangedToTheLastRow() {
  constexpr int kThreads = 230;
  QNetworkAccessManager network;
  QList<QNetworkReply*> made;
  for (int i = 0; i < kThreads; ++i) {
    QNetworkRequest request(QUrl(server_->url() + QStringLiteral("/threads")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    made.append(network.post(request, i < kThreads - 1 ? R"({"metadata":{"lot":"7"}})" : "{}"));
  }
  const auto isMade = [](const QNetworkReply* reply) { return reply->isFinished(); };
  QTRY_VERIFY_WITH_TIMEOUT(std::all_of(made.begin(), made.end(), isMade), kPatience);
  auto& threads = page<panels::ThreadsPage>("threads");
  threads.setFilterText(QStringLiteral("meta.lot:\"7\""));
  Q_EMIT threads.filterChanged();
  QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 200, kPatience);
  threads.table().selectAll();
  Q_EMIT threads.selectAllMatchingRequested();
  QTRY_VERIFY_WITH_TIMEOUT(threads.allMatching(), kPatience);
  QCOMPARE(threads.selectedKeys().size(), kThreads - 1);
  for (QAction* action : threads.actionList()) {
    if (action->text() == QStringLiteral("Delete 229 threads…")) action->trigger();
  }
  QTRY_VERIFY(dialog<panels::ActionDialog>());
  auto* asked = dialog<panels::ActionDialog>();
  asked->findChild<QLineEdit*>()->setText(QStringLiteral("prod-eu"));
  button(*asked, QStringLiteral("Delete"))->click();
  QTRY_VERIFY_WITH_TIMEOUT(says(*asked, QStringLiteral("Asked 229, done 229")), kPatience);
  asked->close();
  // What did not match is still there.
  threads.setFilterText({});
  Q_EMIT threads.filterChanged();
  QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 1, kPatience);
}

void SafetyLiveTest::lockingTakesTheLeaveBack() {
  unlock()->trigger();
  QCOMPARE(unlock()->text(), QStringLiteral("Unlock…"));
  auto& runs = page<panels::RunsPage>("runs");
  for (const QAction* action : runs.actionList())
    QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
}

void SafetyLiveTest::allOfItStandsInTheHistory() {
  auto& history = page<panels::HistoryPage>("history");
  const auto* rows = history.table().model();
  QTRY_COMPARE_WITH_TIMEOUT(rows->rowCount(), 6, kPatience);
  const auto cells = [rows](int row) {
    QStringList texts;
    for (int column = 0; column < rows->columnCount(); ++column)
      texts.append(rows->index(row, column).data().toString());
    return texts;
  };
  QCOMPARE(cells(0).at(0), QStringLiteral("locked"));
  QVERIFY(cells(1).contains(QStringLiteral("Asked 229, done 229.")));
  QVERIFY(cells(2).contains(QStringLiteral("put store item")));
  QCOMPARE(cells(3).at(0), QStringLiteral("done"));
  QVERIFY(cells(3).contains(QStringLiteral("delete thread")) &&
          cells(3).contains(QStringLiteral("incident 4211")));
  QVERIFY(cells(4).contains(QStringLiteral("Asked 1, done 0, 1 not sent.")));
  QCOMPARE(cells(5).at(0), QStringLiteral("unlocked"));
  const auto chip = [&](const QString& name) {
    for (auto* found : history.findChildren<QAbstractButton*>()) {
      if (found->accessibleName() == name) return found;
    }
    return static_cast<QAbstractButton*>(nullptr);
  };
  for (const char* name : {"History: only locked", "History: only cut off"})
    QVERIFY2(chip(QLatin1String(name)), name);
  chip(QStringLiteral("History: only locked"))->click();
  QCOMPARE(rows->rowCount(), 1);
  chip(QStringLiteral("History: only locked"))->click();
  auto* search = history.findChild<widgets::SearchField*>();
  search->setText(QStringLiteral("DELETE thread"));
  QTRY_COMPARE(rows->rowCount(), 3);
  search->clear();
  QTRY_COMPARE(rows->rowCount(), 6);
  const QString out = profile_.filePath(QStringLiteral("history.csv"));
  Q_EMIT history.exportRequested(out);
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(out), kPatience);
  QFile csv(out);
  QVERIFY(csv.open(QIODevice::ReadOnly));
  const auto text = csv.readAll();
  QCOMPARE(text.count('\n'), 11);  // head, unlocked, asked and ended four times, locked
  QVERIFY(text.contains("incident 4211"));
  // What the filter leaves out is not exported either; what it shows is, with the line that asked.
  search->setText(QStringLiteral("put STORE item"));
  QTRY_COMPARE(rows->rowCount(), 1);
  const QString part = profile_.filePath(QStringLiteral("part.jsonl"));
  Q_EMIT history.exportRequested(part);
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(part), kPatience);
  QFile lines(part);
  QVERIFY(lines.open(QIODevice::ReadOnly));
  const auto said = lines.readAll();
  QCOMPARE(said.count('\n'), 2);
  QCOMPARE(said.count("put store item"), 2);
}

QTEST_MAIN(SafetyLiveTest)
#include "safety_live_test.moc"
