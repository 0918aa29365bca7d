// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/cancel_handle.h"

#include "backend/client/platform.h"

#include <array>

namespace heddle::client {

void CancelHandle::adopt(PGconn* connection) {
  forget();
  {
    const std::lock_guard lock(mutex_);
    cancel_ = PQgetCancel(connection);
  }
  const std::lock_guard lock(socketMutex_);
  socket_ = PQsocket(connection);
}

void CancelHandle::forget() {
  {
    const std::lock_guard lock(socketMutex_);
    socket_ = -1;
    socketQuestion_ = 0;
  }
  const std::lock_guard lock(mutex_);
  if (cancel_ != nullptr) PQfreeCancel(cancel_);
  cancel_ = nullptr;
  inFlight_ = 0;
}

void CancelHandle::begin(quint64 question) {
  {
    const std::lock_guard lock(mutex_);
    inFlight_ = question;
  }
  const std::lock_guard lock(socketMutex_);
  socketQuestion_ = question;
}

void CancelHandle::end() {
  begin(0);
}

void CancelHandle::cancel(quint64 question) {
  const std::lock_guard lock(mutex_);
  if (cancel_ == nullptr || inFlight_ != question || question == 0) return;
  std::array<char, 256> complaint{};
  PQcancel(cancel_, complaint.data(),
           static_cast<int>(complaint.size()));  // a failure shows as no 57014 within 1 s
}

void CancelHandle::drop(quint64 question) {
  const std::lock_guard lock(socketMutex_);
  if (socket_ >= 0 && socketQuestion_ == question && question != 0) platform::cutSocket(socket_);
}

}  // namespace heddle::client
