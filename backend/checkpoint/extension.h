// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <string_view>

namespace heddle::checkpoint {

/// Turns the payload of LangGraph's MessagePack extension `code` (storage.md D.2) into what a person wants to
/// read: the argument, the fields, an ISO date; the Python name becomes the hint. A payload of another shape
/// comes back as it is, hint `ext <code>`.
wire::Value interpretExtension(int code, wire::Value payload);

/// A value that a delta channel's snapshot holds, with a hint that says so.
wire::Value snapshotOf(wire::Value value);
/// Whether a class, with or without its module, is one whose value nobody should see.
bool isSecretClass(std::string_view name);

}  // namespace heddle::checkpoint
