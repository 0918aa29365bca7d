// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/api/api_session.h"
#include "backend/client/deployment_list.h"
#include "backend/client/local/local_server.h"
#include "models/tables/servers_table.h"
#include "ui/widgets/log_model.h"

#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

namespace heddle::console {

/// The local servers this window knows: their list is kept in the profile, the processes live as long as
/// this. What a running server says of its graphs and its Python comes from its own /info. GUI thread; one
/// per process.
class LocalServers : public QObject {
  Q_OBJECT
 public:
  LocalServers(const QString& profileDir, client::DeploymentList& list, QObject* parent = nullptr);
  ~LocalServers() override;

  models::ServersTable& table() { return table_; }

  /// Adds a project; the same langgraph.json twice is the same server. Answers its id.
  QString add(const QString& configPath);
  void remove(const QString& id);
  void start(const QString& id);
  void stop(const QString& id);
  void restart(const QString& id);
  /// Makes it a deployment of the list and answers the slug; empty when it could not be (noticed says why).
  QString deploymentOf(const QString& id);
  /// Lines so far, for a page that is opened later; at most 2,000.
  const std::vector<widgets::LogLine>& log(const QString& id) const;

 Q_SIGNALS:
  void logged(const QString& id, const QVector<heddle::widgets::LogLine>& lines);
  void noticed(const QString& sentence);
  void becameReady(const QString& id);

 private:
  struct Entry;
  Entry* find(const QString& id) const;
  void insert(const QString& configPath);
  void makeServer(Entry& entry);
  void phaseChanged(Entry& entry);
  void askInfo(Entry& entry);
  void takeInfo(const QString& id, const wire::Value& answer);
  void append(Entry& entry, const QString& line, bool isError);
  void flushLogs();
  void showRows();
  void load();
  void save();

  QString file_;
  client::DeploymentList& list_;
  models::ServersTable table_;
  // Cards only ask; what is run there is asked for on the deployment's own pages.
  client::WriteLock lock_{deployment::SafetyLevel::readOnly};
  const client::WriteGate gate_{{}, lock_, nullptr};
  std::vector<std::unique_ptr<Entry>> entries_;
  QTimer flush_;
  QTimer info_;
};

/// One line of `heddle-server`'s log as the log view shows it: JSON lines are taken apart, others stay whole.
widgets::LogLine logLine(const QString& line, bool isError, qint64 nowUs);

}  // namespace heddle::console
