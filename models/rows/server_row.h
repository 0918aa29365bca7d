// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace heddle::models {

enum class ServerState { stopped, starting, ready, degraded, stopping, failed };

/// A graph of a local server and, when it did not import, why.
struct ServerGraph {
  QString name;
  QString error;      // one sentence, empty when the graph loaded
  QString traceback;  // as the runner printed it

  bool operator==(const ServerGraph&) const = default;
};

/// One local server: `heddle-server dev` on a project folder of this computer.
struct ServerRow {
  QString id;  // path of its langgraph.json
  QString name;
  ServerState state = ServerState::stopped;
  qint64 readySinceUs = 0;
  QString url;
  int port = 0;
  QString dataFolder;
  QString python;  // interpreter and version the runner reported
  QVector<ServerGraph> graphs;
  QString problem;  // why it failed or is degraded, one sentence
  QString deploymentFile;

  bool operator==(const ServerRow&) const = default;
  const QString& key() const { return id; }
};

QString word(ServerState state);

}  // namespace heddle::models
