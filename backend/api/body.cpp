// SPDX-License-Identifier: Apache-2.0
#include "backend/api/body.h"

#include "backend/api/errors.h"
#include "backend/api/json_check.h"

#include <algorithm>
#include <charconv>

namespace heddle::api {
namespace {

bool isString(std::string_view raw) {
  return !raw.empty() && raw.front() == '"';
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

core::Result<Body> Body::read(std::string_view text) {
  Body body;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return body;
  if (const auto at = firstJsonError(text)) {
    return badRequest("The request body is not valid JSON in UTF-8, or nested more than " +
                      std::to_string(kJsonDepth) + " deep, at byte " + std::to_string(*at) + ".");
  }
  auto fields = wire::objectFields(text);
  if (!fields) {
    if (text.substr(text.find_first_not_of(" \t\r\n")).starts_with("null")) return body;
    return invalid("The request body must be a JSON object.");
  }
  body.fields_ = std::move(*fields);
  return body;
}

bool Body::names(std::string_view key) const {
  return std::any_of(fields_.begin(), fields_.end(), [key](const auto& field) { return field.key == key; });
}

std::string_view Body::raw(std::string_view key) const {
  for (auto it = fields_.rbegin(); it != fields_.rend(); ++it) {
    if (it->key == key) return it->value == "null" ? std::string_view{} : it->value;
  }
  return {};
}

void Body::refuse(std::string_view key, std::string_view why) {
  if (!error_) error_ = invalid(std::string(key) + ": " + std::string(why) + ".");
}

std::optional<std::string> Body::text(std::string_view key) {
  const auto value = raw(key);
  if (value.empty()) return std::nullopt;
  if (!isString(value)) refuse(key, "must be a string");
  return wire::stringFromJson(value);
}

std::string Body::textOr(std::string_view key, std::string_view fallback) {
  return text(key).value_or(std::string(fallback));
}

int Body::integer(std::string_view key, int fallback, int least, int most) {
  const auto value = raw(key);
  if (value.empty()) return fallback;
  int number = 0;
  const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (ec != std::errc{} || end != value.data() + value.size() || number < least || number > most) {
    refuse(key, "must be an integer from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
  }
  return number;
}

std::optional<double> Body::number(std::string_view key) {
  const auto value = raw(key);
  if (value.empty()) return std::nullopt;
  double number = 0;
  const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (ec != std::errc{} || end != value.data() + value.size()) refuse(key, "must be a number");
  return number;
}

bool Body::boolean(std::string_view key, bool fallback) {
  const auto value = raw(key);
  if (value.empty()) return fallback;
  if (value != "true" && value != "false") refuse(key, "must be true or false");
  return value == "true";
}

std::optional<core::JsonText> Body::object(std::string_view key) {
  const auto value = raw(key);
  if (value.empty()) return std::nullopt;
  if (value.front() != '{') refuse(key, "must be an object");
  return core::JsonText{std::string(value)};
}

core::JsonText Body::objectOrEmpty(std::string_view key) {
  return object(key).value_or(core::JsonText{"{}"});
}

std::vector<std::string> Body::strings(std::string_view key) {
  const auto value = raw(key);
  if (isString(value)) return {wire::stringFromJson(value)};
  return list(key);
}

std::vector<std::string> Body::list(std::string_view key) {
  const auto value = raw(key);
  std::vector<std::string> found;
  if (value.empty()) return found;
  const auto items = wire::arrayItems(value);
  if (!items) refuse(key, "must be a list of strings");
  if (!items) return found;
  for (const auto item : *items) {
    if (!isString(item)) refuse(key, "must be a list of strings");
    found.push_back(wire::stringFromJson(item));
  }
  return found;
}

std::string Body::choice(std::string_view key, const std::vector<std::string>& words) {
  auto given = text(key);
  if (!given) return words.front();
  if (std::find(words.begin(), words.end(), *given) == words.end()) {
    refuse(key, "must be one of " + listed(words));
    return words.front();
  }
  return std::move(*given);
}

std::vector<std::string> Body::choices(std::string_view key, const std::vector<std::string>& words) {
  auto given = strings(key);
  for (const auto& word : given)
    if (std::find(words.begin(), words.end(), word) == words.end()) refuse(key, "takes " + listed(words));
  return given;
}

}  // namespace heddle::api
