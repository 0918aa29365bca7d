// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/window_time.h"

namespace heddle::console {

class LocalServers;
class RunActions;
class SavedViews;
class WriteActions;

/// What every page needs of its surroundings; outlives all pages.
struct PageContext {
  OpenDeployments& deployments;
  WindowTime& time;
  RunActions& actions;
  LocalServers& servers;
  client::DeploymentList& list;
  WriteActions& writes;
  SavedViews* views = nullptr;  // of all lists
};

}  // namespace heddle::console
