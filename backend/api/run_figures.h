// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/figures.h"
#include "backend/jobs/run_counts.h"

#include <vector>

namespace heddle::api {

/// Waiting, execution and outcome of the attempts of this replica, by the official names where there are
/// some.
void tellRuns(const jobs::RunCounts& counts, std::vector<Figure>& figures);

}  // namespace heddle::api
