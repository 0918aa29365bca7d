// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include <QtGlobal>
#include <libpq-fe.h>

namespace heddle::client {

/// Lets another thread end the statement a connection is busy with. The connection's thread says which
/// question is in flight; a cancel for another one does nothing, so it never hits the next statement. All
/// calls from any thread.
class CancelHandle {
 public:
  ~CancelHandle() { forget(); }

  /// The connection is open; `connection` belongs to the calling thread and stays valid until forget().
  void adopt(PGconn* connection);
  /// Before the connection is closed.
  void forget();
  void begin(quint64 question);
  void end();

  /// Asks the server to cancel; blocks for a connection's time, so call it in a thread of its own.
  void cancel(quint64 question);
  /// Cuts the socket, for a server that does not answer a cancel.
  void drop(quint64 question);

 private:
  std::mutex
      mutex_;  // guards all but socket_; held during a cancel so that the statement cannot end under it
  std::mutex socketMutex_;  // guards socket_
  PGcancel* cancel_ = nullptr;
  quint64 inFlight_ = 0;
  int socket_ = -1;
  quint64 socketQuestion_ = 0;
};

}  // namespace heddle::client
