// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/deployment_row.h"
#include "models/rows/server_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Local servers of this computer: state, name, API, port, Python.
class ServersTable : public KeyedTable<ServerRow> {
 public:
  explicit ServersTable(QObject* parent = nullptr);
};

/// The deployment list: name, environment, Postgres, Redis, API.
class DeploymentsTable : public KeyedTable<DeploymentRow> {
 public:
  explicit DeploymentsTable(QObject* parent = nullptr);
};

/// Stages of one connection test: source, stage, result, time, finding.
class StagesTable : public KeyedTable<StageRow> {
 public:
  explicit StagesTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
