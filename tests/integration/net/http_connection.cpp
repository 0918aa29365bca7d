// SPDX-License-Identifier: Apache-2.0
#include "http_connection.h"

#include <algorithm>
#include <cctype>
#include <sys/socket.h>

#include <QDeadlineTimer>

namespace {

constexpr int kPatience = 10'000;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

HttpConnection::HttpConnection(quint16 port) {
  socket_.connectToHost(QStringLiteral("127.0.0.1"), port);
  connected_ = socket_.waitForConnected(kPatience);
}

HttpConnection::~HttpConnection() {
  socket_.abort();
}

void HttpConnection::send(const std::string& bytes) {
  socket_.write(bytes.data(), static_cast<qint64>(bytes.size()));
  while (socket_.bytesToWrite() > 0 && socket_.waitForBytesWritten(kPatience)) {
  }
}

bool HttpConnection::more() {
  if (socket_.bytesAvailable() == 0 && !socket_.waitForReadyRead(kPatience)) {
    if (socket_.bytesAvailable() == 0) return false;
  }
  input_ += socket_.readAll().toStdString();
  return true;
}

std::string HttpConnection::take(std::size_t count) {
  auto text = input_.substr(0, count);
  input_.erase(0, count);
  return text;
}

std::string HttpConnection::readUntil(const std::string& mark) {
  // For the whole of it: a stream that is kept alive never falls silent.
  const QDeadlineTimer patience(kPatience);
  std::size_t at = 0;
  while ((at = input_.find(mark)) == std::string::npos) {
    if (patience.hasExpired() || !more()) return {};
  }
  return take(at + mark.size());
}

Answer HttpConnection::receiveHead() {
  Answer answer;
  const auto head = readUntil("\r\n\r\n");
  if (head.size() < 12) return answer;
  answer.status = std::stoi(head.substr(9, 3));
  std::size_t at = head.find("\r\n") + 2;
  while (at + 2 < head.size()) {
    const auto end = head.find("\r\n", at);
    const auto colon = head.find(": ", at);
    answer.headers[lower(head.substr(at, colon - at))] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  answer.complete = true;
  return answer;
}

Answer HttpConnection::receive(bool head) {
  auto answer = receiveHead();
  if (!answer.complete || head || answer.status < 200) return answer;
  if (answer.headers.contains("content-length")) {
    const auto length = std::stoul(answer.headers["content-length"]);
    while (input_.size() < length) {
      if (!more()) {
        answer.complete = false;
        return answer;
      }
    }
    answer.body = take(length);
  } else if (answer.headers.contains("transfer-encoding")) {
    for (;;) {
      const auto size = readUntil("\r\n");
      if (size.empty()) {
        answer.complete = false;
        return answer;
      }
      const auto length = std::stoul(size, nullptr, 16);
      while (input_.size() < length + 2 && more()) {
      }
      answer.body += take(length);
      take(2);
      if (length == 0) break;
    }
  }
  return answer;
}

bool HttpConnection::waitClosed() {
  while (socket_.state() == QAbstractSocket::ConnectedState) {
    if (!socket_.waitForReadyRead(kPatience) && socket_.state() == QAbstractSocket::ConnectedState)
      return false;
    input_ += socket_.readAll().toStdString();
  }
  return true;
}

void HttpConnection::closeNow() {
  socket_.abort();
}

std::string get(const std::string& path, const std::string& headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n";
}

std::string post(const std::string& path, const std::string& body, const std::string& headers) {
  return "POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}
