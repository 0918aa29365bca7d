// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/key_bindings.h"

#include <algorithm>
#include <memory>

#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <QWidget>

using namespace heddle::shell;

namespace {

QKeySequence key(const char* text) {
  return QKeySequence(QLatin1String(text));
}

}  // namespace

class KeyBindingsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    keys_ = std::make_unique<KeyBindings>();
    keys_->adopt({add("refresh", "Refresh", {key("F5"), key("R")}),
                  add("jump-runs", "Go to Runs", {key("G, R")}), add("theme", "Light or dark", {})});
    views_ = std::make_unique<heddle::widgets::ViewKeys>(&window_);
    keys_->adopt(*views_);
  }

  void cleanup() {
    keys_.reset();
    views_.reset();
    qDeleteAll(actions_);
    actions_.clear();
  }

  void theChosenKeyReplacesThoseItCameWith() {
    QSignalSpy changed(keys_.get(), &KeyBindings::changed);
    keys_->bind(QStringLiteral("refresh"), key("Ctrl+R"));
    QCOMPARE(actions_[0]->shortcuts(), QList<QKeySequence>{key("Ctrl+R")});
    QVERIFY(actions_[0]->toolTip().contains(key("Ctrl+R").toString(QKeySequence::NativeText)));
    QVERIFY(keys_->commands()[0].changed);
    keys_->reset(QStringLiteral("refresh"));
    QCOMPARE(actions_[0]->shortcuts(), (QList<QKeySequence>{key("F5"), key("R")}));
    QVERIFY(!keys_->commands()[0].changed);
    QCOMPARE(changed.count(), 2);
  }

  void noKeyAtAllIsAChoice() {
    keys_->bind(QStringLiteral("refresh"), {});
    QVERIFY(actions_[0]->shortcuts().isEmpty());
    QCOMPARE(actions_[0]->toolTip(), QStringLiteral("Refresh"));
    QVERIFY(keys_->commands()[0].changed);
  }

  void theKeyItCameWithIsNoChoice() {
    keys_->bind(QStringLiteral("jump-runs"), key("Ctrl+K"));
    keys_->bind(QStringLiteral("jump-runs"), key("G, R"));
    QVERIFY(keys_->toJson().isEmpty());
  }

  void conflictsAreNamed_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QStringList>("titles");
    QTest::newRow("free") << "theme"
                          << "Ctrl+K" << QStringList();
    QTest::newRow("another command") << "theme"
                                     << "F5" << QStringList{QStringLiteral("Refresh")};
    QTest::newRow("its own key") << "refresh"
                                 << "F5" << QStringList();
    QTest::newRow("second key of a command") << "theme"
                                             << "R" << QStringList{QStringLiteral("Refresh")};
    QTest::newRow("begins another") << "theme"
                                    << "G" << QStringList{QStringLiteral("Go to Runs")};
    QTest::newRow("goes on from another") << "theme"
                                          << "F5, A" << QStringList{QStringLiteral("Refresh")};
    QTest::newRow("a list's, anywhere")
        << "theme"
        << "X" << QStringList{QStringLiteral("Take the row into the selection, or out (Lists)")};
    QTest::newRow("a list's, in a list")
        << "view-peek"
        << "X" << QStringList{QStringLiteral("Take the row into the selection, or out (Lists)")};
    QTest::newRow("a list's, in the tail, which is one")
        << "view-clear"
        << "X" << QStringList{QStringLiteral("Take the row into the selection, or out (Lists)")};
    QTest::newRow("a list's, in a history") << "view-older"
                                            << "X" << QStringList();
    QTest::newRow("the window's, in a list") << "view-peek"
                                             << "R" << QStringList{QStringLiteral("Refresh")};
    QTest::newRow("a history's, in a list") << "view-peek"
                                            << "A" << QStringList();
    QTest::newRow("none") << "theme"
                          << "" << QStringList();
  }

  void conflictsAreNamed() {
    QFETCH(QString, id);
    QFETCH(QString, keys);
    QFETCH(QStringList, titles);
    QCOMPARE(keys_->conflicts(id, QKeySequence(keys)), titles);
  }

  void aListHearsOneKeyAtATime() {
    const QKeySequence two = key("K, K");
    QVERIFY(keys_->refusal(QStringLiteral("theme"), two).isEmpty());
    QVERIFY(!keys_->refusal(QStringLiteral("view-peek"), two).isEmpty());
    QVERIFY(keys_->refusal(QStringLiteral("view-peek"), key("K")).isEmpty());
    keys_->bind(QStringLiteral("view-peek"), two);
    QVERIFY(keys_->toJson().isEmpty());
  }

  void allAreAsTheyCame() {
    keys_->bind(QStringLiteral("refresh"), {});
    keys_->bind(QStringLiteral("view-peek"), key("K"));
    keys_->resetAll();
    QCOMPARE(actions_[0]->shortcuts(), (QList<QKeySequence>{key("F5"), key("R")}));
    const auto commands = keys_->commands();
    QVERIFY(
        std::none_of(commands.begin(), commands.end(), [](const KeyCommand& one) { return one.changed; }));
    QVERIFY(keys_->toJson().isEmpty());
  }

  void aChosenKeyIsFreeAgainUnderItsOldName() {
    keys_->bind(QStringLiteral("refresh"), key("Ctrl+R"));
    QVERIFY(keys_->conflicts(QStringLiteral("theme"), key("F5")).isEmpty());
    QCOMPARE(keys_->conflicts(QStringLiteral("theme"), key("Ctrl+R")),
             QStringList{QStringLiteral("Refresh")});
  }

  void whatComesLaterGetsWhatWasChosen() {
    keys_->bind(QStringLiteral("refresh"), key("Ctrl+R"));
    KeyBindings next;
    next.fromJson(keys_->toJson());
    QAction late(QStringLiteral("Refresh"));
    late.setObjectName(QStringLiteral("refresh"));
    late.setShortcut(key("F5"));
    QAction second(QStringLiteral("Refresh"));
    second.setObjectName(QStringLiteral("refresh"));
    next.adopt({&late});
    next.adopt({&second});
    QCOMPARE(late.shortcut(), key("Ctrl+R"));
    QCOMPARE(second.shortcut(), key("Ctrl+R"));
    next.reset(QStringLiteral("refresh"));
    QCOMPARE(second.shortcut(), key("F5"));
    QCOMPARE(next.commands().size(), 1);
  }

  void nobodyMissesAnActionThatIsGone() {
    const auto before = keys_->actionCount();
    delete actions_.takeFirst();
    QCOMPARE(keys_->actionCount(), before - 1);
    keys_->bind(QStringLiteral("refresh"), key("Ctrl+R"));
    QCOMPARE(keys_->commands()[0].keys, QList<QKeySequence>{key("Ctrl+R")});
  }

 private:
  QAction* add(const char* id, const char* text, const QList<QKeySequence>& own) {
    auto* action = new QAction(QLatin1String(text));
    action->setObjectName(QLatin1String(id));
    action->setShortcuts(own);
    actions_.append(action);
    return action;
  }

  std::unique_ptr<KeyBindings> keys_;
  QWidget window_;
  std::unique_ptr<heddle::widgets::ViewKeys> views_;
  QList<QAction*> actions_;
};

QTEST_MAIN(KeyBindingsTest)
#include "key_bindings_test.moc"
