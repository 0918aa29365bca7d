// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/frame_bodies.h"

#include "backend/wire/little_endian.h"

#include <cassert>
#include <cstdint>

namespace heddle::wire {
namespace {

core::Error torn(const char* what) {
  return {core::ErrorCode::invalid, std::string("the body of a frame ends inside its ") + what};
}

}  // namespace

std::string packBody(std::string_view json, std::string_view raw) {
  std::string body;
  body.reserve(4 + json.size() + raw.size());
  putLittleEndian<std::uint32_t>(body, static_cast<std::uint32_t>(json.size()));
  body.append(json);
  body.append(raw);
  return body;
}

core::Result<PackedBody> readPackedBody(std::string_view body) {
  if (body.size() < 4) return torn("length");
  const std::size_t length = getLittleEndian<std::uint32_t>(body, 0);
  body.remove_prefix(4);
  if (length > body.size()) return torn("JSON object");
  return PackedBody{body.substr(0, length), body.substr(length)};
}

std::string packEvent(std::string_view mode, std::string_view ns, std::string_view json) {
  assert(mode.size() <= 0xff && ns.size() <= 0xffff);
  std::string body;
  body.reserve(3 + mode.size() + ns.size() + json.size());
  body.push_back(static_cast<char>(mode.size()));
  body.append(mode);
  putLittleEndian<std::uint16_t>(body, static_cast<std::uint16_t>(ns.size()));
  body.append(ns);
  body.append(json);
  return body;
}

core::Result<EventBody> readEventBody(std::string_view body) {
  if (body.empty()) return torn("length");
  const std::size_t modeLength = getLittleEndian<std::uint8_t>(body, 0);
  body.remove_prefix(1);
  if (body.size() < modeLength + 2) return torn("mode");
  EventBody event;
  event.mode = body.substr(0, modeLength);
  const std::size_t nsLength = getLittleEndian<std::uint16_t>(body, modeLength);
  body.remove_prefix(modeLength + 2);
  if (body.size() < nsLength) return torn("namespace");
  event.ns = body.substr(0, nsLength);
  event.json = body.substr(nsLength);
  return event;
}

}  // namespace heddle::wire
