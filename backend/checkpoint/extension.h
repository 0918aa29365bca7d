// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// Turns the payload of LangGraph's MessagePack extension `code` (storage.md D.2) into what a person wants to
/// read: the argument, the fields, an ISO date; the Python name becomes the hint. A payload of another shape
/// comes back as it is, hint `ext <code>`.
wire::Value interpretExtension(int code, wire::Value payload);

}  // namespace heddle::checkpoint
