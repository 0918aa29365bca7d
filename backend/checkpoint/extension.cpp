// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/extension.h"

#include "backend/checkpoint/hinted.h"
#include "backend/checkpoint/numeric_array.h"

#include <cstdio>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

// langgraph-checkpoint, serde/jsonplus.py: EXT_CONSTRUCTOR_SINGLE_ARG … EXT_NUMPY_ARRAY, delta snapshot.
constexpr int kSingleArgument = 0;
constexpr int kPositional = 1;
constexpr int kPydantic2 = 5;
constexpr int kNumpy = 6;
constexpr int kSnapshot = 7;

long long whole(const Value& value) {
  return static_cast<long long>(value.integer().value_or(0));
}

std::string isoDate(const Value::Array& arguments) {
  char text[80];
  std::snprintf(text, sizeof text, "%04lld-%02lld-%02lld", whole(arguments[0]), whole(arguments[1]),
                whole(arguments[2]));
  return text;
}

/// Days, seconds, microseconds as Python prints them: `-1 day, 23:59:59.500000`.
std::string durationText(const Value::Array& arguments) {
  const auto days = whole(arguments[0]), seconds = whole(arguments[1]), micros = whole(arguments[2]);
  char text[128] = "";
  int used = 0;
  if (days != 0)
    used = std::snprintf(text, sizeof text, "%lld day%s, ", days, days == 1 || days == -1 ? "" : "s");
  used += std::snprintf(text + used, sizeof text - static_cast<std::size_t>(used), "%lld:%02lld:%02lld",
                        seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (micros != 0)
    std::snprintf(text + used, sizeof text - static_cast<std::size_t>(used), ".%06lld", micros);
  return text;
}

std::string joinedPath(const Value::Array& parts) {
  std::string path;
  for (const auto& part : parts) {
    if (!part.isString()) continue;
    if (!path.empty() && path.back() != '/') path += '/';
    path += part.string();
  }
  return path;
}

Value describeSend(Value::Array& arguments) {
  Value::Object send;
  send.emplace_back("node", std::move(arguments[0]));
  send.emplace_back("arg", std::move(arguments[1]));
  if (arguments.size() > 2) send.emplace_back("timeout", std::move(arguments[2]));
  return Value::ofObject(std::move(send));
}

/// Positional constructors with a reading of their own; the others show their arguments.
Value interpretPositional(const std::string& hint, Value arguments) {
  if (!arguments.isArray()) return hinted(std::move(arguments), hint);
  auto& items = arguments.items();
  if (hint == "langgraph.types.Send" && items.size() >= 2) return hinted(describeSend(items), hint);
  if (hint == "datetime.date" && items.size() == 3) return hinted(Value::ofString(isoDate(items)), hint);
  if (hint == "datetime.timedelta" && items.size() == 3)
    return hinted(Value::ofString(durationText(items)), hint);
  if (hint.starts_with("pathlib.")) return hinted(Value::ofString(joinedPath(items)), hint);
  if (hint == "re.compile" && !items.empty()) return hinted(std::move(items[0]), hint);
  return hinted(std::move(arguments), hint);
}

/// Stored as 32 digits, read with dashes.
Value dashed(Value digits) {
  if (!digits.isString() || digits.string().size() != 32) return digits;
  std::string text = digits.string();
  for (const std::size_t place : {20, 16, 12, 8})
    text.insert(place, 1, '-');
  return Value::ofString(std::move(text));
}

Value interpretNamed(int code, Value::Array& parts) {
  const std::string hint = parts[0].string() + "." + parts[1].string();
  if (isSecretClass(parts[1].string())) return hinted(Value::ofString("••••••"), hint);
  if (hint == "uuid.UUID") return hinted(dashed(std::move(parts[2])), hint);
  if (code == kPositional) return interpretPositional(hint, std::move(parts[2]));
  return hinted(std::move(parts[2]), hint);
}

}  // namespace

Value snapshotOf(Value value) {
  const std::string inner(value.hint());
  return hinted(std::move(value), inner.empty() ? "snapshot" : "snapshot of " + inner);
}

bool isSecretClass(std::string_view name) {
  const auto dot = name.rfind('.');
  const auto last = dot == std::string_view::npos ? name : name.substr(dot + 1);
  return last == "SecretStr" || last == "SecretBytes";
}

Value interpretExtension(int code, Value payload) {
  if (code == kSnapshot) return snapshotOf(std::move(payload));
  const bool listed = payload.isArray() && payload.items().size() >= 3;
  if (code == kNumpy && listed && payload.items().size() >= 4) return describeArray(std::move(payload));
  const bool named = listed && payload.items()[0].isString() && payload.items()[1].isString();
  if (named && code >= kSingleArgument && code <= kPydantic2) return interpretNamed(code, payload.items());
  return hinted(std::move(payload), "ext " + std::to_string(code));
}

}  // namespace heddle::checkpoint
