// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"
#include "backend/net/message.h"

#include <chrono>

namespace heddle::api {

/// What a subscription yields next; idle after `patience`, or once the connection is closing.
core::Task<jobs::StreamItem> nextOrClosing(jobs::Subscription& subscription, net::BodyWriter& out,
                                           std::chrono::milliseconds patience);

}  // namespace heddle::api
