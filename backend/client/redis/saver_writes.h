// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <vector>

namespace heddle::client {

/// Counts tasks, interrupts and errors of some checkpoints, from at most `most` writes of each. `done` is
/// called in the GUI thread unless `context` is gone. Errors: those of the session.
using SaverCountsDone =
    std::function<void(const std::vector<query::SaverCheckpoint>& counted, const SourceError* error)>;
void countSaverWrites(RedisSession& redis, std::vector<query::SaverCheckpoint> rows, int most,
                      QObject* context, SaverCountsDone done);

}  // namespace heddle::client
