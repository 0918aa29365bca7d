// SPDX-License-Identifier: Apache-2.0
// JSON of the serializers: raw bytes, and documents made of the records and marks that they write.
#include "backend/checkpoint/decode.h"
#include "backend/checkpoint/messages.h"
#include "tests/fuzz/choices.h"

using namespace heddle;
using fuzz::Choices;

namespace {

const char* const kLeaves[] = {"null",        "true",
                               "false",       "1",
                               "-0",          "12345678901234567890",
                               "1e9",         "NaN",
                               "-Infinity",   "\"x\"",
                               "\"\\ud800\"", "\"\\ud83d\\ude00\"",
                               "255",         "256",
                               "\"aGk=\"",    "\"__remove_all__\"",
                               "\"Map\"",     "\"\\u0001\\u0002number:NaN\""};
const char* const kKeys[] = {"lc",
                             "type",
                             "id",
                             "args",
                             "kwargs",
                             "method",
                             "value",
                             "__bytes__",
                             "__send__",
                             "__interrupt__",
                             "node",
                             "arg",
                             "__delta_snapshot__",
                             "content",
                             "role",
                             "tool_calls",
                             "name",
                             "usage_metadata"};
const char* const kTypes[] = {"\"constructor\"",     "\"undefined\"", "\"delta_snapshot\"", "\"secret\"",
                              "\"not_implemented\"", "\"human\"",     "\"remove\""};
const char* const kClasses[] = {"[\"Set\"]",
                                "[\"Map\"]",
                                "[\"RegExp\"]",
                                "[\"Uint8Array\"]",
                                "[\"Error\"]",
                                "[\"builtins\",\"set\"]",
                                "[]",
                                "[\"pydantic\",\"SecretStr\"]",
                                "[\"langchain_core\",\"messages\",\"AIMessage\"]",
                                "\"Map\""};

std::string value(Choices& choices, int depth);

std::string record(Choices& choices, int depth) {
  std::string out = "{\"lc\":" + std::string(choices.below(2) == 0 ? "1" : "2") +
                    ",\"type\":" + choices.oneOf(kTypes) + ",\"id\":" + choices.oneOf(kClasses);
  if (choices.below(2) == 0) out += ",\"args\":[" + value(choices, depth - 1) + "]";
  if (choices.below(2) == 0) out += ",\"kwargs\":" + value(choices, depth - 1);
  if (choices.below(4) == 0) out += ",\"value\":" + value(choices, depth - 1);
  return out + "}";
}

std::string value(Choices& choices, int depth) {
  const auto kind = choices.below(depth > 0 ? 8 : 3);
  if (kind < 3) return choices.oneOf(kLeaves);
  if (kind == 3) return record(choices, depth);
  const bool object = kind < 6;
  std::string out(1, object ? '{' : '[');
  for (auto count = choices.below(5); count > 0; --count) {
    if (out.size() > 1) out += choices.below(32) == 0 ? " " : ",";
    if (object) out += "\"" + std::string(choices.oneOf(kKeys)) + "\":";
    out += value(choices, depth - 1);
  }
  return out + (object ? '}' : ']');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const bool raw = choices.below(4) == 0;
  const std::string text = raw ? std::string(choices.rest()) : value(choices, 12);
  const auto decoded = checkpoint::decodeBlob("json", text, {.depth = 64});
  if (decoded.readability != checkpoint::Readability::decoded) {
    fuzz::require(decoded.note.find("at byte") != std::string::npos || !decoded.note.empty(), "says why");
    return 0;
  }
  fuzz::require(wire::parseJson(wire::writeJson(decoded.value)).has_value(), "can be written as JSON");
  for (const auto& message : checkpoint::findMessages(decoded.value))
    fuzz::require(message.toolCalls.size() <= text.size(), "no more calls than text");
  return 0;
}
