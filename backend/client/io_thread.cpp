// SPDX-License-Identifier: Apache-2.0
#include "backend/client/io_thread.h"

#include <QThread>

namespace heddle::client {

std::shared_ptr<QThread> ioThread(IoThread which) {
  static std::weak_ptr<QThread> redis, api;
  auto& known = which == IoThread::redis ? redis : api;
  if (auto running = known.lock()) return running;
  auto* thread = new QThread;
  thread->setObjectName(which == IoThread::redis ? QStringLiteral("heddle-redis")
                                                 : QStringLiteral("heddle-api"));
  thread->start();
  std::shared_ptr<QThread> held(thread, [](QThread* ending) {
    ending->quit();
    ending->wait();
    delete ending;
  });
  known = held;
  return held;
}

}  // namespace heddle::client
