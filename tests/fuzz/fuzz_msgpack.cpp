// SPDX-License-Identifier: Apache-2.0
// MessagePack: raw bytes, and blobs made of LangGraph's own extensions with lies in them.
#include "backend/checkpoint/decode.h"
#include "backend/checkpoint/messages.h"
#include "tests/fuzz/choices.h"

using namespace heddle;
using fuzz::Choices;

namespace {

const char* const kNames[] = {"uuid",
                              "UUID",
                              "datetime",
                              "timedelta",
                              "date",
                              "pathlib",
                              "PosixPath",
                              "re",
                              "compile",
                              "langgraph.types",
                              "Send",
                              "Interrupt",
                              "pydantic.types",
                              "SecretStr",
                              "builtins",
                              "set",
                              "id",
                              "content"};

std::string head(unsigned char fix, unsigned char wide, std::size_t count) {
  if (count < 16) return std::string(1, static_cast<char>(fix | count));
  return {static_cast<char>(wide), static_cast<char>(count >> 8), static_cast<char>(count)};
}

std::string packed(std::string_view text) {
  return std::string{static_cast<char>(0xd9), static_cast<char>(text.size())} +
         std::string(text.substr(0, 255));
}

std::string value(Choices& choices, int depth);

std::string extension(Choices& choices, int depth) {
  std::string payload;
  if (choices.below(8) == 0) {
    payload = choices.text(20);
  } else {
    const auto parts = choices.below(6);
    payload = head(0x90, 0xdc, parts);
    for (std::size_t i = 0; i < parts; ++i)
      payload += i < 2 && choices.below(4) != 0 ? packed(choices.oneOf(kNames)) : value(choices, depth - 1);
  }
  // Now and then a length that is not true.
  const auto length = choices.below(16) == 0 ? choices.byte() : payload.size();
  return std::string{static_cast<char>(0xc8), static_cast<char>(length >> 8), static_cast<char>(length),
                     static_cast<char>(choices.below(10))} +
         payload;
}

std::string container(Choices& choices, int depth, bool map) {
  const auto count = choices.below(6);
  const auto told = choices.below(16) == 0 ? choices.byte() : count;
  std::string out = map ? head(0x80, 0xde, told) : head(0x90, 0xdc, told);
  for (std::size_t i = 0; i < count; ++i) {
    if (map) out += choices.below(4) != 0 ? packed(choices.oneOf(kNames)) : value(choices, depth - 1);
    out += value(choices, depth - 1);
  }
  return out;
}

std::string value(Choices& choices, int depth) {
  const auto kind = choices.below(depth > 0 ? 10 : 5);
  if (kind < 2) return packed(choices.text(12));
  if (kind == 2) return std::string(1, static_cast<char>(choices.byte()));
  if (kind == 3) return std::string{static_cast<char>(0xc4), 3} + "\x01\xff\x7f";
  if (kind == 4) return std::string{static_cast<char>(0xcb)} + choices.text(8) + "\x7f\xf8";
  if (kind < 7) return extension(choices, depth);
  return container(choices, depth, kind < 9);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const bool raw = choices.below(4) == 0;
  const std::string blob = raw ? std::string(choices.rest()) : value(choices, 12);
  const auto decoded = checkpoint::decodeBlob("msgpack", blob, {.depth = 64, .values = 10'000});
  if (decoded.readability != checkpoint::Readability::decoded) {
    fuzz::require(!decoded.note.empty() && !decoded.digest.empty(), "what is unreadable says why");
    return 0;
  }
  const auto json = wire::writeJson(decoded.value);
  fuzz::require(wire::parseJson(json).has_value(), "a decoded value can be written as JSON");
  checkpoint::findMessages(decoded.value);
  return 0;
}
