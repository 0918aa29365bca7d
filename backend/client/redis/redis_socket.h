// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/source.h"
#include "backend/deployment/redis_uri.h"

#include <functional>

#include <QIODevice>

namespace heddle::client {

struct SocketEvents {
  std::function<void()> connected;
  std::function<void(const QString& sentence)> failed;  // also when the other side closes
};

/// A socket on its way to the target; events come in `owner`'s thread. Owned by `owner`.
QIODevice* connectSocket(const deployment::RedisTarget& target, QObject* owner, const SocketEvents& events);

/// What people call the place: host:port or the socket's path.
QString placeOf(const deployment::RedisTarget& target);

}  // namespace heddle::client
