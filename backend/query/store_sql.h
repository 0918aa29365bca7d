// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/query/sql_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

/// The column that holds the namespace, and what its labels are joined with.
std::string_view storeColumn(const Capabilities& capabilities);
char storeSeparator(const Capabilities& capabilities);
std::string storePath(const Capabilities& capabilities, const std::vector<std::string>& labels);
std::vector<std::string> storeLabels(const Capabilities& capabilities, std::string_view path);

/// Children listed at once, and items that are counted of each.
inline constexpr int kStoreChildren = 200;
inline constexpr int kStoreCounted = 1000;
/// Beginning of a value in a list, in characters; of one in full.
inline constexpr int kStorePreview = 300;

/// The children of a namespace, found by jumping from one to the next along the index of namespaces, whatever
/// the number of items; one more than kStoreChildren tells that there are more.
std::string storeLevelSql(const Capabilities& capabilities, const std::vector<std::string>& labels);
StoreLevel storeLevelFrom(const Capabilities& capabilities, const std::vector<std::string>& labels,
                          const std::vector<Row>& rows);

/// One window of items. Rows that do not match the filter come without their item.
std::string storeItemsSql(const Capabilities& capabilities, const StoreQuery& query);
StorePage storePageFrom(const Capabilities& capabilities, const StoreQuery& query,
                        const std::vector<Row>& rows);

std::string storeItemSql(const Capabilities& capabilities, const std::vector<std::string>& labels,
                         const std::string& key);
StoreItemDetail storeItemFrom(const Capabilities& capabilities, const Row& row);

}  // namespace heddle::query
