// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/delegation.h"

#include <memory>
#include <string>

namespace heddle::api::a2a {

/// A run's event stream (run_bodies.h, eventBody) as that of message/stream: the task, its artifacts as they
/// grow, and its last status, each as an answer to the request `id`.
std::unique_ptr<net::StreamBody> taskStream(Api& api, Delegated run, std::string id, std::string context,
                                            std::string task);

}  // namespace heddle::api::a2a
