// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <string_view>

/// The two body forms of runner frames that are not plain JSON (frames.md, "Three body forms").
namespace heddle::wire {

/// Views into the body they were read from.
struct PackedBody {
  std::string_view json, raw;
};

std::string packBody(std::string_view json, std::string_view raw);
core::Result<PackedBody> readPackedBody(std::string_view body);

/// Views into the body they were read from. The JSON text is not looked at.
struct EventBody {
  std::string_view mode, ns, json;
};

/// `mode` is at most 255 bytes, `ns` at most 65535.
std::string packEvent(std::string_view mode, std::string_view ns, std::string_view json);
core::Result<EventBody> readEventBody(std::string_view body);

}  // namespace heddle::wire
