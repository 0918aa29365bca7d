// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/constructor.h"

#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// `["langchain_core","messages","AIMessage"]` or, from JavaScript, one name.
std::string className(const Value& id) {
  if (id.isString()) return id.string();
  std::string name;
  if (!id.isArray()) return name;
  for (const auto& part : id.items()) {
    if (!part.isString()) continue;
    if (!name.empty()) name += '.';
    name += part.string();
  }
  return name;
}

bool isConstructor(const Value& value) {
  const Value* mark = value.find("lc");
  return mark != nullptr && mark->integer().has_value() && value.find("id") != nullptr;
}

Value fieldsOf(const Value& constructor) {
  if (constructor.stringAt("type") == "secret") return Value::ofString("••••••");
  const Value* keywords = constructor.find("kwargs");
  const Value* arguments = constructor.find("args");
  const bool hasKeywords = keywords != nullptr && keywords->size() > 0;
  if (hasKeywords || arguments == nullptr) return keywords == nullptr ? Value() : *keywords;
  return arguments->size() == 1 && arguments->isArray() ? arguments->items().front() : *arguments;
}

}  // namespace

Value interpretConstructors(Value value) {
  if (value.isArray()) {
    for (auto& item : value.items())
      item = interpretConstructors(std::move(item));
    return value;
  }
  if (!value.isObject()) return value;
  if (isConstructor(value)) {
    Value fields = interpretConstructors(fieldsOf(value));
    fields.setHint(className(*value.find("id")));
    return fields;
  }
  for (auto& [key, child] : value.members())
    child = interpretConstructors(std::move(child));
  return value;
}

}  // namespace heddle::checkpoint
