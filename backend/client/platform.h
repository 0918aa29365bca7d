// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include <QString>

/// The only calls of backend/client that depend on the operating system.
namespace heddle::client::platform {

/// Ends both directions of an open socket; its owner then sees a lost connection.
void cutSocket(int socket);

/// Blocks until something can be read from the socket, or its other end has gone. False when the time is
/// over.
bool awaitInput(int socket, std::chrono::milliseconds patience);

/// The process that holds the advisory lock on this file; 0 when nobody does, -1 when somebody does who
/// cannot be named.
qint64 lockHolder(const QString& path);

}  // namespace heddle::client::platform
