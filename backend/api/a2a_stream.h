// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/a2a_task.h"
#include "backend/api/delegation.h"

#include <memory>
#include <string>

namespace heddle::api::a2a {

/// A run's event stream (run_bodies.h, eventBody) as that of message/stream: the task, its artifacts as they
/// grow, and its last status, each as an answer to the request `id`. `known`: the task as a client that joins
/// late is told of it; empty: of a new one, submitted and at work.
std::unique_ptr<net::StreamBody> taskStream(Api& api, Delegated run, std::string id, TaskFacts facts,
                                            std::string known);

}  // namespace heddle::api::a2a
