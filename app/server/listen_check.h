// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/core/task.h"

#include <cstdint>
#include <string>

namespace heddle::server {

/// Whether host:port can be bound right now, so that a taken port is told before any database starts. Port 0
/// always can. Errors: unavailable, with what to do.
core::Result<void> checkPortFree(const std::string& host, std::uint16_t port);

/// True when GET /ok of that address answers 200. The address a server listens on as "any" is asked over
/// loopback.
core::Task<bool> answersOk(std::string host, std::uint16_t port, std::string mountPrefix);

/// `http://HOST:PORT`, with brackets around IPv6.
std::string urlOf(const std::string& host, std::uint16_t port);

}  // namespace heddle::server
