// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/window_time.h"

namespace heddle::console {

/// What every page needs of its surroundings; outlives all pages.
struct PageContext {
  OpenDeployments& deployments;
  WindowTime& time;
};

}  // namespace heddle::console
