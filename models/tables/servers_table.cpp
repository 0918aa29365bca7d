// SPDX-License-Identifier: Apache-2.0
#include "models/tables/servers_table.h"

namespace heddle::models {

QString word(ServerState state) {
  switch (state) {
    case ServerState::stopped:
      return QStringLiteral("stopped");
    case ServerState::starting:
      return QStringLiteral("starting");
    case ServerState::ready:
      return QStringLiteral("ready");
    case ServerState::degraded:
      return QStringLiteral("degraded");
    case ServerState::stopping:
      return QStringLiteral("stopping");
    case ServerState::failed:
      break;
  }
  return QStringLiteral("failed");
}

QString word(StageState state) {
  switch (state) {
    case StageState::waiting:
      return QStringLiteral("waiting");
    case StageState::running:
      return QStringLiteral("running");
    case StageState::passed:
      return QStringLiteral("passed");
    case StageState::warned:
      return QStringLiteral("warning");
    case StageState::failed:
      return QStringLiteral("failed");
    case StageState::notReached:
      break;
  }
  return QStringLiteral("not reached");
}

namespace {

std::vector<Column<ServerRow>> serverColumns() {
  return {
      {"State", "state", CellKind::status, 100,
       [](const ServerRow& r, const TimeFormat&) { return word(r.state); }},
      {"Name", "name", CellKind::text, 160, [](const ServerRow& r, const TimeFormat&) { return r.name; }},
      {"API", "url", CellKind::text, 200, [](const ServerRow& r, const TimeFormat&) { return r.url; }},
      {"Port", "port", CellKind::text, 70,
       [](const ServerRow& r, const TimeFormat&) {
         return r.port > 0 ? QVariant(QString::number(r.port)) : QVariant();
       }},
      {"Python", "python", CellKind::text, 200,
       [](const ServerRow& r, const TimeFormat&) { return r.python; }},
      {"Data", "data_folder", CellKind::text, 0,
       [](const ServerRow& r, const TimeFormat&) { return r.dataFolder; }},
  };
}

std::vector<Column<DeploymentRow>> deploymentColumns() {
  return {
      {"Name", "name", CellKind::text, 116, [](const DeploymentRow& r, const TimeFormat&) { return r.name; }},
      {"Environment", "environment", CellKind::text, 102,
       [](const DeploymentRow& r, const TimeFormat&) { return r.environment; }},
      {"Postgres", "database", CellKind::text, 0,
       [](const DeploymentRow& r, const TimeFormat&) { return r.database; }},
      {"Redis", "redis", CellKind::text, 180,
       [](const DeploymentRow& r, const TimeFormat&) { return r.redis; }},
      {"API", "api", CellKind::text, 180, [](const DeploymentRow& r, const TimeFormat&) { return r.api; }},
  };
}

std::vector<Column<StageRow>> stageColumns() {
  return {
      {"Source", "source", CellKind::text, 64, [](const StageRow& r, const TimeFormat&) { return r.source; }},
      {"Stage", "stage", CellKind::text, 110, [](const StageRow& r, const TimeFormat&) { return r.title; }},
      {"Result", "result", CellKind::status, 124,
       [](const StageRow& r, const TimeFormat&) { return word(r.state); }},
      {"Took", "took_ms", CellKind::duration, 76,
       [](const StageRow& r, const TimeFormat&) { return r.tookUs >= 0 ? QVariant(r.tookUs) : QVariant(); }},
      {"Finding", "finding", CellKind::text, 0,
       [](const StageRow& r, const TimeFormat&) {
         return r.fix.isEmpty() ? r.finding : QString(r.finding + QStringLiteral(" ") + r.fix);
       }},
  };
}

}  // namespace

ServersTable::ServersTable(QObject* parent) : KeyedTable(serverColumns(), parent) {}
DeploymentsTable::DeploymentsTable(QObject* parent) : KeyedTable(deploymentColumns(), parent) {}
StagesTable::StagesTable(QObject* parent) : KeyedTable(stageColumns(), parent) {}

}  // namespace heddle::models
