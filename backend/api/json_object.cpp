// SPDX-License-Identifier: Apache-2.0
#include "backend/api/json_object.h"

#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::api {

JsonObject::JsonObject(std::string_view json) {
  const auto fields = wire::objectFields(json);
  if (!fields) return;
  for (const auto& field : *fields)
    set(field.key, std::string(field.value));
}

bool JsonObject::has(std::string_view key) const {
  return !raw(key).empty();
}

std::string_view JsonObject::raw(std::string_view key) const {
  for (const auto& [name, value] : fields_) {
    if (name == key) return value;
  }
  return {};
}

std::string JsonObject::string(std::string_view key) const {
  return wire::stringFromJson(raw(key));
}

void JsonObject::set(std::string_view key, std::string json) {
  for (auto& [name, value] : fields_) {
    if (name != key) continue;
    value = std::move(json);
    return;
  }
  fields_.emplace_back(std::string(key), std::move(json));
}

void JsonObject::setString(std::string_view key, std::string_view text) {
  set(key, wire::jsonString(text));
}

void JsonObject::remove(std::string_view key) {
  std::erase_if(fields_, [&](const auto& field) { return field.first == key; });
}

void JsonObject::merge(const JsonObject& other) {
  for (const auto& [key, value] : other.fields_)
    set(key, value);
}

JsonObject JsonObject::only(const std::vector<std::string>& keys) const {
  JsonObject chosen;
  for (const auto& [key, value] : fields_) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) chosen.fields_.emplace_back(key, value);
  }
  return chosen;
}

std::string JsonObject::text() const {
  std::string out = "{";
  for (const auto& [key, value] : fields_) {
    if (out.size() > 1) out.push_back(',');
    out.append(wire::jsonString(key));
    out.push_back(':');
    out.append(value);
  }
  return out + "}";
}

}  // namespace heddle::api
