// SPDX-License-Identifier: Apache-2.0
#include "app/cli/state_reading.h"

#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "backend/core/uuid.h"

#include <cstdlib>

namespace heddle::cli {
namespace {

using wire::Value;

const char* word(checkpoint::Readability readability) {
  switch (readability) {
    case checkpoint::Readability::decoded:
      return "decoded";
    case checkpoint::Readability::empty:
      return "empty";
    case checkpoint::Readability::encrypted:
      return "encrypted";
    case checkpoint::Readability::opaque:
      return "opaque";
    case checkpoint::Readability::broken:
      return "broken";
  }
  return "";
}

core::Result<std::shared_ptr<const checkpoint::AesKey>> keyOf(const Arguments& arguments) {
  if (!arguments.decrypt) return std::shared_ptr<const checkpoint::AesKey>();
  const char* text = std::getenv("LANGGRAPH_AES_KEY");
  if (text == nullptr)
    return core::Error{core::ErrorCode::invalid,
                       "--decrypt takes the key from LANGGRAPH_AES_KEY, which is not set."};
  return checkpoint::AesKey::make(text);
}

}  // namespace

StateName stateName(const std::string& text) {
  const auto at = text.rfind('@');
  if (at == std::string::npos || !core::Uuid::parse(std::string_view(text).substr(at + 1))) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::variant<client::CheckpointContentPtr, int> readState(const Arguments& arguments,
                                                          client::ThreadDetailFeed& feed,
                                                          const StateName& name) {
  const auto key = keyOf(arguments);
  if (!key) return complain(kUsage, key.error().message);
  auto answer = answerOf<client::CheckpointContentPtr>(
      feed, &client::ThreadDetailFeed::checkpointLoaded,
      [&] { feed.loadCheckpoint(name.threadId, arguments.ns, name.checkpointId, *key); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  return std::get<client::CheckpointContentPtr>(std::move(answer));
}

Value channelsJson(const checkpoint::CheckpointState& state) {
  Value::Array out;
  for (const auto& channel : state.channels) {
    if (channel.internal) continue;
    const auto& value = channel.value;
    out.push_back(Value::ofObject({{"name", textValue(channel.name)},
                                   {"version", textValue(channel.version)},
                                   {"tag", textValue(value.type)},
                                   {"bytes", Value::ofUnsigned(value.bytes)},
                                   {"readability", Value::ofString(word(value.readability))},
                                   {"type", textValue(std::string(value.value.hint()))},
                                   {"delta", Value::ofBool(channel.delta)},
                                   {"note", textValue(value.note)},
                                   {"sha256", textValue(value.digest)}}));
  }
  return Value::ofArray(std::move(out));
}

}  // namespace heddle::cli
