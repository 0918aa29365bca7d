// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/params.h"

#include "backend/storage/jsonb_text.h"

#include <charconv>

namespace heddle::storage {
namespace {

constexpr std::uint32_t kByteaOid = 17, kIntegerOid = 23, kTextOid = 25;

void putBigEndian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift));
}

/// Head of Postgres' binary form of a one-dimensional array.
std::string arrayHead(std::uint32_t elementType, std::size_t count) {
  std::string out;
  putBigEndian(out, count == 0 ? 0 : 1);
  putBigEndian(out, 1);  // may hold nulls
  putBigEndian(out, elementType);
  if (count == 0) return out;
  putBigEndian(out, static_cast<std::uint32_t>(count));
  putBigEndian(out, 1);  // lower bound
  return out;
}

void putElement(std::string& out, std::string_view bytes) {
  putBigEndian(out, static_cast<std::uint32_t>(bytes.size()));
  out.append(bytes);
}

}  // namespace

Params& Params::add(std::string data, bool binary) {
  values_.push_back({std::move(data), false, binary});
  return *this;
}

Params& Params::null() {
  values_.push_back({{}, true, false});
  return *this;
}

Params& Params::text(std::string_view value) {
  return add(cleanText(std::string(value)), false);
}

Params& Params::maybeText(const std::optional<std::string>& value) {
  return value ? text(*value) : null();
}

Params& Params::integer(std::int64_t value) {
  return add(std::to_string(value), false);
}

Params& Params::maybeInteger(const std::optional<std::int64_t>& value) {
  return value ? integer(*value) : null();
}

Params& Params::real(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return add(std::string(digits, end), false);
}

Params& Params::boolean(bool value) {
  return add(value ? "t" : "f", false);
}

Params& Params::json(const core::JsonText& value) {
  return add(cleanJson(value.text), false);
}

Params& Params::maybeJson(const std::optional<core::JsonText>& value) {
  return value ? json(*value) : null();
}

Params& Params::texts(const std::vector<std::string>& values) {
  std::string out = arrayHead(kTextOid, values.size());
  for (const std::string& value : values)
    putElement(out, cleanText(value));
  return add(std::move(out), true);
}

Params& Params::integers(const std::vector<int>& values) {
  std::string out = arrayHead(kIntegerOid, values.size());
  for (const int value : values) {
    putBigEndian(out, 4);
    putBigEndian(out, static_cast<std::uint32_t>(value));
  }
  return add(std::move(out), true);
}

Params& Params::byteas(const std::vector<std::optional<std::string_view>>& values) {
  std::string out = arrayHead(kByteaOid, values.size());
  for (const auto& value : values) {
    if (value) {
      putElement(out, *value);
    } else {
      putBigEndian(out, 0xffffffffu);
    }
  }
  return add(std::move(out), true);
}

std::size_t Params::bytes() const {
  std::size_t total = 0;
  for (const Argument& value : values_)
    total += value.data.size();
  return total;
}

std::vector<const char*> Params::pointers() const {
  std::vector<const char*> out;
  for (const Argument& value : values_)
    out.push_back(value.isNull ? nullptr : value.data.c_str());
  return out;
}

std::vector<int> Params::lengths() const {
  std::vector<int> out;
  for (const Argument& value : values_)
    out.push_back(static_cast<int>(value.data.size()));
  return out;
}

std::vector<int> Params::formats() const {
  std::vector<int> out;
  for (const Argument& value : values_)
    out.push_back(value.binary ? 1 : 0);
  return out;
}

}  // namespace heddle::storage
