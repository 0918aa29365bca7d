// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "backend/query/redis_saver.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

namespace heddle::query {

// Items of LangGraph's stores in Redis (langgraph.store.redis, RedisStore of the JavaScript package): one
// JSON document each, found by a search index. Pure functions.

/// The newest items, without their values.
inline constexpr int kMostStoreItems = 2000;
RedisCommand storeSearch(const std::string& index);

/// An item and the key of its document.
struct SaverItem {
  StoreItemRecord row;
  std::string document;
};
/// Of one found document; labels begin with the store's name where there are several.
SaverItem saverItemFrom(const std::string& store, bool several, const std::string& document,
                        const SaverFields& fields);
/// In the order of (namespace, key).
void inOrder(std::vector<SaverItem>& items);

/// The first thing of this question that cannot be answered, as a sentence with what can be; or empty.
std::string unanswerable(const StoreQuery& query);
bool matches(const StoreQuery& query, const StoreItemRecord& item);
/// Children of a namespace; sizes are those of the items.
StoreLevel levelOf(const std::vector<SaverItem>& items, const std::vector<std::string>& labels);
StorePlace placeOf(const StoreItemRecord& item);
/// The value as JSON: one that is text may hold it.
std::string storeValueFrom(const std::string& matches);

}  // namespace heddle::query
