// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QLocalSocket>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>

namespace heddle::test {

/// Stands between a client and the Unix socket of a Postgres, on a free loopback port, and counts how often
/// the client speaks up after the server has spoken: its round trips. Lives in another thread than the
/// client.
class PostgresRelay : public QTcpServer {
 public:
  explicit PostgresRelay(const std::string& socketFolder)
      : socket_(QString::fromStdString(socketFolder) + QStringLiteral("/.s.PGSQL.5432")) {
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] { join(nextPendingConnection()); });
  }

  /// Everything that clients have said, of all connections one after the other as it came.
  const QByteArray& heard() const { return heard_; }
  int roundTrips() const { return roundTrips_; }
  void startCounting() { roundTrips_ = 0; }

 private:
  void join(QTcpSocket* client) {
    auto* server = new QLocalSocket(client);
    server->connectToServer(socket_);
    connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
      if (serverSpoke_) ++roundTrips_;
      serverSpoke_ = false;
      const auto bytes = client->readAll();
      heard_ += bytes;
      server->write(bytes);
    });
    connect(server, &QLocalSocket::readyRead, client, [this, client, server] {
      serverSpoke_ = true;
      client->write(server->readAll());
    });
    connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    connect(server, &QLocalSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
  }

  QString socket_;
  QByteArray heard_;
  bool serverSpoke_ = true;
  int roundTrips_ = 0;
};

}  // namespace heddle::test
