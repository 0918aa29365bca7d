// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/query/saver_places.h"

#include <functional>

namespace heddle::client {

/// Which checkpointers share this Redis, by a bounded look: the names of the search indexes, and what those
/// are about whose names say nothing. Where the login may not list indexes, some keys are looked at. A Redis
/// without the search module has none. `done` is called in the GUI thread unless `context` is gone. Errors:
/// those of the session.
using SaverPlacesDone = std::function<void(const query::SaverPlaces& places, const SourceError* error)>;
void findSaverPlaces(RedisSession& redis, QObject* context, SaverPlacesDone done);

/// How many keys are looked at where indexes may not be listed.
inline constexpr qint64 kMostKeysForPlaces = 20'000;

/// What FT.INFO answered; empty for an error.
query::IndexShape indexShapeOf(const RedisReply& info);
/// Texts of an answered list.
std::vector<std::string> textsOf(const RedisReply& reply);
/// What a Redis without a checkpointer answers.
SourceError noSaver();

}  // namespace heddle::client
