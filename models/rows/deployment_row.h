// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVector>

namespace heddle::models {

/// One deployment of the list: what may be shown of it, never a secret.
struct DeploymentRow {
  QString id;  // slug, used in links
  QString name;
  QString environment;  // local, development, staging, production
  QString database;     // redacted
  QString redis;        // redacted
  QString api;
  QString secretNote;  // where its secrets live, or that they end with the session

  bool operator==(const DeploymentRow&) const = default;
  const QString& key() const { return id; }
};

/// One stage of the connection test.
enum class StageState { waiting, running, passed, warned, failed, notReached };
struct StageRow {
  QString id;
  QString source;  // PG, RD, API
  QString title;
  StageState state = StageState::waiting;
  qint64 tookUs = -1;
  QString finding;  // what was seen
  QString fix;      // what to do about it

  bool operator==(const StageRow&) const = default;
  const QString& key() const { return id; }
};

QString word(StageState state);

}  // namespace heddle::models
