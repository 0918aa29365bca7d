// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <QTcpSocket>

/// One answer as it came over the wire; chunks already joined.
struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool complete = false;  // head and body arrived as announced
};

/// A plain client connection that shows the bytes as they are; blocking, with a deadline for every wait.
class HttpConnection {
 public:
  explicit HttpConnection(quint16 port);
  ~HttpConnection();

  void send(const std::string& bytes);
  /// `head` = the answer has no body whatever its headers say.
  Answer receive(bool head = false);
  /// Head of the answer, leaving the body for readUntil.
  Answer receiveHead();
  /// Everything up to and with `mark`; empty when it did not come.
  std::string readUntil(const std::string& mark);
  /// True when the server closes within the deadline (bytes before that are thrown away).
  bool waitClosed();
  /// Leaves what comes in the kernel's buffers.
  void stopReading() { socket_.setReadBufferSize(1); }
  void closeNow();  // reset
  bool ok() const { return connected_; }

 private:
  bool more();
  std::string take(std::size_t count);

  QTcpSocket socket_;
  std::string input_;
  bool connected_ = false;
};

std::string get(const std::string& path, const std::string& headers = {});
std::string post(const std::string& path, const std::string& body, const std::string& headers = {});
