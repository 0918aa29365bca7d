// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_filter.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace heddle::api {
namespace {

constexpr std::array<std::string_view, 9> kChannels{"values", "updates",   "messages", "tools",      "custom",
                                                    "input",  "lifecycle", "tasks",    "checkpoints"};

bool isChannel(std::string_view word) {
  return std::find(kChannels.begin(), kChannels.end(), word) != kChannels.end() ||
         (word.starts_with("custom:") && word.size() > 7);
}

core::Result<std::vector<std::string>> strings(std::string_view raw, const std::string& complaint) {
  const auto items = wire::arrayItems(raw);
  if (!items) return badRequest(complaint);
  std::vector<std::string> words;
  for (const auto item : *items) {
    if (!item.starts_with('"')) return badRequest(complaint);
    words.push_back(wire::stringFromJson(item));
  }
  return words;
}

core::Result<std::vector<std::string>> channelsOf(std::string_view raw) {
  static const std::string kNone = "channels is required and must be a non-empty array";
  auto channels = strings(raw, kNone);
  if (!channels) return channels.error();
  if (channels->empty()) return badRequest(kNone);
  for (const auto& word : *channels)
    if (!isChannel(word))
      return badRequest("channels contains unsupported entries: " + word +
                        ". Allowed: values, updates, messages, tools, custom, lifecycle, input, tasks, "
                        "checkpoints, or any `custom:<name>`.");
  return channels;
}

core::Result<std::vector<Namespace>> namespacesOf(std::string_view raw) {
  static const std::string kWrong = "namespaces must be a list of lists of strings";
  std::vector<Namespace> namespaces;
  if (isAbsent(raw)) return namespaces;
  const auto items = wire::arrayItems(raw);
  if (!items) return badRequest(kWrong);
  for (const auto item : *items) {
    auto segments = strings(item, kWrong);
    if (!segments) return segments.error();
    namespaces.push_back(std::move(*segments));
  }
  return namespaces;
}

core::Result<std::optional<std::int64_t>> naturalOf(std::string_view params, std::string_view name) {
  const auto raw = wire::fieldText(params, name);
  if (isAbsent(raw)) return std::optional<std::int64_t>{};
  std::int64_t number = 0;
  const auto read = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (read.ec != std::errc() || read.ptr != raw.data() + raw.size() || number < 0)
    return badRequest(std::string(name) + " must be an integer that is not negative");
  return std::optional<std::int64_t>(number);
}

bool stands(const std::string& prefix, const std::string& segment) {
  if (prefix == segment) return true;
  return prefix.find(':') == std::string::npos && segment.substr(0, segment.find(':')) == prefix;
}

bool isUnder(const Namespace& prefix, const Namespace& place) {
  return prefix.size() <= place.size() && std::equal(prefix.begin(), prefix.end(), place.begin(), stands);
}

}  // namespace

Namespace namespaceOf(std::string_view joined) {
  Namespace segments;
  while (!joined.empty()) {
    const auto end = joined.find('|');
    segments.emplace_back(joined.substr(0, end));
    if (end == std::string_view::npos) break;
    joined.remove_prefix(end + 1);
  }
  return segments;
}

core::Result<ProtocolFilter> ProtocolFilter::read(std::string_view params) {
  ProtocolFilter filter;
  auto channels = channelsOf(wire::fieldText(params, "channels"));
  if (!channels) return channels.error();
  filter.channels_ = std::move(*channels);
  auto namespaces = namespacesOf(wire::fieldText(params, "namespaces"));
  if (!namespaces) return namespaces.error();
  filter.namespaces_ = std::move(*namespaces);
  const auto depth = naturalOf(params, "depth");
  if (!depth) return depth.error();
  if (*depth) filter.depth_ = static_cast<std::size_t>(**depth);
  const auto since = naturalOf(params, "since");
  if (!since) return since.error();
  filter.since_ = since->value_or(0);
  return filter;
}

bool ProtocolFilter::wants(std::string_view channel, std::string_view name) const {
  for (const auto& asked : channels_) {
    if (asked == channel) return true;
    if (!name.empty() && asked.starts_with("custom:") && asked.substr(7) == name) return true;
  }
  return false;
}

bool ProtocolFilter::reaches(const Namespace& place) const {
  if (namespaces_.empty()) return true;  // a depth counts from a namespace
  return std::any_of(namespaces_.begin(), namespaces_.end(), [&](const auto& prefix) {
    return isUnder(prefix, place) && (!depth_ || place.size() - prefix.size() <= *depth_);
  });
}

}  // namespace heddle::api
