// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/shell/sample_pages.h"
#include "ui/shell/deployment_switcher.h"
#include "ui/shell/go_to.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/navigation.h"
#include "ui/shell/page_focus.h"
#include "ui/shell/palette.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/tab_area.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/view_keys.h"

#include <algorithm>
#include <memory>

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace heddle;
using sample::SamplePage;
using shell::OpenMode;

namespace {

// Finds one object by its whole id, like the real provider does.
class OneObject : public shell::GoToProvider {
  Q_OBJECT
 public:
  void search(const QString& text, int generation) override {
    QMetaObject::invokeMethod(
        this,
        [this, text, generation] {
          if (text == u"0198a741") {
            shell::GoToHit hit{QStringLiteral("Run 0198a741"),
                               QStringLiteral("samples"),
                               QStringLiteral("run"),
                               {QStringLiteral("run"), QStringLiteral("samples"), text}};
            Q_EMIT found(generation, {hit});
          }
          if (text == u"unreachable") Q_EMIT missed(generation, QStringLiteral("prod was not searched"));
          Q_EMIT finished(generation);
        },
        Qt::QueuedConnection);
  }
};

// Every text 40 % longer, as German or Finnish would make it.
class Longer : public QTranslator {
 public:
  mutable int asked = 0;
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* source, const char*, int) const override {
    ++asked;
    const QString text = QString::fromUtf8(source);
    return text + QString(std::max<qsizetype>(1, text.size() * 4 / 10), QLatin1Char('x'));
  }
};

SamplePage* page(shell::MainWindow& window) {
  return qobject_cast<SamplePage*>(window.currentPage());
}

shell::PageKey key(const char* kind, const char* object = "", const char* slug = "samples") {
  return {QString::fromLatin1(kind), QString::fromLatin1(slug), QString::fromLatin1(object)};
}

}  // namespace

class WindowTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    window_ = make();
  }

  void cleanup() {
    window_.reset();
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
  }

  void theSheetListsTheKeysThereAre() {
    window_->open(key("runs"));
    window_->findChild<shell::NavigationList*>()->setFocus();
    press(Qt::Key_Question, Qt::NoModifier);
    const auto* sheet = window_->findChild<shell::ShortcutSheet*>();
    QVERIFY(sheet);
    const QAbstractItemModel* rows = sheet->findChild<QTableView*>()->model();
    for (const char* keys :
         {"Ctrl+P", "Ctrl+Shift+P", "Ctrl+W", "/", "X", "F", "P", "C", "A", "B", "[", "]", "Del", "Ctrl+A"})
      QVERIFY2(!rows->match(rows->index(0, 1), Qt::DisplayRole, QLatin1String(keys)).isEmpty(), keys);
  }

  void theSheetIsSavedForPrinting() {
    shell::ShortcutSheet sheet(window_.get());
    sheet.setAttribute(Qt::WA_DeleteOnClose, false);
    sheet.add(*window_->findChild<widgets::ViewKeys*>());
    const QString path = folder_->filePath(QStringLiteral("keys.pdf"));
    QCOMPARE(sheet.writePdf(path), QString());
    QFile written(path);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray bytes = written.readAll();
    QVERIFY(bytes.startsWith("%PDF-"));
    QVERIFY2(bytes.size() > 5000, qPrintable(QString::number(bytes.size())));  // not an empty page
    const QString nowhere = folder_->filePath(QStringLiteral("no/folder/keys.pdf"));
    QVERIFY(sheet.writePdf(nowhere).contains(nowhere));
  }

  void everyCommandComesWithAKeyOfItsOwn() {
    const QList<shell::KeyCommand> commands = window_->keys().commands();
    QStringList known;
    for (const shell::KeyCommand& command : commands) {
      for (const QKeySequence& key : command.keys) {
        known.append(key.toString(QKeySequence::PortableText));
        QVERIFY2(window_->keys().conflicts(command.id, key).isEmpty(), qPrintable(command.title));
      }
    }
    for (const char* keys : {"Ctrl+P",
                             "Ctrl+Shift+P",
                             "F1",
                             "Ctrl+1",
                             "Ctrl+9",
                             "Ctrl+Tab",
                             "Ctrl+Shift+D",
                             "Ctrl+W",
                             "Ctrl+Shift+T",
                             "Alt+Left",
                             "Alt+Right",
                             "Ctrl+B",
                             "Ctrl+J",
                             "Ctrl+I",
                             "/",
                             "Space",
                             "Return",
                             "Ctrl+Return",
                             "X",
                             "Shift+Up",
                             "Shift+Down",
                             "Ctrl+A",
                             "R",
                             "F5",
                             "Shift+F5",
                             "F",
                             "P",
                             "C",
                             "[",
                             "]",
                             "A",
                             "B",
                             "T",
                             "?",
                             "Ctrl+C",
                             "Del",
                             "Ctrl+Shift+C"})
      QVERIFY2(known.contains(QLatin1String(keys)), keys);
  }

  void listsAreGivenOtherKeys() {
    QStandardItemModel model(3, 1);
    auto* table = new widgets::DataTable;
    table->setModel(&model);
    window_->open(key("runs"));
    page(*window_)->widget()->layout()->addWidget(table);
    table->show();
    table->setFocus();
    table->selectRow(0);
    QSignalSpy peeked(table, &widgets::DataTable::peeked);
    window_->keys().bind(QStringLiteral("view-peek"), QKeySequence(QStringLiteral("V")));
    press(Qt::Key_Space, Qt::NoModifier);
    QCOMPARE(peeked.count(), 0);
    press(Qt::Key_V, Qt::NoModifier);
    QCOMPARE(peeked.count(), 1);
    page(*window_)->filter->setFocus();
    press(Qt::Key_V, Qt::NoModifier);
    QCOMPARE(peeked.count(), 1);
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("v"));
    table->setFocus();
    press(Qt::Key_Question, Qt::NoModifier);
    const QAbstractItemModel* rows =
        window_->findChild<shell::ShortcutSheet*>()->findChild<QTableView*>()->model();
    QVERIFY(rows->match(rows->index(0, 1), Qt::DisplayRole, QStringLiteral("Space")).isEmpty());
    QCOMPARE(rows->match(rows->index(0, 1), Qt::DisplayRole, QStringLiteral("V"), 1, Qt::MatchExactly).size(),
             1);
    window_->close();
    model.clear();
    window_ = make();
    const auto kept = window_->keys().toJson();
    QCOMPARE(kept.value(u"view-peek").toString(), QStringLiteral("V"));
  }

  void thePaletteTellsTheListThatHadTheFocus() {
    QStandardItemModel model(3, 1);
    auto* table = new widgets::DataTable;
    table->setModel(&model);
    window_->open(key("runs"));
    page(*window_)->widget()->layout()->addWidget(table);
    table->show();
    auto* palette = window_->findChild<shell::Palette*>();
    const auto run = [this, palette](const char* command) {
      press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
      QTest::keyClicks(palette->field(), QLatin1String(command));
      const shell::PaletteEntry entry = palette->model()->at(0);
      press(Qt::Key_Return, Qt::NoModifier);
      palette->dismiss();
      return entry;
    };
    table->setFocus();
    QVERIFY(run("select every row").enabled);
    QCOMPARE(table->selectionModel()->selectedRows().size(), 3);
    QVERIFY(!run("mark as a").enabled);
    const shell::PaletteEntry idle = run("delete what is selected");
    QVERIFY(!idle.enabled);
    QCOMPARE(idle.reason, QStringLiteral("This list has nothing that it could be done to."));
    connect(table, &widgets::DataTable::deleteRequested, this, [] {});
    QVERIFY(run("delete what is selected").enabled);
    page(*window_)->filter->setFocus();
    const shell::PaletteEntry refused = run("select every row");
    QVERIFY(!refused.enabled);
    QCOMPARE(refused.reason, QStringLiteral("Go to one first: Lists."));
    // Asked for over the other palette, which has the focus by then.
    table->setFocus();
    press(Qt::Key_P, Qt::ControlModifier);
    QVERIFY(run("select every row").enabled);
  }

  void keysAreShownWhereverTheyAreTold() {
    const auto tips = [this] {
      QStringList all;
      for (const auto* button : window_->findChildren<QAbstractButton*>())
        all.append(button->toolTip());
      return all.join(u'\n');
    };
    for (const char* id : {"go-to", "deployment", "bottom-panel"})
      window_->keys().bind(QLatin1String(id),
                           QKeySequence(QStringLiteral("Ctrl+Alt+") + QLatin1String(id)[0]));
    for (const char* told : {"Ctrl+P)", "Ctrl+Shift+D)", "Ctrl+J)"})
      QVERIFY2(!tips().contains(QLatin1String(told)), told);
    for (const char* told :
         {"a pasted id (Ctrl+Alt+G)", "samples, local (Ctrl+Alt+D)", "Hide the panel (Ctrl+Alt+B)"})
      QVERIFY2(tips().contains(QLatin1String(told)), qPrintable(tips()));
  }

  void theDensityComesBackWithTheSession() {
    for (QAction* action : window_->actions())
      if (action->text() == u"Compact rows") action->trigger();
    window_->close();
    theme::ThemeSwitch::instance().setDensity(theme::Density::Comfortable);
    window_ = make();
    QCOMPARE(theme::current().rowHeight(), theme::metrics::kCompactRow);
    theme::ThemeSwitch::instance().setDensity(theme::Density::Comfortable);
  }

  void opensInPlaceAndGoesBackToTheLivingPage() {
    window_->open(key("runs"));
    page(*window_)->filter->setText(QStringLiteral("status:error"));
    SamplePage* const list = page(*window_);
    window_->open(key("run", "0198"), OpenMode::InPlace);
    QCOMPARE(page(*window_)->key.object, QStringLiteral("0198"));
    QVERIFY(!list->active);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(page(*window_), list);
    QVERIFY(list->active);
    QCOMPARE(list->filter->text(), QStringLiteral("status:error"));
    press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(page(*window_)->key.object, QStringLiteral("0198"));
  }

  void keepsTheStateOfPagesFarBack() {
    window_->open(key("runs"));
    page(*window_)->filter->setText(QStringLiteral("far"));
    const QPointer<SamplePage> first = page(*window_);
    for (int i = 0; i < 6; ++i)
      window_->open(key("run", QByteArray::number(i).constData()));
    QVERIFY(!first);
    for (int i = 0; i < 6; ++i)
      press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("far"));
  }

  void showsAnOpenPageInsteadOfOpeningItTwice() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    window_->open(key("runs"), OpenMode::NewTab);
    QCOMPARE(tabs()->count(), 2);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    window_->open(key("run", "1"), OpenMode::Background);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    QCOMPARE(tabs()->count(), 3);
  }

  void closesAndReopensTabsByRecency() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    window_->open(key("assistants"), OpenMode::NewTab);
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    page(*window_)->filter->setText(QStringLiteral("kept"));
    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("assistants"));
    press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("kept"));
    press(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("assistants"));
  }

  void closesTheLastTab() {
    window_->open(key("runs"));
    press(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(!window_->currentPage());
    window_->open(key("threads"));
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
  }

  void restoresTabsWithoutMakingHiddenPages() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    page(*window_)->filter->setText(QStringLiteral("idle"));
    press(Qt::Key_1, Qt::ControlModifier);
    window_->close();
    window_ = make();
    QSignalSpy created(window_.get(), &shell::MainWindow::pageCreated);
    QVERIFY(window_->restoreTabs());
    QCOMPARE(tabs()->count(), 2);
    QCOMPARE(created.count(), 1);
    QCOMPARE(page(*window_)->key, key("runs"));
    press(Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("idle"));
    QFile file(folder_->filePath(QStringLiteral("session.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
  }

  void opensWithABrokenSession() {
    QFile file(folder_->filePath(QStringLiteral("session.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"version\": 1, \"tabs\": [{\"kind\": \"gone\"}, 7, {\"kind\": \"runs\", ");
    file.close();
    window_ = make();
    QVERIFY(!window_->restoreTabs());
  }

  void switchesTheDeploymentOfTheListInFront() {
    window_->open(key("threads"));
    QSignalSpy chosen(window_.get(), &shell::MainWindow::deploymentChosen);
    Q_EMIT window_->findChild<shell::DeploymentSwitcher*>()->chosen(QStringLiteral("prod-eu"));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(page(*window_)->key, key("threads", "", "prod-eu"));
    QCOMPARE(window_->currentDeployment(), QStringLiteral("prod-eu"));
    press(Qt::Key_1, Qt::ControlModifier);  // the tab of the other deployment leads the window back to it
    QCOMPARE(window_->currentDeployment(), QStringLiteral("samples"));
    QCOMPARE(chosen.count(), 2);
  }

  void aListBehindLoadingGetsTheKeyboardWhenItAppears() {
    window_->open(key("runs"));
    QWidget* widget = page(*window_)->widget();
    auto* late = new QListView(widget);
    late->setAccessibleName(QStringLiteral("Late"));
    late->hide();
    window_->findChild<shell::NavigationList*>()->setFocus();
    shell::focusPage(widget);
    QCOMPARE(QApplication::focusWidget(), widget);
    late->show();
    QCOMPARE(QApplication::focusWidget(), late);
    late->hide();
    window_->findChild<shell::NavigationList*>()->setFocus();
    late->show();  // the user went elsewhere: the keyboard stays there
    QVERIFY(QApplication::focusWidget() != late);
  }

  void entriesOfTheStatusBarsMenusAreCommands() {
    window_->setTimeModes({QStringLiteral("relative"), QStringLiteral("UTC")}, 0);
    QSignalSpy intervals(window_.get(), &shell::MainWindow::refreshIntervalChosen);
    QSignalSpy modes(window_.get(), &shell::MainWindow::timeModeChosen);
    auto* palette = window_->findChild<shell::Palette*>();
    for (const char* command : {"refresh every 15 s", "times: utc"}) {
      press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
      QTest::keyClicks(palette->field(), QLatin1String(command));
      press(Qt::Key_Return, Qt::NoModifier);
    }
    QCOMPARE(intervals.value(0).value(0).toInt(), 15);
    QCOMPARE(modes.value(0).value(0).toInt(), 1);
  }

  void aPageThatIsOfferedLaterIsMarked() {
    window_->open(key("saved"));
    const auto* list = window_->findChild<shell::NavigationList*>();
    QVERIFY(!list->currentIndex().isValid());
    window_->setOffered(window_->currentDeployment(), QStringLiteral("saved"), true);
    QCOMPARE(list->currentIndex().data().toString(), QStringLiteral("Saved"));
  }

  void navigatesByKeyboard() {
    window_->open(key("runs"));
    auto* list = window_->findChild<shell::NavigationList*>();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
  }

  void findsPagesAndPastedIds() {
    OneObject provider;
    window_->setGoToProvider(&provider);
    press(Qt::Key_P, Qt::ControlModifier);
    auto* palette = window_->findChild<shell::Palette*>();
    QVERIFY(palette->isVisible());
    auto* field = palette->findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("thr"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
    press(Qt::Key_P, Qt::ControlModifier);
    field->setText(QStringLiteral("0198a741"));
    QTRY_VERIFY(palette->model()->rowCount() == 1);
    QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key, key("run", "0198a741"));
    QCOMPARE(tabs()->count(), 2);
  }

  void aSearchThatMissedADeploymentDoesNotSayNothingFound() {
    OneObject provider;
    window_->setGoToProvider(&provider);
    press(Qt::Key_P, Qt::ControlModifier);
    auto* palette = window_->findChild<shell::Palette*>();
    const auto says = [palette](const char* text) {
      const auto labels = palette->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(),
                         [text](const QLabel* label) { return label->text().contains(QLatin1String(text)); });
    };
    palette->field()->setText(QStringLiteral("unreachable"));
    QTRY_VERIFY(says("prod was not searched"));
    QVERIFY(!says("Nothing found"));
    palette->field()->setText(QStringLiteral("unreach"));
    QTRY_VERIFY(says("Nothing found"));
    palette->dismiss();
  }

  void opensLinksFromThePalette() {
    press(Qt::Key_P, Qt::ControlModifier);
    auto* field = window_->findChild<shell::Palette*>()->findChild<QLineEdit*>();
    field->setText(QStringLiteral("heddle://samples/run/77"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(page(*window_)->key, key("run", "77"));
    press(Qt::Key_P, Qt::ControlModifier);
    field->setText(QStringLiteral("heddle://samples/runs?filter=status:error"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(page(*window_)->key, key("runs"));
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("status:error"));
    window_->openLink(QStringLiteral("heddle://samples/runs/78?filter=x"), OpenMode::NewTab);
    QCOMPARE(page(*window_)->key, key("run", "78"));  // one of the runs
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("x"));
  }

  void aLinkToNowhereSaysSo() {
    window_->open(key("runs"));
    QVERIFY(!window_->openLink(QStringLiteral("heddle://samples/weather/7")));
    QVERIFY(window_->toast()->sentence().contains(QStringLiteral("weather")));
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
  }

  void aLinkShowsNothingThatItDoesNotSay() {
    window_->open(key("runs"));
    page(*window_)->filter->setText(QStringLiteral("status:error"));
    window_->openLink(QStringLiteral("heddle://samples/runs"));
    QCOMPARE(page(*window_)->filter->text(), QString());
  }

  void whatIsChosenStaysChosenWhenMoreIsFound() {
    OneObject provider;
    window_->setGoToProvider(&provider);
    auto* palette = window_->findChild<shell::Palette*>();
    press(Qt::Key_P, Qt::ControlModifier);
    palette->model()->setEntries({{QStringLiteral("0198a741 one"), {}, {}, {}, true, {}, {}},
                                  {QStringLiteral("0198a741 two"), {}, {}, {}, true, {}, {}}});
    palette->field()->setText(QStringLiteral("0198a741"));
    press(Qt::Key_Down, Qt::NoModifier);
    const auto* list = palette->findChild<QListView*>();
    const QString chosen = list->currentIndex().data().toString();
    QVERIFY(chosen.startsWith(QStringLiteral("0198a741 ")));
    QTRY_COMPARE(palette->model()->rowCount(), 3);
    QCOMPARE(list->currentIndex().data().toString(), chosen);
    palette->dismiss();
  }

  void copiesTheLinkToThePageOrToWhatIsMarkedInIt() {
    window_->open(key("runs"));
    press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("heddle://samples/runs"));
    page(*window_)->filter->setText(QStringLiteral("status:error x"));
    press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    const QString filtered = QGuiApplication::clipboard()->text();
    QCOMPARE(filtered, QStringLiteral("heddle://samples/runs?filter=status%3Aerror%20x"));
    page(*window_)->filter->clear();
    window_->openLink(filtered);
    QCOMPARE(page(*window_)->filter->text(), QStringLiteral("status:error x"));
    page(*window_)->markedObject = QStringLiteral("0198");
    press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("heddle://samples/run/0198"));
  }

  void commandsThatCannotRunSayWhy() {
    const auto disabled = [this] {
      QMap<QString, QString> reasons;
      press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
      auto* palette = window_->findChild<shell::Palette*>();
      for (int row = 0; row < palette->model()->rowCount(); ++row) {
        const shell::PaletteEntry& entry = palette->model()->at(row);
        if (!entry.enabled) reasons.insert(entry.title, entry.reason);
      }
      palette->dismiss();
      return reasons;
    };
    const auto without = disabled();
    QVERIFY(without.contains(QStringLiteral("Copy link")));
    QVERIFY(without.contains(QStringLiteral("Reopen closed tab")));
    for (auto one = without.begin(); one != without.end(); ++one)
      QVERIFY2(one.value().endsWith(u'.'), qPrintable(one.key() + u": " + one.value()));
    window_->open(key("runs"));
    QStringList left = disabled().keys();
    for (const widgets::ViewCommandInfo& info : widgets::viewCommands())
      left.removeOne(info.title);
    QCOMPARE(left.removeIf([](const QString& title) { return title.startsWith(u"Go to tab "); }), 8);
    QCOMPARE(left, QStringList({QStringLiteral("Back"), QStringLiteral("Close other tabs"),
                                QStringLiteral("Forward"), QStringLiteral("Previous tab"),
                                QStringLiteral("Reopen closed tab")}));
    window_->open(key("threads"), OpenMode::NewTab);
    press(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(!disabled().contains(QStringLiteral("Reopen closed tab")));
  }

  void runsCommandsOfThePage() {
    window_->open(key("runs"));
    QSignalSpy triggered(page(*window_)->commands().first(), &QAction::triggered);
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto* field = window_->findChild<shell::Palette*>()->findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("Command of"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(triggered.count(), 1);
  }

  void lettersActInListsAndNotInFields() {
    window_->open(key("runs"));
    window_->addJump(QStringLiteral("t"), QStringLiteral("threads"));
    SamplePage* runs = page(*window_);
    auto* list = window_->findChild<shell::NavigationList*>();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_R);
    QCOMPARE(runs->refreshed, 1);
    QTest::keyClick(list, Qt::Key_Slash);
    QTRY_VERIFY(runs->filter->hasFocus());
    QTest::keyClicks(runs->filter, QStringLiteral("r/gt"));
    QCOMPARE(runs->filter->text(), QStringLiteral("r/gt"));
    QCOMPARE(runs->refreshed, 1);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_G);
    QTest::keyClick(list, Qt::Key_T);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
  }

  void lettersOfABoxOfChoicesAreItsOwn() {
    window_->open(key("runs"));
    auto* box = new QComboBox;
    box->addItems({QStringLiteral("alpha"), QStringLiteral("rho"), QStringLiteral("tau")});
    page(*window_)->widget()->layout()->addWidget(box);
    box->show();
    box->setFocus();
    QSignalSpy modes(window_.get(), &shell::MainWindow::timeModeChosen);
    press(Qt::Key_T, Qt::NoModifier);
    QCOMPARE(box->currentText(), QStringLiteral("tau"));
    QCOMPARE(modes.count(), 0);
    press(Qt::Key_B, Qt::ControlModifier);  // what is no letter acts as ever
    QVERIFY(!action("Navigation")->isChecked());
  }

  void aTabInTheBackCanBeGoneTo() {
    window_->open(key("runs"));
    QVERIFY(!action("Go to tab 2")->isEnabled());
    window_->open(key("threads"), OpenMode::Background);
    press(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("runs"));
    press(Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
  }

  void theOtherTabsCloseByACommand() {
    window_->open(key("runs"));
    window_->open(key("threads"), OpenMode::NewTab);
    window_->open(key("tail"), OpenMode::NewTab);
    press(Qt::Key_2, Qt::ControlModifier);
    action("Close other tabs")->trigger();
    QCOMPARE(tabs()->count(), 1);
    QCOMPARE(page(*window_)->key.kind, QStringLiteral("threads"));
  }

  void theSwitcherOpensByItsKey() {
    press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 2);
    menu->close();
  }

  void everyControlHasAName() {
    window_->open(key("runs"));
    for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
      if (!button->isVisible() || qobject_cast<const QTabBar*>(button->parentWidget())) continue;
      QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
               button->metaObject()->className());
    }
    for (const QListView* list : window_->findChildren<QListView*>())
      QVERIFY(!list->accessibleName().isEmpty());
  }

  // Outside tests find controls by role and name: two of the same name in one window would be one too many.
  void namesOfControlsAreUnique() {
    window_->open(key("runs"));
    QStringList names;
    for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
      if (!button->isVisible() || qobject_cast<const QTabBar*>(button->parentWidget())) continue;
      const QString name = button->accessibleName().isEmpty() ? button->text() : button->accessibleName();
      QVERIFY2(!names.contains(name), qPrintable(name));
      names.append(name);
    }
    QVERIFY(names.size() >= 6);
  }

  void survivesLongerTranslations() {
    Longer longer;
    window_.reset();
    QVERIFY(QCoreApplication::installTranslator(&longer));
    window_ = make();
    window_->resize(1024, 640);
    window_->setCurrentDeployment(QStringLiteral("prod-eu"));
    window_->open(key("runs", "", "prod-eu"));
    QAction unlock(QStringLiteral("Unlock for a limited time…"));
    window_->setTitleActions({&unlock});
    window_->setTasksText(QStringLiteral("2 background tasks · 0 dropped · 4 queries per second"));
    shoot(QStringLiteral("shell-long-text"));
    QVERIFY(longer.asked > 10);
    QCOMPARE(window_->width(), 1024);  // nothing forces the window wider
    for (const QPushButton* button : window_->findChildren<QPushButton*>()) {
      if (button->isVisible() && button->text().size() > 1)
        QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
    }
    for (const QToolButton* button : window_->findChildren<QToolButton*>()) {
      if (button->isVisible() && button->toolButtonStyle() == Qt::ToolButtonTextOnly)
        QVERIFY(button->width() >= button->sizeHint().width());
    }
    QCoreApplication::removeTranslator(&longer);
  }

  void leavesPictures() {
    window_->resize(1600, 1000);
    window_->setCurrentDeployment(QStringLiteral("prod-eu"));
    window_->open(key("runs", "", "prod-eu"));
    window_->open(key("run", "5b1e77aa", "prod-eu"), OpenMode::NewTab);
    window_->open(key("tail"), OpenMode::Background);
    QAction unlock(QStringLiteral("Unlock…"));
    window_->setTitleActions({&unlock});
    window_->setTasksText(QStringLiteral("2 background tasks · 0 dropped"));
    shoot(QStringLiteral("shell-light"));
    theme::ThemeSwitch::instance().choose(theme::Choice::Dark);
    shoot(QStringLiteral("shell-dark"));
    press(Qt::Key_P, Qt::ControlModifier);
    shoot(QStringLiteral("shell-palette-dark"));
    press(Qt::Key_Escape, Qt::NoModifier);
    press(Qt::Key_B, Qt::ControlModifier);
    shoot(QStringLiteral("shell-collapsed-dark"));
  }

 private:
  std::unique_ptr<shell::MainWindow> make() {
    auto window = std::make_unique<shell::MainWindow>(
        sample::registry(), shell::SessionFile(folder_->filePath(QStringLiteral("session.json"))));
    theme::ThemeSwitch::instance().choose(theme::Choice::Light);
    window->setDeployments(sample::deployments());
    window->setCurrentDeployment(QStringLiteral("samples"));
    window->setCount(QStringLiteral("prod-eu"), QStringLiteral("runs"), QStringLiteral("1.2 M"));
    window->setCount(QStringLiteral("prod-eu"), QStringLiteral("threads"), QStringLiteral("214 k"));
    for (const char* slug : {"prod-eu", "samples"})
      window->setSources(QString::fromLatin1(slug), sample::sources());
    window->setTimeModes({QStringLiteral("relative"), QStringLiteral("local"), QStringLiteral("UTC")}, 2);
    window->show();
    window->activateWindow();
    [&] { QVERIFY(QTest::qWaitForWindowActive(window.get())); }();
    return window;
  }

  QAction* action(const char* title) {
    for (QAction* each : window_->actions()) {
      if (each->text() == QLatin1String(title)) return each;
    }
    return nullptr;
  }

  shell::TabArea* tabs() { return window_->findChild<shell::TabArea*>(); }

  void press(Qt::Key which, Qt::KeyboardModifiers modifiers) {
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : window_.get(), which, modifiers);
  }

  void shoot(const QString& name) {
    const QString folder = QStringLiteral(HEDDLE_BIN_DIR "/../screenshots");
    QDir().mkpath(folder);
    QCoreApplication::sendPostedEvents();  // palettes and layouts arrive as events
    QVERIFY(window_->grab().save(folder + u'/' + name + QStringLiteral(".png")));
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<shell::MainWindow> window_;
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
