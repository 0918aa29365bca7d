// SPDX-License-Identifier: Apache-2.0
#include "backend/client/retired_threads.h"

#include <set>
#include <utility>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>

namespace heddle::client {
namespace {

/// Longer than connecting takes before it gives up.
constexpr int kRetirePatienceMs = 8000;

std::set<QThread*>& retired() {
  static std::set<QThread*> threads;
  return threads;
}

/// A thread that ran on while the process takes itself apart would read what is gone.
void waitForRetired() {
  const QDeadlineTimer deadline(kRetirePatienceMs);
  for (QThread* thread : std::exchange(retired(), {})) {
    if (thread->wait(deadline)) {
      delete thread;
    } else {
      qWarning("A connection did not end in time.");  // it is left alone: deleting it now would crash
    }
  }
}

}  // namespace

void retireThread(QThread* thread) {
  // Qt forgets such routines once it has run them, and calls one as often as it was added.
  qRemovePostRoutine(waitForRetired);
  qAddPostRoutine(waitForRetired);
  retired().insert(thread);
  // A thread that says it has finished still takes down what lives in it, the connection for one: until that
  // is over the process must not end.
  const auto bury = [thread] {
    if (retired().erase(thread) == 0) return;
    thread->wait();
    thread->deleteLater();
  };
  QObject::connect(thread, &QThread::finished, thread, bury);
  if (thread->isFinished()) bury();  // it may have been before the line above
}

int retiredThreads() {
  return static_cast<int>(retired().size());
}

}  // namespace heddle::client
