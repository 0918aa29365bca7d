// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/constructor.h"

#include "backend/checkpoint/extension.h"
#include "backend/checkpoint/hinted.h"
#include "backend/checkpoint/redis_marks.h"

#include <algorithm>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// `["langchain_core","messages","AIMessage"]` or one name.
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

bool isRecord(const Value& value) {
  const Value* mark = value.find("lc");
  return mark != nullptr && mark->integer().has_value();
}

bool isPair(const Value& entry) {
  return entry.isArray() && entry.size() == 2;
}

/// Pairs become members when their keys are text; otherwise they stay pairs, which loses nothing.
Value mapOf(Value pairs) {
  const bool named =
      pairs.isArray() && std::all_of(pairs.items().begin(), pairs.items().end(),
                                     [](const auto& e) { return isPair(e) && e.items().front().isString(); });
  if (!named) return pairs;
  Value::Object members;
  members.reserve(pairs.size());
  for (auto& pair : pairs.items())
    members.emplace_back(std::move(pair.items()[0].string()), std::move(pair.items()[1]));
  return Value::ofObject(std::move(members));
}

Value bytesOf(Value list) {
  if (!list.isArray()) return list;
  std::string bytes;
  bytes.reserve(list.size());
  for (const auto& item : list.items()) {
    const auto byte = item.integer();
    if (!byte || *byte < 0 || *byte > 255) return list;
    bytes += static_cast<char>(*byte);
  }
  return Value::ofBytes(std::move(bytes));
}

/// The closed set of JavaScript's own classes that its serializer writes.
Value argumentOf(const std::string& name, Value::Array& arguments) {
  if (name == "RegExp" && arguments.size() == 2 && arguments[0].isString() && arguments[1].isString())
    return Value::ofString("/" + arguments[0].string() + "/" + arguments[1].string());
  if (arguments.size() != 1) return Value::ofArray(std::move(arguments));
  if (name == "Map") return mapOf(std::move(arguments.front()));
  if (name == "Uint8Array") return bytesOf(std::move(arguments.front()));
  return std::move(arguments.front());
}

Value constructed(Value& record, const std::string& name) {
  Value* keywords = nullptr;
  Value* arguments = nullptr;
  for (auto& [key, value] : record.members()) {
    if (key == "kwargs") keywords = &value;
    if (key == "args") arguments = &value;
  }
  const bool hasKeywords = keywords != nullptr && keywords->size() > 0;
  const bool hasArguments = arguments != nullptr && arguments->isArray() && arguments->size() > 0;
  if (hasKeywords && hasArguments) {
    Value::Object both;
    both.emplace_back("args", std::move(*arguments));
    both.emplace_back("kwargs", std::move(*keywords));
    return Value::ofObject(std::move(both));
  }
  if (hasArguments) return argumentOf(name, arguments->items());
  if (keywords != nullptr && (hasKeywords || arguments == nullptr)) return std::move(*keywords);
  return arguments != nullptr ? std::move(*arguments) : Value();
}

Value interpretRecord(Value record) {
  const auto type = record.stringAt("type");
  if (type == "undefined") return hinted({}, "undefined");
  if (type == "delta_snapshot") {
    for (auto member = record.members().rbegin(); member != record.members().rend(); ++member) {
      if (member->first == "value") return snapshotOf(Value(std::move(member->second)));
    }
    return record;
  }
  const Value* id = record.find("id");
  if (id == nullptr) return record;
  auto name = className(*id);
  if (type == "secret" || isSecretClass(name)) return hinted(Value::ofString("••••••"), std::move(name));
  Value fields = constructed(record, name);
  return hinted(std::move(fields), std::move(name));
}

}  // namespace

Value interpretConstructors(Value value) {
  if (value.isArray()) {
    for (auto& item : value.items())
      item = interpretConstructors(std::move(item));
    return value;
  }
  if (!value.isObject()) return value;
  // The innermost first: what stands in arguments is read before its record is taken apart.
  for (auto& [key, child] : value.members())
    child = interpretConstructors(std::move(child));
  return isRecord(value) ? interpretRecord(std::move(value)) : interpretRedisMark(std::move(value));
}

}  // namespace heddle::checkpoint
