// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/value.h"

#include <cassert>
#include <charconv>
#include <cmath>

namespace heddle::wire {

Value Value::ofBool(bool value) {
  Value out;
  out.data_ = value;
  return out;
}

Value Value::ofInt(std::int64_t value) {
  return ofNumberText(std::to_string(value));
}

Value Value::ofUnsigned(std::uint64_t value) {
  return ofNumberText(std::to_string(value));
}

Value Value::ofDouble(double value) {
  if (std::isnan(value)) return ofString("NaN");
  if (std::isinf(value)) return ofString(value > 0 ? "Infinity" : "-Infinity");
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, end.ptr);
  // A float stays recognisable as one: 1.0, not 1.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return ofNumberText(std::move(text));
}

Value Value::ofNumberText(std::string text) {
  Value out;
  out.data_ = Number{std::move(text)};
  return out;
}

Value Value::ofString(std::string text) {
  Value out;
  out.data_ = std::move(text);
  return out;
}

Value Value::ofArray(Array items) {
  Value out;
  out.data_ = std::move(items);
  return out;
}

Value Value::ofObject(Object members) {
  Value out;
  out.data_ = std::move(members);
  return out;
}

Value Value::ofBytes(std::string bytes) {
  Value out;
  out.data_ = Bytes{std::move(bytes)};
  return out;
}

Value::Kind Value::kind() const {
  return static_cast<Kind>(data_.index());
}

bool Value::boolean() const {
  return std::get<bool>(data_);
}
const std::string& Value::numberText() const {
  return std::get<Number>(data_).text;
}
const std::string& Value::string() const {
  return std::get<std::string>(data_);
}
const std::string& Value::bytes() const {
  return std::get<Bytes>(data_).raw;
}
const Value::Array& Value::items() const {
  return std::get<Array>(data_);
}
const Value::Object& Value::members() const {
  return std::get<Object>(data_);
}
std::string& Value::string() {
  return std::get<std::string>(data_);
}
Value::Array& Value::items() {
  return std::get<Array>(data_);
}
Value::Object& Value::members() {
  return std::get<Object>(data_);
}

std::optional<std::int64_t> Value::integer() const {
  const auto* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [stop, error] = std::from_chars(number->text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<double> Value::real() const {
  const auto* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  double value = 0;
  const auto [stop, error] =
      std::from_chars(number->text.data(), number->text.data() + number->text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

const Value* Value::find(std::string_view key) const {
  const auto* members = std::get_if<Object>(&data_);
  if (members == nullptr) return nullptr;
  for (auto member = members->rbegin(); member != members->rend(); ++member) {
    if (member->first == key) return &member->second;
  }
  return nullptr;
}

std::string_view Value::stringAt(std::string_view key, std::string_view fallback) const {
  const Value* found = find(key);
  if (found == nullptr || !found->isString()) return fallback;
  return found->string();
}

std::size_t Value::size() const {
  if (isArray()) return items().size();
  if (isObject()) return members().size();
  return 0;
}

std::string_view Value::hint() const {
  return hint_ ? std::string_view(*hint_) : std::string_view();
}

void Value::setHint(std::string hint) {
  hint_ = hint.empty() ? nullptr : std::make_shared<const std::string>(std::move(hint));
}

bool Value::operator==(const Value& other) const {
  return data_ == other.data_;
}

}  // namespace heddle::wire
