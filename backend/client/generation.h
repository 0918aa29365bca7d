// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

namespace heddle::client {

/// A number for one question of a feed: unique within the process and rising. GUI thread.
quint64 nextGeneration();

}  // namespace heddle::client
