// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/thread_feed.h"

#include <string>

namespace heddle::client {

/// Reads and decodes one checkpoint in the calling worker thread; an empty id means the newest of `ns`.
/// Encrypted values are read with `key`, which may be nullptr; values above the caps are left out.
/// Throws SourceFailure: notFound, unsupported, and what the connection throws.
CheckpointContentPtr readCheckpointContent(PgConnection& connection, const std::string& threadId,
                                           const std::string& ns, const std::string& checkpointId,
                                           const checkpoint::AesKey* key, query::ValueCaps caps);

}  // namespace heddle::client
