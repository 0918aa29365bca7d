// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace heddle::test {

/// An HTTP server on a free loopback port that writes down what reaches it and answers as told. It exists to
/// see what a client sends; the real server has its own suites.
class RecordingServer : public QTcpServer {
 public:
  struct Request {
    QByteArray line, head, body;
  };

  RecordingServer() {
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
      auto* socket = nextPendingConnection();
      connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
      connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    });
  }

  QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }
  /// "200 OK", headers and body of the answer to a request.
  std::function<QByteArray(const Request&)> answer = [](const Request&) { return json("{\"ok\":true}"); };
  QList<Request> requests;

  static QByteArray json(const QByteArray& body, const QByteArray& status = "200 OK") {
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
  }
  static QByteArray events(const QByteArray& location, const QByteArray& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Location: " + location +
           "\r\nConnection: close\r\n\r\n" + body;
  }

 private:
  void read(QTcpSocket* socket) {
    QByteArray bytes = socket->property("bytes").toByteArray() + socket->readAll();
    socket->setProperty("bytes", bytes);
    const auto end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return;
    Request request;
    request.head = bytes.left(end).toLower();
    request.line = bytes.left(bytes.indexOf("\r\n"));
    const auto length = request.head.indexOf("content-length:");
    const auto expected =
        length < 0 ? 0 : request.head.mid(length + 15).split('\r').first().trimmed().toInt();
    request.body = bytes.mid(end + 4);
    if (request.body.size() < expected) return;
    requests.append(request);
    socket->setProperty("bytes", QByteArray());
    socket->write(answer(request));
    socket->disconnectFromHost();
  }
};

}  // namespace heddle::test
