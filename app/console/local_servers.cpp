// SPDX-License-Identifier: Apache-2.0
#include "app/console/local_servers.h"

#include "models/format/time_text.h"
#include "models/values/value_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace heddle::console {

namespace {

constexpr std::size_t kKeptLines = 2000;
constexpr auto kFlushEvery = std::chrono::milliseconds{50};
constexpr auto kInfoEvery = std::chrono::seconds{3};

models::ServerState stateOf(client::ServerPhase phase) {
  switch (phase) {
    case client::ServerPhase::stopped:
      return models::ServerState::stopped;
    case client::ServerPhase::starting:
      return models::ServerState::starting;
    case client::ServerPhase::running:
      return models::ServerState::ready;
    case client::ServerPhase::stopping:
      return models::ServerState::stopping;
    case client::ServerPhase::failed:
      break;
  }
  return models::ServerState::failed;
}

}  // namespace

struct LocalServers::Entry {
  models::ServerRow row;
  std::unique_ptr<client::LocalServer> server;
  std::unique_ptr<client::ApiSession> api;
  std::vector<widgets::LogLine> log;
  QVector<widgets::LogLine> waiting;
};

LocalServers::LocalServers(const QString& profileDir, client::DeploymentList& list, QObject* parent)
    : QObject(parent), file_(profileDir + QStringLiteral("/servers.json")), list_(list) {
  flush_.setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, &LocalServers::flushLogs);
  connect(&info_, &QTimer::timeout, this, [this] {
    for (const auto& entry : entries_)
      askInfo(*entry);
  });
  info_.start(kInfoEvery);
  load();
}

LocalServers::~LocalServers() = default;

LocalServers::Entry* LocalServers::find(const QString& id) const {
  for (const auto& entry : entries_) {
    if (entry->row.id == id) return entry.get();
  }
  return nullptr;
}

const std::vector<widgets::LogLine>& LocalServers::log(const QString& id) const {
  static const std::vector<widgets::LogLine> kNone;
  const Entry* entry = find(id);
  return entry != nullptr ? entry->log : kNone;
}

QString LocalServers::add(const QString& configPath) {
  const QString id = QFileInfo(configPath).absoluteFilePath();
  if (find(id) == nullptr) {
    insert(id);
    save();
    showRows();
  }
  return id;
}

void LocalServers::insert(const QString& configPath) {
  auto entry = std::make_unique<Entry>();
  entry->row.id = configPath;
  entry->row.name = QFileInfo(configPath).absoluteDir().dirName();
  makeServer(*entry);
  entries_.push_back(std::move(entry));
}

void LocalServers::makeServer(Entry& entry) {
  client::LocalServerSettings settings;
  settings.configPath = entry.row.id;
  entry.server = std::make_unique<client::LocalServer>(settings);
  entry.row.dataFolder = entry.server->dataDir();
  Entry* self = &entry;  // entries are never moved, only destroyed together with their server
  connect(entry.server.get(), &client::LocalServer::phaseChanged, this,
          [this, self] { phaseChanged(*self); });
  connect(entry.server.get(), &client::LocalServer::lineLogged, this,
          [this, self](const QString& line, bool isError) { append(*self, line, isError); });
  connect(entry.server.get(), &client::LocalServer::killIn, this, [this, self](int seconds) {
    self->row.problem = QStringLiteral("Stopping; it is ended by force in %1 s.").arg(seconds);
    showRows();
  });
}

void LocalServers::remove(const QString& id) {
  Entry* entry = find(id);
  if (entry == nullptr) return;
  if (entry->server->phase() == client::ServerPhase::running ||
      entry->server->phase() == client::ServerPhase::starting) {
    Q_EMIT noticed(QStringLiteral("Stop %1 before taking it off the list.").arg(entry->row.name));
    return;
  }
  std::erase_if(entries_, [&id](const auto& known) { return known->row.id == id; });
  save();
  showRows();
}

void LocalServers::start(const QString& id) {
  Entry* entry = find(id);
  if (entry == nullptr) return;
  if (const auto found = client::findServer(entry->server->dataDir())) {
    if (!found->deploymentFile.isEmpty()) {
      entry->row.deploymentFile = found->deploymentFile;
      Q_EMIT noticed(
          QStringLiteral(
              "A server of this project already runs (process %1); it can be opened as a deployment.")
              .arg(found->pid));
      entry->row.state = models::ServerState::ready;
      entry->row.problem = QStringLiteral("Started elsewhere (process %1); stop it there.").arg(found->pid);
      showRows();
      return;
    }
  }
  entry->server->start();
}

void LocalServers::stop(const QString& id) {
  if (Entry* entry = find(id)) entry->server->stop();
}

void LocalServers::restart(const QString& id) {
  if (Entry* entry = find(id)) entry->server->restart();
}

void LocalServers::phaseChanged(Entry& entry) {
  models::ServerRow& row = entry.row;
  row.state = stateOf(entry.server->phase());
  row.problem = entry.server->sentence();
  const bool up = row.state == models::ServerState::ready;
  row.url = up ? entry.server->url().toString() : QString();
  row.port = up ? entry.server->url().port() : 0;
  row.deploymentFile = up ? entry.server->deploymentFile() : QString();
  row.readySinceUs = up ? models::currentUs() : 0;
  if (up) {
    client::ApiTarget target;
    target.baseUrls.push_back(entry.server->url());
    entry.api = std::make_unique<client::ApiSession>(target, gate_);
    askInfo(entry);
    Q_EMIT becameReady(row.id);
  } else {
    entry.api.reset();
    row.graphs.clear();
  }
  showRows();
}

void LocalServers::askInfo(Entry& entry) {
  if (!entry.api) return;
  const QString id = entry.row.id;
  entry.api->info(this, [this, id](const wire::Value& answer, const client::SourceError* error) {
    if (error == nullptr) takeInfo(id, answer);
  });
}

void LocalServers::takeInfo(const QString& id, const wire::Value& answer) {
  Entry* entry = find(id);
  const wire::Value* heddle = answer.find("heddle");
  if (entry == nullptr || heddle == nullptr || entry->row.state == models::ServerState::stopping) return;
  QVector<models::ServerGraph> graphs;
  bool broken = false;
  if (const wire::Value* list = heddle->find("graphs"); list != nullptr && list->isArray()) {
    for (const wire::Value& graph : list->items()) {
      graphs.append({models::qtext(graph.stringAt("id")), models::qtext(graph.stringAt("error")),
                     models::qtext(graph.stringAt("traceback"))});
      broken = broken || !graphs.back().error.isEmpty();
    }
  }
  entry->row.graphs = graphs;
  if (const wire::Value* list = heddle->find("interpreters");
      list != nullptr && list->isArray() && list->size() > 0) {
    const wire::Value& first = list->items().front();
    entry->row.python =
        QStringLiteral("%1 %2 · %3")
            .arg(models::qtext(first.stringAt("language")), models::qtext(first.stringAt("version")),
                 models::qtext(first.stringAt("executable")));
  }
  if (entry->server->phase() == client::ServerPhase::running) {
    entry->row.state = broken ? models::ServerState::degraded : models::ServerState::ready;
    entry->row.problem =
        broken ? QStringLiteral("A graph did not import; the others work. Its traceback is under Health.")
               : QString();
  }
  showRows();
}

void LocalServers::append(Entry& entry, const QString& line, bool isError) {
  entry.waiting.append(logLine(line, isError, models::currentUs()));
  if (!flush_.isActive()) flush_.start(kFlushEvery);
}

void LocalServers::flushLogs() {
  for (const auto& entry : entries_) {
    if (entry->waiting.isEmpty()) continue;
    const QVector<widgets::LogLine> lines = std::exchange(entry->waiting, {});
    entry->log.insert(entry->log.end(), lines.begin(), lines.end());
    if (entry->log.size() > kKeptLines) {
      entry->log.erase(entry->log.begin(), entry->log.end() - static_cast<std::ptrdiff_t>(kKeptLines));
    }
    Q_EMIT logged(entry->row.id, lines);
  }
}

QString LocalServers::deploymentOf(const QString& id) {
  const Entry* entry = find(id);
  if (entry == nullptr || entry->row.deploymentFile.isEmpty()) return {};
  const auto key = list_.addFile(entry->row.deploymentFile);
  if (!key) {
    Q_EMIT noticed(models::qtext(key.error().message));
    return {};
  }
  const client::DeploymentEntry* known = list_.find(*key);
  return known != nullptr ? models::qtext(known->shown.slug) : QString();
}

void LocalServers::showRows() {
  std::vector<models::ServerRow> rows;
  for (const auto& entry : entries_)
    rows.push_back(entry->row);
  table_.replaceAll(std::move(rows));
}

void LocalServers::load() {
  QFile file(file_);
  if (!file.open(QIODevice::ReadOnly)) return;
  const QJsonArray paths = QJsonDocument::fromJson(file.readAll()).array();
  for (const auto& path : paths) {
    if (find(path.toString()) == nullptr) insert(path.toString());
  }
  showRows();
}

void LocalServers::save() {
  QJsonArray paths;
  for (const auto& entry : entries_)
    paths.append(entry->row.id);
  QSaveFile file(file_);
  if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(paths).toJson()) < 0 || !file.commit()) {
    Q_EMIT noticed(QStringLiteral("The list of local servers could not be saved: ") + file.errorString());
  }
}

}  // namespace heddle::console
