// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/redis_marks.h"

#include "backend/checkpoint/extension.h"
#include "backend/wire/base64.h"

#include <string_view>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

bool isMarked(const Value& object, std::string_view name) {
  const Value* mark = object.find(name);
  return mark != nullptr && mark->kind() == Value::Kind::boolean && mark->boolean();
}

Value withoutMark(Value object, std::string_view name, const char* hint) {
  std::erase_if(object.members(), [&](const auto& member) { return member.first == name; });
  object.setHint(hint);
  return object;
}

}  // namespace

Value interpretRedisMark(Value object) {
  constexpr std::size_t kLargest = 6;  // members of an interrupt of any version
  if (object.size() == 0 || object.size() > kLargest || !object.members().front().first.starts_with("__"))
    return object;
  if (object.size() == 1 && !object.stringAt("__bytes__").empty()) {
    auto bytes = wire::decodeBase64(object.stringAt("__bytes__"));
    return bytes ? Value::ofBytes(std::move(*bytes)) : object;
  }
  if (object.size() == 2 && isMarked(object, "__delta_snapshot__") && object.find("value") != nullptr)
    return snapshotOf(*object.find("value"));
  if (object.size() == 3 && isMarked(object, "__send__") && object.find("node") != nullptr)
    return withoutMark(std::move(object), "__send__", "langgraph.types.Send");
  if (isMarked(object, "__interrupt__") && object.find("value") != nullptr)
    return withoutMark(std::move(object), "__interrupt__", "langgraph.types.Interrupt");
  return object;
}

}  // namespace heddle::checkpoint
