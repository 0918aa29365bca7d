// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "models/rows/assistant_version_row.h"

#include <vector>

namespace heddle::console {

/// The versions of an assistant as rows, each as one value and with what it changed; pure, called in the
/// decode pool.
std::vector<models::AssistantVersionRow> assistantVersions(const query::AssistantDetail& answer);

}  // namespace heddle::console
