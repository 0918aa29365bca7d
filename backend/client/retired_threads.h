// SPDX-License-Identifier: Apache-2.0
#pragma once

class QThread;

namespace heddle::client {

/// Takes over a thread whose owner has told it to end and does not wait: one that is busy in a blocking call
/// cannot be interrupted. It is deleted when it has ended; what still runs when the application object goes
/// is waited for there, for a limited time. GUI thread only.
void retireThread(QThread* thread);

/// How many of them have not ended yet.
int retiredThreads();

}  // namespace heddle::client
