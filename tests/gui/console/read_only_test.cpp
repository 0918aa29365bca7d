// SPDX-License-Identifier: Apache-2.0
// Every way to change a deployment, by window, command line and link, at read-only level: nothing may reach
// its API, its Postgres or its Redis. The same attempts on an open deployment do reach the API: the test
// would see them.
#include "app/console/console.h"
#include "app/console/runs_controller.h"
#include "app/console/threads_controller.h"
#include "backend/client/api/run_body.h"
#include "backend/client/postgres/pg_connection.h"
#include "backend/deployment/deployment_json.h"
#include "tests/integration/client/postgres_relay.h"
#include "tests/integration/client/recording_server.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"
#include "ui/panels/assistants/assistant_detail_panel.h"
#include "ui/panels/assistants/assistant_edit_dialog.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/crons/cron_detail_panel.h"
#include "ui/panels/crons/crons_page.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/safety/action_dialog.h"
#include "ui/panels/store/store_item_dialog.h"
#include "ui/panels/store/store_item_panel.h"
#include "ui/panels/store/store_page.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/shell/navigation.h"
#include "ui/widgets/data_table.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>
#include <hiredis/hiredis.h>

using namespace heddle;
using client::ActionVerb;
using heddle::test::PostgresRelay;
using heddle::test::RecordingServer;
using heddle::test::TestPostgres;

namespace {

constexpr int kPatience = 30'000;
const QString kThread = QStringLiteral("10000000-0000-0000-0000-000000000001");
const QString kRun = QStringLiteral("20000000-0000-0000-0000-000000000001");
const QString kAssistant = QStringLiteral("00000000-0000-0000-0000-00000000aaaa");
const QString kCron = QStringLiteral("30000000-0000-0000-0000-000000000001");

const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'A');"
    "insert into thread (thread_id, status) values ('10000000-0000-0000-0000-000000000001', 'interrupted');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs) values "
    "('20000000-0000-0000-0000-000000000001', "
    "'10000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', 'pending', '{}');"
    "insert into cron (cron_id, assistant_id, schedule, payload, enabled) values "
    "('30000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', '0 12 * * *', '{}', "
    "true);"
    "insert into store (prefix, key, value) values ('a', 'k', '{\"n\": 1}')";

const ActionVerb kVerbs[] = {
    ActionVerb::cancelRun,    ActionVerb::rollBackRun,         ActionVerb::deleteRun,
    ActionVerb::deleteThread, ActionVerb::setAssistantVersion, ActionVerb::editAssistant,
    ActionVerb::pauseCron,    ActionVerb::resumeCron,          ActionVerb::deleteCron,
    ActionVerb::putItem,      ActionVerb::deleteItem};

client::ActionRequest requestOf(ActionVerb verb) {
  client::ActionRequest request;
  request.verb = verb;
  client::ActionTarget target{kRun, kThread, {}};
  if (verb == ActionVerb::deleteThread) target.id = kThread;
  if (verb == ActionVerb::setAssistantVersion || verb == ActionVerb::editAssistant) target.id = kAssistant;
  if (verb == ActionVerb::pauseCron || verb == ActionVerb::resumeCron || verb == ActionVerb::deleteCron)
    target.id = kCron;
  if (verb == ActionVerb::putItem || verb == ActionVerb::deleteItem) target.nameSpace = {QStringLiteral("a")};
  if (verb == ActionVerb::setAssistantVersion || verb == ActionVerb::editAssistant ||
      verb == ActionVerb::putItem)
    request.body = R"({"version":1,"name":"x"})";
  request.targets.push_back(target);
  return request;
}

/// Command lines, each with everything that a confirmation takes but a reason to unlock.
QList<QStringList> commandLines() {
  const QStringList lines{QStringLiteral("runs cancel ") + kRun,
                          QStringLiteral("runs cancel --rollback ") + kRun,
                          QStringLiteral("runs delete ") + kRun,
                          QStringLiteral("threads delete ") + kThread,
                          QStringLiteral("crons pause ") + kCron,
                          QStringLiteral("crons resume ") + kCron,
                          QStringLiteral("crons delete ") + kCron,
                          QStringLiteral("store put --namespace a k {\"n\":1}"),
                          QStringLiteral("store delete --namespace a k"),
                          QStringLiteral("assistants set-version %1 1").arg(kAssistant),
                          QStringLiteral("assistants edit --name x ") + kAssistant};
  QList<QStringList> words;
  for (const QString& line : lines)
    words.append(line.split(QLatin1Char(' ')));
  return words;
}

QStringList links(const QString& slug) {
  return {QStringLiteral("heddle://%1/threads/%2?action=delete").arg(slug, kThread),
          QStringLiteral("heddle://%1/thread/%2?delete=1&confirm=prod").arg(slug, kThread),
          QStringLiteral("heddle://%1/run/%2?action=rollback&wait=0").arg(slug, kRun),
          QStringLiteral("heddle://%1/runs?cancel=all").arg(slug),
          QStringLiteral("heddle://%1/run/%2/cancel").arg(slug, kRun),
          QStringLiteral("heddle://%1/thread/%2/../../store/items").arg(slug, kThread),
          QStringLiteral("heddle://%1/cron/%2?action=delete&confirm=prod").arg(slug, kCron),
          QStringLiteral("heddle://%1/crons?pause=%2").arg(slug, kCron),
          QStringLiteral("heddle://%1/store?put=k&value=1").arg(slug),
          QStringLiteral("heddle://%1/assistant/%2?version=1&edit=name").arg(slug, kAssistant),
          QStringLiteral("heddle://%1/unlock?reason=because").arg(slug)};
}

/// The verbs of the command line that change something or may: all that it has but those known to read.
QStringList verbsThatMayWrite() {
  const auto below = [](const QStringList& words) {
    QProcess help;
    help.start(QStringLiteral(HEDDLE_VERBS), words + QStringList{QStringLiteral("--help")});
    help.waitForFinished(kPatience);
    static const QRegularExpression entry(QStringLiteral("^  ([a-z][a-z-]*) "));
    QStringList names;
    for (const QString& line : QString::fromUtf8(help.readAllStandardOutput())
                                   .section(QStringLiteral("Subcommands:"), 1)
                                   .split(QLatin1Char('\n'))) {
      if (const auto match = entry.match(line); match.hasMatch()) names.append(match.captured(1));
    }
    return names;
  };
  const auto reading = QStringLiteral(
                           "runs list,runs show,threads list,threads state,threads history,threads diff,"
                           "assistants list,assistants show,assistants versions,assistants diff,crons list,"
                           "crons show,store ls,store get,conn test,tail,audit")
                           .split(QLatin1Char(','));
  QStringList verbs;
  for (const QString& noun : below({})) {
    const QStringList own = below({noun});
    if (own.isEmpty()) verbs.append(noun);
    for (const QString& verb : own)
      verbs.append(noun + QLatin1Char(' ') + verb);
  }
  for (const QString& verb : reading)
    if (verbs.removeAll(verb) != 1) verbs.append(QStringLiteral("known to read, but not there: ") + verb);
  return verbs;
}

/// By the request line alone, and not by the gate's own list: what that takes for a read by mistake is seen.
bool onlyReads(const QString& line) {
  static const QRegularExpression read(QStringLiteral(
      "^(GET (?!\\S*cancel)\\S+|POST /\\S*/(search|count|history|namespaces|versions|checkpoint)) HTTP"));
  return read.match(line).hasMatch();
}

/// Statements of all connections, as the protocol carries them: simple queries and Parse messages.
QStringList statementsIn(const QByteArray& heard) {
  QStringList found;
  static const QRegularExpression word(QStringLiteral(
      "(?i)\\b(insert into|update [a-z_.\"]+ set|delete from|truncate|drop |alter |create |copy |call |"
      "do \\$|vacuum|lock table|nextval|pg_notify|begin read write|set transaction)"));
  auto matches = word.globalMatch(QString::fromLatin1(heard));
  while (matches.hasNext())
    found.append(matches.next().captured());
  return found;
}

/// Commands that the Redis has been asked since it began, by its own count.
QStringList redisCommands(const std::string& socket) {
  const std::unique_ptr<redisContext, decltype(&redisFree)> redis(redisConnectUnix(socket.c_str()),
                                                                  &redisFree);
  auto* reply = static_cast<redisReply*>(redisCommand(redis.get(), "INFO commandstats"));
  QStringList names;
  for (const auto& line :
       QString::fromUtf8(reply->str, static_cast<qsizetype>(reply->len)).split(QLatin1Char('\n'))) {
    if (line.startsWith(QLatin1String("cmdstat_"))) names.append(line.mid(8).section(QLatin1Char(':'), 0, 0));
  }
  freeReplyObject(reply);
  return names;
}

}  // namespace

class ReadOnlyTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::string direct_;
  std::unique_ptr<PostgresRelay> relay_;
  std::unique_ptr<test::TestRedis> redis_;
  std::unique_ptr<RecordingServer> api_;
  std::unique_ptr<console::Console> console_;
  QString profile_, file_;

  void make(const QString& name, deployment::Environment environment) {
    profile_ = folder_.filePath(name);
    file_ = folder_.filePath(name + QStringLiteral(".json"));
    deployment::Deployment deployment;
    deployment.name = name.toStdString();
    deployment.environment = environment;
    const auto database =
        QString::fromStdString(direct_).section(QLatin1Char('/'), 3, 3).section(QLatin1Char('?'), 0, 0);
    deployment.database = QStringLiteral("postgres://heddle@127.0.0.1:%1/%2")
                              .arg(relay_->serverPort())
                              .arg(database)
                              .toStdString();
    deployment.redis = "unix://" + redis_->socketPath();
    deployment.apiUrls = {api_->url().toString().toStdString()};
    QVERIFY(deployment::writeDeploymentFile(file_.toStdString(), deployment).has_value());
    console_ = std::make_unique<console::Console>(console::ConsoleOptions{profile_, file_});
    console_->show();
    QTRY_VERIFY_WITH_TIMEOUT(session() != nullptr && session()->capabilities() != nullptr, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(session()->state(client::Source::api).phase, client::SourcePhase::ready,
                              kPatience);
  }

  console::OpenDeployment& open() {
    return console_->deployments().at(console_->window().currentDeployment());
  }
  client::DeploymentSession* session() { return open().session(); }

  QStringList writesSeen() const {
    QStringList seen;
    for (const auto& request : api_->requests) {
      if (!onlyReads(QString::fromUtf8(request.line))) seen.append(QString::fromUtf8(request.line));
    }
    return seen;
  }

  template <typename Panel>
  Panel& panelOf(const QString& kind, const QString& object = {}) {
    auto* page = console_->window().open({kind, console_->window().currentDeployment(), object},
                                         shell::OpenMode::InPlace);
    return *static_cast<Panel*>(page->widget());
  }

  template <typename Dialog>
  Dialog* dialog() {
    for (auto* found : console_->window().findChildren<Dialog*>()) {
      if (found->isVisible()) return found;
    }
    return nullptr;
  }

  /// Buttons that are refused say why, and keys do what they do.
  template <typename Page>
  void pressAll(Page& page) {
    page.table().selectRow(0);
    QTest::keyClick(&page.table(), Qt::Key_Delete);
    for (QAction* action : page.actionList()) {
      QCOMPARE(action->isEnabled(), open().actionsAllowed());
      if (!open().actionsAllowed())
        QVERIFY2(action->toolTip().contains(QStringLiteral("read-only")), qPrintable(action->text()));
      action->trigger();
    }
  }

  /// What an agreement would send; what waits for an undo is not waited for.
  void agree() {
    while (auto* asked = dialog<panels::ActionDialog>()) {
      Q_EMIT asked->agreed({});
      Q_EMIT asked->stopRequested();
      asked->hide();
      asked->deleteLater();
    }
  }

  /// Crons, store and assistants: their signals, whatever the buttons say, and the dialogs behind them.
  void byOtherPages() {
    auto& crons = panelOf<panels::CronsPage>(QStringLiteral("crons"));
    QTRY_COMPARE_WITH_TIMEOUT(crons.table().model()->rowCount(), 1, kPatience);
    Q_EMIT crons.pauseRequested({kCron});
    Q_EMIT crons.resumeRequested({kCron});
    Q_EMIT crons.deleteRequested({kCron});
    auto& store = panelOf<panels::StorePage>(QStringLiteral("store"));
    QTRY_COMPARE_WITH_TIMEOUT(store.table().model()->rowCount(), 1, kPatience);
    store.table().selectRow(0);
    Q_EMIT store.deleteRequested({store.currentKey()});
    Q_EMIT store.newRequested();
    if (auto* item = dialog<panels::StoreItemDialog>()) {
      Q_EMIT item->written({QStringLiteral("a")}, QStringLiteral("k"), "{\"n\":2}");
      item->close();
    }
    auto& assistants = panelOf<panels::AssistantsPage>(QStringLiteral("assistants"));
    QTRY_COMPARE_WITH_TIMEOUT(assistants.table().model()->rowCount(), 1, kPatience);
    assistants.table().selectRow(0);
    const auto asked = [&] {
      Q_EMIT assistants.editRequested(kAssistant);
      return dialog<panels::AssistantEditDialog>() != nullptr || !open().actionsAllowed();
    };
    QTRY_VERIFY_WITH_TIMEOUT(asked(), kPatience);
    if (auto* edited = dialog<panels::AssistantEditDialog>()) {
      Q_EMIT edited->edited("{\"name\":\"x\"}");
      edited->close();
    }
    Q_EMIT assistants.versionRequested(kAssistant);
    if (auto* version = dialog<panels::AssistantVersionDialog>()) {
      Q_EMIT version->chosen(1);
      version->close();
    }
  }

  /// What stands beside a list, once it shows the first row; its buttons say why they are refused.
  template <typename Detail, typename Page>
  Detail& inspectorOf(const QString& kind) {
    auto* page =
        console_->window().open({kind, console_->window().currentDeployment(), {}}, shell::OpenMode::InPlace);
    auto& table = static_cast<Page*>(page->widget())->table();
    table.clearSelection();
    const auto buttons = [page] {
      QList<QPushButton*> shown;
      for (auto* button : page->inspector()->findChildren<QPushButton*>()) {
        if (button->text().endsWith(u'…') && button->isVisibleTo(page->inspector())) shown.append(button);
      }
      return shown;
    };
    // Lists are read anew after every attempt to change something: what was selected may go once more.
    const auto shown = [&] {
      if (!buttons().isEmpty()) return true;
      table.selectRow(0);
      return false;
    };
    [&] { QTRY_VERIFY_WITH_TIMEOUT(shown(), kPatience); }();
    bool any = false;
    for (const QPushButton* button : buttons()) {
      any = any || button->isEnabled();
      if (!open().actionsAllowed() && !button->toolTip().contains(QStringLiteral("read-only")))
        qFatal("%s does not say why it is refused", qPrintable(button->text()));
    }
    if (any != open().actionsAllowed()) qFatal("%s: not as the gate says", qPrintable(kind));
    return *static_cast<Detail*>(page->inspector());
  }

  void byInspectors() {
    auto& cron = inspectorOf<panels::CronDetailPanel, panels::CronsPage>(QStringLiteral("crons"));
    Q_EMIT cron.pauseRequested(kCron);
    Q_EMIT cron.resumeRequested(kCron);
    Q_EMIT cron.deleteRequested(kCron);
    auto& item = inspectorOf<panels::StoreItemPanel, panels::StorePage>(QStringLiteral("store"));
    const QString id = panelOf<panels::StorePage>(QStringLiteral("store")).currentKey();
    Q_EMIT item.deleteRequested(id);
    Q_EMIT item.editRequested(id);
    if (auto* edited = dialog<panels::StoreItemDialog>()) edited->close();
    auto& assistant =
        inspectorOf<panels::AssistantDetailPanel, panels::AssistantsPage>(QStringLiteral("assistants"));
    Q_EMIT assistant.editRequested(kAssistant);
    if (auto* edited = dialog<panels::AssistantEditDialog>()) edited->close();
    Q_EMIT assistant.versionRequested(kAssistant);
    if (auto* version = dialog<panels::AssistantVersionDialog>()) version->close();
    Q_EMIT assistant.runRequested(kAssistant);
  }

  void byWindow() {
    byOtherPages();
    byInspectors();
    pressAll(panelOf<panels::CronsPage>(QStringLiteral("crons")));
    pressAll(panelOf<panels::StorePage>(QStringLiteral("store")));
    pressAll(panelOf<panels::AssistantsPage>(QStringLiteral("assistants")));
    for (const auto verb : kVerbs)
      console_->writes().ask(open(), requestOf(verb));
    auto& runs = panelOf<panels::RunsPage>(QStringLiteral("runs"));
    QTRY_COMPARE_WITH_TIMEOUT(runs.table().model()->rowCount(), 1, kPatience);
    // Whatever the buttons say: the signals that they would send, and the keys.
    Q_EMIT runs.cancelRequested({kRun});
    Q_EMIT runs.rollbackRequested({kRun});
    Q_EMIT runs.deleteRequested({kRun});
    runs.table().selectRow(0);
    QTest::keyClick(&runs.table(), Qt::Key_Delete);
    for (QAction* action : runs.actionList())
      action->trigger();
    auto& threads = panelOf<panels::ThreadsPage>(QStringLiteral("threads"));
    QTRY_COMPARE_WITH_TIMEOUT(threads.table().model()->rowCount(), 1, kPatience);
    Q_EMIT threads.deleteRequested({kThread});
    for (QAction* action : threads.actionList())
      action->trigger();
    auto& run = panelOf<panels::RunDetailPanel>(QStringLiteral("run"), kRun);
    Q_EMIT run.cancelRequested(kThread, kRun);
    Q_EMIT run.rollbackRequested(kThread, kRun);
    Q_EMIT run.deleteRequested(kThread, kRun);
    auto& thread = panelOf<panels::ThreadDetailPanel>(QStringLiteral("thread"), kThread);
    Q_EMIT thread.deleteRequested(kThread);
    Q_EMIT thread.resumeRequested(kThread);
  }

  /// On every kind of page there is, all that it registers: for the palette, for its menus, or on anything in
  /// it and in its inspector; and the window's own. Also what is switched off there.
  void byEveryCommand() {
    auto& window = console_->window();
    tried_.clear();
    for (const shell::PageKind& kind : window.pages().kinds()) {
      const auto object = objectOf(kind);
      if (!object) continue;
      tryAll({kind.id, kind.perDeployment ? window.currentDeployment() : QString(), *object}, kind,
             &ReadOnlyTest::actionsOf);
    }
    const shell::PageKind& first = window.pages().kinds().front();
    tryAll({first.id, window.currentDeployment(), {}}, first,
           [](shell::MainWindow& of, shell::Page&) { return of.windowCommands(); });
  }

  /// What a page of a single object shows; a kind that comes later has to be given one. Nothing: no such page
  /// can be filled from here.
  static std::optional<QString> objectOf(const shell::PageKind& kind) {
    if (kind.inNavigation) return QString();
    if (kind.id == u"redis-thread") return std::nullopt;  // belongs to a program without an API
    const QHash<QString, QString> objects{{QStringLiteral("run"), kRun},
                                          {QStringLiteral("thread"), kThread},
                                          {QStringLiteral("assistant"), kAssistant},
                                          {QStringLiteral("cron"), kCron}};
    if (!objects.contains(kind.id)) qFatal("no object for a page of kind %s", qPrintable(kind.id));
    return objects.value(kind.id);
  }

  /// A file dialog, for one, has some of its own.
  static bool isOfDialog(const QObject* object) {
    while (object != nullptr && qobject_cast<const QDialog*>(object) == nullptr)
      object = object->parent();
    return object != nullptr;
  }

  static QList<QAction*> actionsOf(shell::MainWindow&, shell::Page& page) {
    QList<QAction*> actions = page.commands() + page.menuCommands();
    for (QWidget* part : {page.widget(), page.inspector()}) {
      for (auto* action : part != nullptr ? part->findChildren<QAction*>() : QList<QAction*>()) {
        if (!action->isSeparator() && !isOfDialog(action) && !actions.contains(action))
          actions.append(action);
      }
    }
    return actions;
  }

  static bool isFilled(shell::Page& page, const shell::PageKind& kind) {
    const auto tables = page.widget()->findChildren<widgets::DataTable*>();
    const bool rows = std::any_of(tables.begin(), tables.end(), [](const auto* table) {
      return table->model() != nullptr && table->model()->rowCount() > 0;
    });
    if (kind.perDeployment && kind.inNavigation)
      return rows || kind.whereOffered || kind.id == u"tail" || kind.id == u"tables";
    const auto labels = page.widget()->findChildren<QLabel*>();
    return !kind.perDeployment || rows || std::any_of(labels.begin(), labels.end(), [](const auto* label) {
      return label->text().contains(u"0000-0000") || label->toolTip() == kRun || label->toolTip() == kThread;
    });
  }

  /// Opened anew for each action: some lead away. What an action is called may change with what it is about.
  template <typename List>
  void tryAll(const shell::PageKey& key, const shell::PageKind& kind, List list) {
    static const QRegularExpression number(QStringLiteral("\\d+"));
    for (bool more = true; more;) {
      auto* page = console_->window().open(key, shell::OpenMode::InPlace);
      if (auto* listed = qobject_cast<panels::ListPanel*>(page->widget())) listed->setFilterText({});
      QTRY_VERIFY2_WITH_TIMEOUT(isFilled(*page, kind), qPrintable(kind.id), kPatience);
      for (auto* table : page->widget()->template findChildren<widgets::DataTable*>())
        table->selectRow(0);
      more = false;
      for (QAction* action : list(console_->window(), *page)) {
        const QString name = kind.id + u'|' + action->objectName() + u'|' + action->text().remove(number);
        if (tried_.contains(name)) continue;
        tried_.append(name);

        action->setEnabled(true);
        action->trigger();
        leaveDialogs();
        more = true;
        break;
      }
    }
  }

  /// What asks before a change is not there at read-only level; all else is closed as it came.
  void leaveDialogs() {
    agree();
    for (auto* asked : console_->window().findChildren<QDialog*>()) {
      if (!asked->isVisible()) continue;
      const bool changes = qobject_cast<panels::ActionDialog*>(asked) ||
                           qobject_cast<panels::StoreItemDialog*>(asked) ||
                           qobject_cast<panels::AssistantEditDialog*>(asked) ||
                           qobject_cast<panels::AssistantVersionDialog*>(asked);
      if (changes && !open().actionsAllowed())
        qFatal("%s asks at read-only level", qPrintable(tried_.last()));
      asked->close();
    }
    while (QWidget* popup = QApplication::activePopupWidget())
      popup->close();
  }

  QStringList tried_;  // by page and name

  /// What asks is below the window: paths that no page offers, and a permit that was never given.
  void byItsParts() {
    const auto nothing = [](const wire::Value&, const client::SourceError*) {};
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
      for (const char* path : {"/threads", "/threads/x", "/threads/x/runs", "/threads/x/state", "/runs",
                               "/runs/cancel", "/assistants", "/assistants/x", "/store/items", "/runs/crons",
                               "/threads/x/runs/y", "/threads/prune", "/threads/x/runs/y/cancel"})
        session()->api()->request(method, QLatin1String(path), "{}", this, nothing);
    }
    client::RunRequest request;
    request.assistant = "agent";
    const auto permit =
        session()->gate().permit(client::runIntent(request).value(), {true, true, session()->name()});
    if (permit)
      session()->api()->startRun(
          *permit, this, [](const client::StreamEvents&) {}, [](const client::SourceError*) {});
    for (const auto& words : std::vector<std::vector<std::string>>{{"SET", "k", "v"},
                                                                   {"DEL", "k"},
                                                                   {"PUBLISH", "c", "x"},
                                                                   {"FLUSHALL"},
                                                                   {"EVAL", "x", "0"},
                                                                   {"XADD", "s", "*", "a", "b"}})
      session()->redis()->command(words, this, [](const client::RedisReply&, const client::SourceError*) {});
    session()->postgres()->run(
        client::Lane::lists, this,
        [](client::PgConnection& connection) -> std::any {
          return connection.rows(
              "with gone as (delete from run returning run_id) select count(*)::text from gone");
        },
        [this](std::any, const client::SourceError* error) { sqlRefused_ = error != nullptr; });
    QTRY_VERIFY_WITH_TIMEOUT(sqlRefused_, kPatience);
  }

  QList<int> byCommandLine(const QStringList& extra = {}) {
    QList<int> codes;
    for (const auto& words : commandLines()) {
      QProcess process;
      process.start(
          QStringLiteral(HEDDLE_VERBS),
          words +
              QStringList{QStringLiteral("--deployment"), file_, QStringLiteral("--profile-dir"), profile_,
                          QStringLiteral("--yes"), QStringLiteral("--confirm"), session()->name()} +
              extra);
      [&] { QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, kPatience); }();
      codes.append(process.exitCode());
    }
    return codes;
  }

  /// A read that follows arrives last: nothing was still on its way.
  void settle() {
    bool answered = false;
    session()->api()->request("GET", QStringLiteral("/info"), {}, this,
                              [&](const wire::Value&, const client::SourceError*) { answered = true; });
    QTRY_VERIFY_WITH_TIMEOUT(answered, kPatience);
  }

  bool sqlRefused_ = false;

 private Q_SLOTS:
  void initTestCase() {
    direct_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(direct_, kRows);
    relay_ = std::make_unique<PostgresRelay>(TestPostgres::instance().socketFolder());
    redis_ = std::make_unique<test::TestRedis>();
  }
  void init() {
    api_ = std::make_unique<RecordingServer>();
    // It knows no thing by its id, so that nobody waits for one to change.
    api_->answer = [](const RecordingServer::Request& request) {
      const bool thing = request.line.startsWith("GET /threads/") || request.line.startsWith("GET /runs/") ||
                         request.line.startsWith("GET /assistants/") ||
                         request.line.startsWith("GET /store/");
      return thing ? RecordingServer::json("{\"detail\":\"none\"}", "404 Not Found")
                   : RecordingServer::json("{\"ok\":true}");
    };
    sqlRefused_ = false;
  }
  void cleanup() {
    console_.reset();
    api_.reset();
  }

  void nothingReachesAReadOnlyDeployment() {
    make(QStringLiteral("prod"), deployment::Environment::production);
    const auto before =
        TestPostgres::run(direct_, "select md5(string_agg(r::text, '')) from (select * from run) r");
    byWindow();
    byEveryCommand();
    byItsParts();
    const QList<int> codes = byCommandLine();
    QCOMPARE(codes.count(4), commandLines().size());
    for (const QString& link : links(console_->window().currentDeployment()))
      console_->open(link);
    settle();
    QVERIFY2(writesSeen().isEmpty(), qPrintable(writesSeen().join(QLatin1Char('\n'))));
    QVERIFY(!console_->window().findChild<panels::ActionDialog*>());
    QVERIFY(!console_->window().findChild<panels::StoreItemDialog*>());
    QVERIFY(!console_->window().findChild<panels::AssistantEditDialog*>());
    // The one statement that tried to write did so in a transaction that only reads.
    QCOMPARE(statementsIn(relay_->heard()), QStringList{QStringLiteral("delete from")});
    QCOMPARE(TestPostgres::run(direct_, "select md5(string_agg(r::text, '')) from (select * from run) r"),
             before);
    const QSet<QString> harmless{
        QStringLiteral("client|setname"), QStringLiteral("ping"),        QStringLiteral("select"),
        QStringLiteral("dbsize"),         QStringLiteral("auth"),        QStringLiteral("subscribe"),
        QStringLiteral("psubscribe"),     QStringLiteral("unsubscribe"), QStringLiteral("punsubscribe"),
        QStringLiteral("info"),           QStringLiteral("xrange"),      QStringLiteral("time"),
        QStringLiteral("exists"),         QStringLiteral("get")};
    const QStringList asked = redisCommands(redis_->socketPath());
    const auto others = QSet<QString>(asked.begin(), asked.end()) - harmless;
    QVERIFY2(others.isEmpty(), qPrintable(QStringList(others.values()).join(QLatin1Char(' '))));
    // And every attempt stands in the log.
    int refused = 0;
    for (const auto& entry :
         client::readAudit(profile_ + QStringLiteral("/audit.jsonl"), 100000).value().entries) {
      QCOMPARE(entry.kind, client::AuditEntry::Kind::refused);
      QCOMPARE(entry.level, QStringLiteral("read-only"));
      ++refused;
    }
    QVERIFY2(refused >= 11 + 4 + 8 + 52 + 1 + commandLines().size(), qPrintable(QString::number(refused)));
  }

  /// A verb that is added and not tried above would go unseen.
  void everyVerbThatWritesIsTried() {
    QStringList tried;
    for (const QStringList& words : commandLines())
      tried.append(words[0] + QLatin1Char(' ') + words[1]);
    tried.removeDuplicates();
    auto verbs = verbsThatMayWrite();
    std::sort(verbs.begin(), verbs.end());
    std::sort(tried.begin(), tried.end());
    QCOMPARE(tried, verbs);
    int known = 0;
    for (; !client::word(static_cast<ActionVerb>(known)).isEmpty(); ++known)
      QVERIFY(std::find(std::begin(kVerbs), std::end(kVerbs), static_cast<ActionVerb>(known)) !=
              std::end(kVerbs));
    QCOMPARE(known, static_cast<int>(std::size(kVerbs)));
  }

  /// The same attempts with the gate open are seen: otherwise the test above would prove nothing.
  void theSameAttemptsReachAnOpenDeployment() {
    make(QStringLiteral("mine"), deployment::Environment::local);
    for (const auto verb : kVerbs)
      console_->writes().ask(open(), requestOf(verb));
    agree();
    // All but the four deletions, which wait for an undo: none may still be on its way when counting begins
    // anew.
    constexpr int kDeletions = 4;
    QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(writesSeen().size()),
                              static_cast<int>(std::size(kVerbs)) - kDeletions, kPatience);
    api_->requests.clear();
    byOtherPages();
    agree();
    // Pause, resume, the item, the assistant and its version; the deletions wait for an undo.
    QTRY_COMPARE_WITH_TIMEOUT(writesSeen().size(), 5, kPatience);
    api_->requests.clear();
    byEveryCommand();
    // Of the run its cancel and rollback and of the cron its pause, from the list and from a page of its own;
    // the others ask for more first.
    QTRY_COMPARE_WITH_TIMEOUT(writesSeen().size(), 6, kPatience);
    api_->requests.clear();
    byCommandLine();
    QCOMPARE(writesSeen().size(), commandLines().size());
  }

  /// A run that rolls others back takes away what they did: its button alone is not the yes to that.
  void aRunThatRollsBackTakesTheTypedName() {
    api_->answer = [](const RecordingServer::Request& request) {
      return RecordingServer::json(
          request.line.startsWith("POST /assistants/search")
              ? "[{\"assistant_id\":\"agent\",\"graph_id\":\"agent\",\"name\":\"agent\"}]"
              : "{}");
    };
    make(QStringLiteral("stage"), deployment::Environment::staging);
    QVERIFY(session()->lock().unlock(QStringLiteral("a trial")).has_value());
    Q_EMIT panelOf<panels::RunsPage>(QStringLiteral("runs")).runRequested();
    QTRY_VERIFY_WITH_TIMEOUT(dialog<panels::RunDialog>(), kPatience);
    auto* run = dialog<panels::RunDialog>();
    const auto button = [](QWidget& where, const QString& text) {
      for (auto* found : where.findChildren<QPushButton*>()) {
        if (found->text() == text && found->isEnabled()) return found;
      }
      return static_cast<QPushButton*>(nullptr);
    };
    const QString go = QStringLiteral("Run"), yes = QStringLiteral("Roll back and run");
    for (auto* choice : run->findChildren<QComboBox*>()) {
      if (choice->accessibleName() == u"If the thread is busy")
        choice->setCurrentText(QStringLiteral("rollback"));
    }
    for (auto* line : run->findChildren<QLineEdit*>()) {
      if (line->accessibleName() == u"Thread") line->setText(kThread);
    }
    QTRY_VERIFY_WITH_TIMEOUT(button(*run, go), kPatience);
    button(*run, go)->click();
    QTRY_VERIFY(dialog<panels::ActionDialog>());
    dialog<panels::ActionDialog>()->close();
    settle();
    QVERIFY(writesSeen().isEmpty());
    QTRY_VERIFY(!dialog<panels::ActionDialog>() && button(*run, go));
    button(*run, go)->click();
    auto* asked = dialog<panels::ActionDialog>();
    QVERIFY(asked && !button(*asked, yes));
    for (auto* line : asked->findChildren<QLineEdit*>())
      line->setText(QStringLiteral("stage"));
    QVERIFY(button(*asked, yes));
    button(*asked, yes)->click();
    QTRY_COMPARE_WITH_TIMEOUT(writesSeen().size(), 1, kPatience);
    QVERIFY(writesSeen().first().contains(kThread + QStringLiteral("/runs/stream")));
  }

  /// Unlocked with a reason, a production takes the command; without the typed name it does not.
  void aReasonUnlocksOneCommand() {
    make(QStringLiteral("live"), deployment::Environment::production);
    const QStringList reason{QStringLiteral("--reason"), QStringLiteral("incident 4211")};
    byCommandLine(reason);
    QCOMPARE(writesSeen().size(), commandLines().size());
    QCOMPARE(session()->lock().level(),
             deployment::SafetyLevel::readOnly);  // this window's is locked as before
  }
};

QTEST_MAIN(ReadOnlyTest)
#include "read_only_test.moc"
