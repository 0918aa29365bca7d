// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/value.h"

#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>

namespace heddle::wire {
namespace {

std::string textOf(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, end.ptr);
  // A float stays recognisable as one: 1.0, not 1.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace

bool Value::Real::operator==(const Real& other) const {
  return std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(other.value);
}

Value Value::ofBool(bool value) {
  return Value(std::in_place_type<bool>, value);
}

Value Value::ofInt(std::int64_t value) {
  return Value(std::in_place_type<std::int64_t>, value);
}

Value Value::ofUnsigned(std::uint64_t value) {
  return Value(std::in_place_type<std::uint64_t>, value);
}

Value Value::ofDouble(double value) {
  if (std::isfinite(value)) return Value(std::in_place_type<Real>, Real{value});
  if (std::isnan(value)) return ofString("NaN");
  return ofString(value > 0 ? "Infinity" : "-Infinity");
}

Value Value::ofNumberText(std::string text) {
  return Value(std::in_place_type<Number>, Number{std::move(text)});
}

Value Value::ofString(std::string text) {
  return Value(std::in_place_type<std::string>, std::move(text));
}

Value Value::ofArray(Array items) {
  return Value(std::in_place_type<Array>, std::move(items));
}

Value Value::ofObject(Object members) {
  return Value(std::in_place_type<Object>, std::move(members));
}

Value Value::ofBytes(std::string bytes) {
  return Value(std::in_place_type<Bytes>, Bytes{std::move(bytes)});
}

bool Value::boolean() const {
  return std::get<bool>(data_);
}
std::string Value::numberText() const {
  if (const auto* number = std::get_if<std::int64_t>(&data_)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&data_)) return std::to_string(*number);
  if (const auto* number = std::get_if<Real>(&data_)) return textOf(number->value);
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
  if (const auto* whole = std::get_if<std::int64_t>(&data_)) return *whole;
  if (const auto* whole = std::get_if<std::uint64_t>(&data_)) {
    return std::in_range<std::int64_t>(*whole) ? std::optional(static_cast<std::int64_t>(*whole))
                                               : std::nullopt;
  }
  const auto* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [stop, error] = std::from_chars(number->text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<double> Value::real() const {
  if (const auto* real = std::get_if<Real>(&data_)) return real->value;
  if (const auto* whole = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*whole);
  if (const auto* whole = std::get_if<std::uint64_t>(&data_)) return static_cast<double>(*whole);
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
  return hint_ ? std::string_view(hint_->text) : std::string_view();
}

void Value::setHint(std::string hint) {
  hint_ = hint.empty() ? nullptr : new Hint(std::move(hint));
}

bool Value::operator==(const Value& other) const {
  if (data_.index() == other.data_.index()) return data_ == other.data_;
  return kind() == Kind::number && other.kind() == Kind::number && numberText() == other.numberText();
}

}  // namespace heddle::wire
