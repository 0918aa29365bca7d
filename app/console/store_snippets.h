// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "models/rows/store_row.h"

#include <QList>

namespace heddle::console {

/// Items of a store as ways of asking for them, one line or statement for each. The address holds no user
/// information; a key of the API is named, never given.
QString storeCurl(const QString& apiUrl, const QList<models::StoreItemRow>& items);
QString storeSdk(const QString& apiUrl, const QList<models::StoreItemRow>& items);
QString storeSql(const query::Capabilities& capabilities, const QList<models::StoreItemRow>& items);
/// `ofRedis`: those that a program keeps in Redis.
QString storeCommand(const QString& deployment, const QList<models::StoreItemRow>& items, bool ofRedis);

}  // namespace heddle::console
