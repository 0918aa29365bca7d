// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

/// The only calls of backend/client that depend on the operating system.
namespace heddle::client::platform {

/// Ends both directions of an open socket; its owner then sees a lost connection.
void cutSocket(int socket);

/// The process that holds the advisory lock on this file; 0 when nobody does, -1 when somebody does who
/// cannot be named.
qint64 lockHolder(const QString& path);

}  // namespace heddle::client::platform
