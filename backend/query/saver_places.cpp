// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_places.h"

#include <algorithm>
#include <array>

namespace heddle::query {
namespace {

constexpr std::string_view kUsualPrefix = "checkpoint";

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// The saver of an address, and where the thread's own id begins in it.
const SaverPlace* namedIn(const std::vector<SaverPlace>& places, const std::string& text) {
  for (const auto& place : places) {
    if (text.starts_with(nameOf(place) + "|")) return &place;
  }
  return nullptr;
}

/// A UUID of version 6 or later, as every checkpoint has it.
bool isCheckpointId(std::string_view text) {
  constexpr std::size_t kLength = 36;
  constexpr std::array<std::size_t, 4> kDashes{8, 13, 18, 23};
  return text.size() == kLength &&
         std::all_of(kDashes.begin(), kDashes.end(), [&](std::size_t at) { return text[at] == '-'; }) &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
}

}  // namespace

std::string nameOf(const SaverPlace& place) {
  if (place.prefix != kUsualPrefix) return place.prefix;
  return place.language == RedisFlavour::jsSaver ? "javascript" : "python";
}

std::vector<SaverPlace> usualPlaces(const std::vector<std::string>& indexes) {
  std::vector<SaverPlace> places;
  if (contains(indexes, "checkpoint") && contains(indexes, "checkpoint_write")) addPlace(places, {});
  if (contains(indexes, "checkpoints") && contains(indexes, "checkpoint_writes"))
    addPlace(places, {RedisFlavour::jsSaver, std::string(kUsualPrefix), "checkpoints", false});
  return places;
}

std::vector<std::string> indexesToAsk(const std::vector<std::string>& indexes) {
  const auto usual = usualPlaces(indexes);
  std::vector<std::string> names;
  for (const auto& name : indexes) {
    const bool known = name == "checkpoint_write" || name == "checkpoint_writes" ||
                       name == "checkpoint_blobs" || name == "store_vectors" ||
                       std::any_of(usual.begin(), usual.end(),
                                   [&name](const SaverPlace& place) { return place.index == name; });
    if (!known && names.size() <= kMostIndexesAsked) names.push_back(name);
  }
  return names;
}

std::optional<SaverPlace> placeOf(const std::string& index, const IndexShape& shape) {
  constexpr std::array<const char*, 5> kCheckpointMembers{"$.thread_id", "$.checkpoint_ns", "$.checkpoint_id",
                                                          "$.parent_checkpoint_id", "$.checkpoint_ts"};
  const bool all = std::all_of(kCheckpointMembers.begin(), kCheckpointMembers.end(),
                               [&shape](const char* name) { return contains(shape.members, name); });
  // Other programs may index copies of such documents; a checkpointer names its index by its prefix.
  if (!all || shape.keyType != "JSON" || !contains(shape.prefixes, index + ":")) return std::nullopt;
  return SaverPlace{RedisFlavour::pythonSaver, index, index, false};
}

bool isStore(const std::string& index, const IndexShape& shape) {
  const bool item = contains(shape.members, "$.prefix") && contains(shape.members, "$.key") &&
                    contains(shape.members, "$.updated_at");
  // Vectors of items have them too.
  return item && !contains(shape.members, "$.embedding") && shape.keyType == "JSON" &&
         contains(shape.prefixes, index + ":");
}

std::optional<SaverPlace> placeOfKey(std::string_view key) {
  const auto last = key.rfind(':');
  if (last == std::string_view::npos || !isCheckpointId(key.substr(last + 1))) return std::nullopt;
  const auto place = key.substr(0, last);
  const bool python = place.ends_with(":__empty__");
  const auto colon = key.find(':');
  const auto prefix = key.substr(0, colon);
  if (prefix == "write_keys_zset" || prefix == "write_registry") return std::nullopt;
  if (python && place.size() > colon + std::string_view(":__empty__").size())
    return SaverPlace{RedisFlavour::pythonSaver, std::string(prefix), {}, false};
  if (!python && prefix == kUsualPrefix && place.ends_with(':') && place.size() > colon + 2)
    return SaverPlace{RedisFlavour::jsSaver, std::string(prefix), {}, false};
  return std::nullopt;
}

void addPlace(std::vector<SaverPlace>& places, const SaverPlace& place) {
  for (const auto& known : places) {
    if (known.language == place.language && known.prefix == place.prefix) return;
  }
  places.push_back(place);
  for (auto& one : places) {
    one.shared = std::count_if(places.begin(), places.end(),
                               [&one](const SaverPlace& other) { return other.prefix == one.prefix; }) > 1;
  }
}

RedisFlavour flavourOf(const std::vector<SaverPlace>& places) {
  bool python = false, javaScript = false;
  for (const auto& place : places)
    (place.language == RedisFlavour::jsSaver ? javaScript : python) = true;
  if (python) return javaScript ? RedisFlavour::bothSavers : RedisFlavour::pythonSaver;
  return javaScript ? RedisFlavour::jsSaver : RedisFlavour::none;
}

std::string badge(const SaverPlaces& places) {
  std::string text(badge(flavourOf(places.all)));
  if (text.empty() && !places.stores.empty()) return "Redis store";
  const bool own = std::any_of(places.all.begin(), places.all.end(),
                               [](const SaverPlace& place) { return place.prefix != kUsualPrefix; });
  if (!own) return text;
  if (places.all.size() > 1 && !text.ends_with('s')) text += 's';
  std::string names;
  for (const auto& place : places.all)
    names += (names.empty() ? "" : ", ") + nameOf(place);
  return text + " (" + names + (places.complete ? ")" : ", perhaps more)");
}

std::string saverAddress(const std::vector<SaverPlace>& places, const SaverPlace& place,
                         const std::string& thread) {
  const bool alone = places.size() < 2 && namedIn(places, thread) == nullptr;
  return alone ? thread : nameOf(place) + "|" + thread;
}

SaverAddress saverAddressed(const std::vector<SaverPlace>& places, const std::string& text) {
  if (const auto* place = namedIn(places, text)) return {{*place}, text.substr(nameOf(*place).size() + 1)};
  return {places, text};
}

}  // namespace heddle::query
