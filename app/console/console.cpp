// SPDX-License-Identifier: Apache-2.0
#include "app/console/console.h"

#include "app/console/assistants_controller.h"
#include "app/console/bottom_tail.h"
#include "app/console/crons_controller.h"
#include "app/console/deployments_controller.h"
#include "app/console/detail_pages.h"
#include "app/console/history_controller.h"
#include "app/console/local_servers_controller.h"
#include "app/console/raw_tables_controller.h"
#include "app/console/runs_controller.h"
#include "app/console/saved_threads_controller.h"
#include "app/console/settings_controller.h"
#include "app/console/store_controller.h"
#include "app/console/tail_controller.h"
#include "app/console/threads_controller.h"
#include "models/values/value_text.h"
#include "ui/shell/page_link.h"
#include "ui/shell/side_panes.h"
#include "ui/theme/icon.h"
#include "ui/widgets/notice.h"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QWindow>

namespace heddle::console {

namespace {

const QString kServers = QStringLiteral("local-servers");

QString preparedProfile(const QString& path) {
  QDir().mkpath(path);
  QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
  return path;
}

}  // namespace

Console::Console(const ConsoleOptions& options, QObject* parent)
    : QObject(parent),
      options_{preparedProfile(options.profileDir), options.open},
      log_(options_.profileDir),
      list_(options_.profileDir, secrets_),
      deployments_(list_, log_),
      servers_(options_.profileDir, list_),
      views_(options_.profileDir + QStringLiteral("/views.json")),
      unlocking_(deployments_),
      context_{deployments_, time_, actions_, servers_, list_, writes_, &views_},
      search_(deployments_),
      window_(std::make_unique<shell::MainWindow>(
          makeRegistry(), shell::SessionFile(options_.profileDir + QStringLiteral("/session.json")))) {
  actions_.setWindow(window_.get());
  writes_.setWindow(window_.get());
  writes_.setCopies(options_.profileDir + QStringLiteral("/copies"));
  unlocking_.setWindow(window_.get());
  wireWindow();
  wireDeployments();
  wireTime();
  addTitleActions();
  addBottomTail();
  showDeployments();
}

Console::~Console() {
  // Pages hold feeds on sessions: they go while the sessions still stand.
  window_.reset();
}

template <typename Make>
shell::PageKind& Console::addKind(shell::PageRegistry& registry, const char* id, const QString& title,
                                  const char* icon, const QString& section, Make make) {
  shell::PageKind kind;
  kind.id = QLatin1String(id);
  kind.title = title;
  kind.icon = QLatin1String(icon);
  kind.section = section;
  kind.inNavigation = !section.isEmpty();
  if (!kind.inNavigation) kind.listKind = kind.id + u's';  // a run marks "Runs", a thread "Threads"
  kind.create = make;
  return registry.add(std::move(kind));
}

shell::PageRegistry Console::makeRegistry() {
  shell::PageRegistry registry;
  const QString work = QStringLiteral("Work");
  const auto page = [this]<typename Controller>(std::type_identity<Controller>) {
    return [this](const shell::PageKey& key, QObject* parent) -> shell::Page* {
      return new Controller(key, context_, parent);
    };
  };
  const auto fromRedis = [this](auto saved, auto other) {
    return [this, saved, other](const shell::PageKey& key, QObject* parent) {
      const client::DeploymentEntry* entry = list_.bySlug(key.deployment);
      return entry != nullptr && readsOnlyRedis(*entry) ? saved(key, parent) : other(key, parent);
    };
  };
  addKind(registry, "runs", QStringLiteral("Runs"), "run", work, page(std::type_identity<RunsController>{}));
  addKind(registry, "threads", QStringLiteral("Threads"), "thread", work,
          fromRedis(page(std::type_identity<SavedThreadsController>{}),
                    page(std::type_identity<ThreadsController>{})));
  addKind(registry, "assistants", QStringLiteral("Assistants"), "assistant", work,
          page(std::type_identity<AssistantsController>{}));
  addKind(registry, "crons", QStringLiteral("Crons"), "clock", work,
          page(std::type_identity<CronsController>{}));
  addKind(registry, "store", QStringLiteral("Store"), "layers", work,
          page(std::type_identity<StoreController>{}));
  addKind(registry, "tail", QStringLiteral("Live tail"), "tail", QStringLiteral("Queue"),
          page(std::type_identity<TailController>{}));
  addKind(registry, "tables", QStringLiteral("Raw tables"), "table", QStringLiteral("Storage"),
          page(std::type_identity<RawTablesController>{}));
  addKind(registry, "redis-threads", QStringLiteral("Redis threads"), "thread", QStringLiteral("Storage"),
          page(std::type_identity<SavedThreadsController>{}))
      .whereOffered = true;
  addKind(registry, "redis-store", QStringLiteral("Redis store"), "layers", QStringLiteral("Storage"),
          page(std::type_identity<StoreController>{}))
      .whereOffered = true;
  addKind(registry, "run", QStringLiteral("Run"), "run", {}, page(std::type_identity<RunPage>{}));
  addKind(registry, "thread", QStringLiteral("Thread"), "thread", {},
          fromRedis(page(std::type_identity<SavedThreadPage>{}), page(std::type_identity<ThreadPage>{})));
  addKind(registry, "redis-thread", QStringLiteral("Redis thread"), "thread", {},
          page(std::type_identity<SavedThreadPage>{}));
  addKind(registry, "assistant", QStringLiteral("Assistant"), "assistant", {},
          page(std::type_identity<AssistantsController>{}));
  addKind(registry, "cron", QStringLiteral("Cron"), "clock", {}, page(std::type_identity<CronsController>{}));
  addOwnKinds(registry);
  return registry;
}

/// Those of the window itself.
void Console::addOwnKinds(shell::PageRegistry& registry) {
  const auto add = [&registry](const QString& id, const QString& title, const char* icon,
                               std::function<shell::Page*(QObject*)> make) {
    shell::PageKind kind;
    kind.id = id;
    kind.title = title;
    kind.icon = QLatin1String(icon);
    kind.section = QStringLiteral("This computer");
    kind.perDeployment = false;
    kind.create = [make = std::move(make)](const shell::PageKey&, QObject* parent) { return make(parent); };
    registry.add(std::move(kind));
  };
  add(kServers, QStringLiteral("Local servers"), "box",
      [this](QObject* parent) { return new LocalServersController(context_, parent); });
  add(QStringLiteral("deployments"), QStringLiteral("Deployments"), "server",
      [this](QObject* parent) { return new DeploymentsController(context_, secrets_, parent); });
  add(QStringLiteral("history"), QStringLiteral("History"), "shield",
      [this](QObject* parent) { return new HistoryController(context_, log_, parent); });
  add(QStringLiteral("settings"), QStringLiteral("Settings"), "settings",
      [this](QObject* parent) { return new SettingsController(*window_, time_, parent); });
}

void Console::wireWindow() {
  window_->setGoToProvider(&search_);
  for (const auto& [letter, kind] :
       {std::pair("r", "runs"), std::pair("t", "threads"), std::pair("a", "assistants"),
        std::pair("c", "crons"), std::pair("s", "store"), std::pair("l", "tail"), std::pair("p", "settings"),
        std::pair("h", "history")}) {
    window_->addJump(QLatin1String(letter), QLatin1String(kind));
  }
  connect(&actions_, &RunActions::openRequested, window_.get(),
          [this](const shell::PageKey& key, shell::OpenMode mode) { window_->open(key, mode); });
  connect(&actions_, &RunActions::noticed, this, &Console::say);
  connect(&writes_, &WriteActions::noticed, this, &Console::say);
  connect(&servers_, &LocalServers::noticed, this, &Console::say);
  connect(&list_, &client::DeploymentList::troubled, this, &Console::say);
  connect(&servers_.table(), &QAbstractItemModel::rowsInserted, this,
          [this] { window_->setCount({}, kServers, QString::number(servers_.table().rowCount())); });
}

void Console::wireDeployments() {
  connect(&list_, &client::DeploymentList::changed, this, &Console::showDeployments);
  connect(&deployments_, &OpenDeployments::added, this, [this](OpenDeployment* deployment) {
    connect(deployment, &OpenDeployment::sourceChanged, this,
            [this, deployment] { showSources(*deployment); });
    connect(deployment, &OpenDeployment::failed, this, &Console::say);
  });
  connect(window_.get(), &shell::MainWindow::currentDeploymentChanged, &unlocking_,
          &Unlocking::setDeployment);
  connect(window_.get(), &shell::MainWindow::currentDeploymentChanged, &counts_,
          &NavigationCounts::setDeployment);
  connect(&counts_, &NavigationCounts::counted, window_.get(), &shell::MainWindow::setCount);
  connect(&counts_, &NavigationCounts::offered, window_.get(), &shell::MainWindow::setOffered);
  connect(window_.get(), &shell::MainWindow::deploymentChosen, this,
          [this](const QString& slug) { deployments_.at(slug).open(); });
  connect(&servers_, &LocalServers::becameReady, this,
          [this](const QString& id) { servers_.deploymentOf(id); });
}

void Console::wireTime() {
  using models::TimeMode;
  if (const QString zone = window_->restoredTimeZone(); !zone.isEmpty())
    time_.setZone(QTimeZone(zone.toLatin1()));
  const auto mode =
      static_cast<TimeMode>(qBound(0, window_->restoredTimeMode(), static_cast<int>(TimeMode::zone)));
  time_.setMode(mode == TimeMode::zone && !time_.zone().isValid() ? TimeMode::local : mode);
  const auto showModes = [this] {
    window_->setTimeZone(QString::fromLatin1(time_.zone().id()));
    window_->setTimeModes(timeModeWords(time_), static_cast<int>(time_.mode()));
  };
  showModes();
  connect(&time_, &WindowTime::zoneChanged, this, showModes);
  connect(window_.get(), &shell::MainWindow::timeZoneWanted, this, &Console::chooseTimeZone);
  time_.setRefreshSeconds(window_->refreshInterval());
  time_.setSeen([] {
    const auto windows = QGuiApplication::topLevelWindows();
    return std::any_of(windows.begin(), windows.end(), [](const QWindow* one) { return one->isExposed(); });
  });
  connect(window_.get(), &shell::MainWindow::timeModeChosen, this,
          [this](int mode) { time_.setMode(static_cast<TimeMode>(mode)); });
  connect(window_.get(), &shell::MainWindow::refreshIntervalChosen, &time_, &WindowTime::setRefreshSeconds);
}

void Console::chooseTimeZone() {
  shell::Page* page = window_->open({QStringLiteral("settings"), {}, {}}, shell::OpenMode::NewTab);
  if (auto* settings = page != nullptr ? qobject_cast<panels::SettingsPage*>(page->widget()) : nullptr)
    settings->focusTimeZone();
}

void Console::addBottomTail() {
  auto* tail = new BottomTail(deployments_, time_);
  window_->bottomPanel()->addPanel(QStringLiteral("Live tail"), tail);
  connect(&tail->pane(), &panels::TailPane::runRequested, this, [this](const QString& id) {
    window_->open({QStringLiteral("run"), window_->currentDeployment(), id}, shell::OpenMode::NewTab);
  });
  connect(window_.get(), &shell::MainWindow::currentDeploymentChanged, tail, &BottomTail::setDeployment);
}

void Console::addTitleActions() {
  startRun_ = new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Start a run"), this);
  startRun_->setObjectName(QStringLiteral("start-run"));
  connect(window_.get(), &shell::MainWindow::currentDeploymentChanged, this, &Console::showStartRun);
  connect(unlocking_.action(), &QAction::changed, this, &Console::showStartRun);
  connect(startRun_, &QAction::triggered, this, [this] {
    const QString slug = window_->currentDeployment();
    if (!slug.isEmpty()) actions_.run(deployments_.at(slug), {}, {});
  });
  auto* add = new QAction(theme::icon(QStringLiteral("plus")), QStringLiteral("Add a deployment…"), this);
  add->setObjectName(QStringLiteral("add-deployment"));
  connect(add, &QAction::triggered, this, [this] {
    window_->open({QStringLiteral("deployments"), {}, {}}, shell::OpenMode::NewTab);
  });
  auto* server =
      new QAction(theme::icon(QStringLiteral("box")), QStringLiteral("Start a local server…"), this);
  server->setObjectName(QStringLiteral("start-server"));
  connect(server, &QAction::triggered, this, [this] {
    window_->open({kServers, {}, {}}, shell::OpenMode::NewTab);
  });
  auto* zone = new QAction(theme::icon(QStringLiteral("clock")), QStringLiteral("Choose a time zone…"), this);
  zone->setObjectName(QStringLiteral("time-zone"));
  connect(zone, &QAction::triggered, this, &Console::chooseTimeZone);
  // There is no page of the queue: what waits and runs stands in the list of runs, beneath its figures.
  auto* queue = new QAction(theme::icon(QStringLiteral("arrow-right")),
                            QStringLiteral("Go to the runs that wait or run"), this);
  queue->setObjectName(QStringLiteral("jump-queue"));
  queue->setShortcut(QKeySequence(QStringLiteral("G, Q")));
  connect(queue, &QAction::triggered, this, [this] {
    if (window_->currentDeployment().isEmpty()) return say(QStringLiteral("Choose a deployment first."));
    const QJsonObject waiting{{QStringLiteral("filter"), QStringLiteral("status:pending,running")}};
    window_->openLink(shell::pageLink({QStringLiteral("runs"), window_->currentDeployment(), {}}, waiting));
  });
  window_->setDeploymentActions({add, server});
  window_->setTitleActions({unlocking_.action()});
  showStartRun();
  window_->addCommands({startRun_, add, server, zone, queue, unlocking_.action()});
}

/// The palette lists it everywhere, so it has to say itself why it cannot run.
void Console::showStartRun() {
  if (!window_) return;
  const QString slug = window_->currentDeployment();
  const bool allowed = !slug.isEmpty() && deployments_.at(slug).actionsAllowed();
  startRun_->setEnabled(allowed);
  startRun_->setStatusTip(allowed          ? QString()
                          : slug.isEmpty() ? QStringLiteral("Choose a deployment first.")
                                           : deployments_.at(slug).refusal());
}

void Console::showDeployments() {
  QList<shell::DeploymentItem> items;
  const auto open = deployments_.all();
  for (const client::DeploymentEntry& entry : list_.entries()) {
    const QString slug = models::qtext(entry.shown.slug);
    const auto known = std::find_if(open.begin(), open.end(),
                                    [&slug](const OpenDeployment* d) { return d->slug() == slug; });
    items.append(deploymentItem(entry, known == open.end() ? nullptr : *known));
  }
  if (items != items_) {
    items_ = items;
    window_->setDeployments(items);
  }
  if (window_->currentDeployment().isEmpty() && !items.isEmpty())
    window_->setCurrentDeployment(items.front().slug);
}

void Console::showSources(OpenDeployment& deployment) {
  const client::DeploymentSession* session = deployment.session();
  showStartRun();
  window_->setSources(deployment.slug(), session != nullptr ? sourceStates(*session) : shell::SourceStates());
  showDeployments();
}

void Console::show() {
  window_->show();
  const bool restored = window_->restoreTabs();
  if (!options_.open.isEmpty()) {
    open(options_.open);
  } else if (!restored && list_.entries().empty()) {
    window_->open({kServers, {}, {}});
  } else if (!restored) {
    window_->open(firstPage(list_.entries().front()));
  }
}

void Console::open(const QString& target) {
  if (shell::pageFromLink(target)) {
    window_->openLink(target, shell::OpenMode::NewTab);
    return;
  }
  const auto added = list_.addFile(QFileInfo(target).absoluteFilePath());
  if (!added) {
    say(models::qtext(added.error().message));
    if (window_->currentPage() == nullptr) window_->open({QStringLiteral("deployments"), {}, {}});
    return;
  }
  const client::DeploymentEntry* entry = list_.find(*added);
  if (entry == nullptr) return;
  const QString slug = models::qtext(entry->shown.slug);
  window_->setCurrentDeployment(slug);
  window_->open(firstPage(*entry));
}

void Console::say(const QString& sentence) {
  if (!sentence.isEmpty() && window_) window_->toast()->say(sentence);
}

}  // namespace heddle::console
