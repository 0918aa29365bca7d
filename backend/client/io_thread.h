// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

class QThread;

namespace heddle::client {

enum class IoThread { redis, api };

/// The process's one thread for sockets of this kind, running while somebody holds it. Call in the GUI thread
/// only. The last holder ends it and waits for what was posted to it.
std::shared_ptr<QThread> ioThread(IoThread which);

}  // namespace heddle::client
