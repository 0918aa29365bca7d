// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

namespace heddle::client {

/// A page of items, in the calling worker thread: windows are walked until it is full or the time is over, as
/// those of lists. Throws SourceFailure: unsupported, invalid (the filter), and what the connection throws.
query::StorePage readStoreItems(PgConnection& connection, query::StoreQuery query);

}  // namespace heddle::client
