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

  /// How times of this deployment are written now: by its database's clock, so that ages are right whatever
  /// this computer's says.
  models::TimeFormat format(const OpenDeployment& deployment) const {
    models::TimeFormat format = time.format();
    format.nowUs += deployment.clockAheadUs();
    return format;
  }
};

}  // namespace heddle::console
