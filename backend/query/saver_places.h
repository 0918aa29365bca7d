// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/redis_flavour.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

// Which checkpointers share a Redis. Those of Python may have key prefixes of their own; the two languages
// use the same one unless told otherwise. Pure functions.

/// One checkpointer: the keys that are its own, and the search index that knows them.
struct SaverPlace {
  RedisFlavour language = RedisFlavour::pythonSaver;  // or jsSaver
  std::string prefix = "checkpoint";                  // of its keys, up to the first colon of ours
  std::string index = "checkpoint";                   // empty: none that may be asked, so keys are walked
  bool shared = false;                                // the other language's documents have this prefix too

  bool operator==(const SaverPlace&) const = default;
};
/// "python", "javascript", or the prefix when it is not the usual one.
std::string nameOf(const SaverPlace& place);

struct SaverPlaces {
  std::vector<SaverPlace> all;
  std::vector<std::string> stores;  // indexes of LangGraph's stores, named by their key prefix
  bool complete = true;             // false: more indexes, or keys, than are looked at

  bool operator==(const SaverPlaces&) const = default;
};

/// Of the indexes' names alone: the usual places.
std::vector<SaverPlace> usualPlaces(const std::vector<std::string>& indexes);
/// How many other indexes are looked into.
inline constexpr std::size_t kMostIndexesAsked = 64;
/// Those whose names say nothing, at most so many and one.
std::vector<std::string> indexesToAsk(const std::vector<std::string>& indexes);
/// What an index is about, of FT.INFO's answer.
struct IndexShape {
  std::string keyType;
  std::vector<std::string> prefixes;
  std::vector<std::string> members;  // paths of what it indexes
};
/// The Python checkpointer whose documents it indexes; nothing when they are others.
std::optional<SaverPlace> placeOf(const std::string& index, const IndexShape& shape);
/// Whether it indexes the items of a LangGraph store.
bool isStore(const std::string& index, const IndexShape& shape);
/// The place of a checkpoint in the root namespace, by its key alone.
std::optional<SaverPlace> placeOfKey(std::string_view key);
/// Adds a place that is not there yet, and marks those that share a prefix.
void addPlace(std::vector<SaverPlace>& places, const SaverPlace& place);

RedisFlavour flavourOf(const std::vector<SaverPlace>& places);
/// "Python Redis checkpointers (python, tenant_a)"; without the names where there is only the usual one.
std::string badge(const SaverPlaces& places);

/// How a thread is named where several checkpointers may have one of its id: `python|asking`; the id alone
/// where only one is there.
std::string saverAddress(const std::vector<SaverPlace>& places, const SaverPlace& place,
                         const std::string& thread);
struct SaverAddress {
  std::vector<SaverPlace> places;  // where it is to be looked for
  std::string thread;
};
SaverAddress saverAddressed(const std::vector<SaverPlace>& places, const std::string& text);

}  // namespace heddle::query
