// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "tests/support/redis_writer.h"

#include <QString>

namespace heddle::tests {

/// Puts the only checkpoint of a thread where the Python checkpointer would; `n` is its age and its order.
void writeSavedThread(test::RedisWriter& writer, const std::string& thread, int n);
std::string savedKey(const std::string& thread, int n);

/// The list of a Redis with `already` threads, none of them named many-…: more than a page of them, and more
/// keys than one page walks.
void savedThreadsGoOn(client::RedisSession& redis, test::RedisWriter& writer, int already);
/// What a list of it exports, of `threads` in all.
void savedThreadsAreExported(client::RedisSession& redis, int threads, const QString& folder);

}  // namespace heddle::tests
