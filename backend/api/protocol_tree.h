// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string>

namespace heddle::api {

/// The graphs of a run, as far as its stream has told of them: `{namespace, status, graph_name, children?}`
/// from the root down. Error: notFound.
core::Task<core::Result<std::string>> graphTree(Api& api, core::ThreadId thread, core::RunId run);

}  // namespace heddle::api
