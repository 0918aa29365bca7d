// SPDX-License-Identifier: Apache-2.0
#include "backend/client/platform.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QFile>

namespace heddle::client::platform {

void cutSocket(int socket) {
  ::shutdown(socket, SHUT_RDWR);
}

bool awaitInput(int socket, std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd wanted{socket, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready != 0 && !(ready < 0 && errno == EINTR)) return true;  // an error shows when it is read
    if (ready == 0 && Clock::now() >= deadline) return false;
  }
}

qint64 lockHolder(const QString& path) {
  const auto name = QFile::encodeName(path);
  const int file = ::open(name.constData(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const bool free = ::flock(file, LOCK_SH | LOCK_NB) == 0;
  qint64 holder = 0;
  if (!free) {
    char text[32] = {};
    const auto length = ::read(file, text, sizeof text - 1);
    bool isNumber = false;
    const auto pid = QByteArray(text, static_cast<qsizetype>(length > 0 ? length : 0))
                         .simplified()
                         .split(' ')
                         .value(0)
                         .toLongLong(&isNumber);
    holder = isNumber && pid > 0 ? pid : -1;
  }
  ::close(file);  // gives a lock of ours back
  return holder;
}

}  // namespace heddle::client::platform
