// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_socket.h"

#include <QFile>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

namespace heddle::client {
namespace {

QString tcpSentence(QAbstractSocket::SocketError error, const QString& place, const QString& detail) {
  switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
      return QStringLiteral("Nothing answers at %1; is Redis running, is the port right?").arg(place);
    case QAbstractSocket::HostNotFoundError:
      return QStringLiteral("The host of %1 has no address; check its spelling.").arg(place);
    case QAbstractSocket::SocketTimeoutError:
      return QStringLiteral("%1 does not answer; a firewall may drop the traffic.").arg(place);
    case QAbstractSocket::RemoteHostClosedError:
      return QStringLiteral("Redis at %1 closed the connection.").arg(place);
    case QAbstractSocket::SslHandshakeFailedError:
      return QStringLiteral("TLS with %1 failed: %2; check ssl_ca_certs and ssl_cert_reqs.")
          .arg(place, detail);
    default:
      return QStringLiteral("Redis at %1 cannot be reached: %2.").arg(place, detail);
  }
}

QIODevice* connectLocal(const deployment::RedisTarget& target, QObject* owner, const SocketEvents& events) {
  auto* socket = new QLocalSocket(owner);
  const auto place = placeOf(target);
  QObject::connect(socket, &QLocalSocket::connected, owner, events.connected);
  QObject::connect(
      socket, &QLocalSocket::errorOccurred, owner,
      [socket, place, failed = events.failed](QLocalSocket::LocalSocketError error) {
        if (error == QLocalSocket::ServerNotFoundError)
          failed(QStringLiteral("There is no socket %1; is Redis running?").arg(place));
        else if (error == QLocalSocket::PeerClosedError)
          failed(QStringLiteral("Redis at %1 closed the connection.").arg(place));
        else
          failed(QStringLiteral("Redis at %1 cannot be reached: %2.").arg(place, socket->errorString()));
      });
  // A local socket connects within the call; the owner must hold it before `connected` or an error arrives.
  const auto path = QString::fromStdString(target.path);
  QMetaObject::invokeMethod(
      socket, [socket, path] { socket->connectToServer(path); }, Qt::QueuedConnection);
  return socket;
}

void configureTls(QSslSocket& socket, const deployment::RedisTarget& target) {
  auto configuration = QSslConfiguration::defaultConfiguration();
  if (!target.caFile.empty()) {
    configuration.setCaCertificates(
        QSslCertificate::fromPath(QString::fromStdString(target.caFile), QSsl::Pem));
  }
  if (!target.certificateFile.empty()) {
    const auto own = QSslCertificate::fromPath(QString::fromStdString(target.certificateFile), QSsl::Pem);
    if (!own.isEmpty()) configuration.setLocalCertificate(own.first());
    QFile key(QString::fromStdString(target.keyFile));
    if (key.open(QIODevice::ReadOnly)) configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
  }
  const bool none = target.certificateCheck == deployment::CertificateCheck::none;
  configuration.setPeerVerifyMode(none ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
  socket.setSslConfiguration(configuration);
}

QIODevice* connectTcp(const deployment::RedisTarget& target, QObject* owner, const SocketEvents& events) {
  const bool tls = target.transport == deployment::RedisTransport::tls;
  auto* socket = new QSslSocket(owner);
  const auto place = placeOf(target);
  QObject::connect(socket, &QAbstractSocket::errorOccurred, owner,
                   [socket, place, failed = events.failed](QAbstractSocket::SocketError error) {
                     failed(tcpSentence(error, place, socket->errorString()));
                   });
  socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
  const auto host = QString::fromStdString(target.host);
  if (!tls) {
    QObject::connect(socket, &QAbstractSocket::connected, owner, events.connected);
    socket->connectToHost(host, target.port);
    return socket;
  }
  configureTls(*socket, target);
  if (!target.checkHostname) {
    QObject::connect(socket, &QSslSocket::sslErrors, owner, [socket](const QList<QSslError>& errors) {
      for (const auto& error : errors) {
        if (error.error() != QSslError::HostNameMismatch) return;
      }
      socket->ignoreSslErrors(errors);
    });
  }
  QObject::connect(socket, &QSslSocket::encrypted, owner, events.connected);
  socket->connectToHostEncrypted(host, target.port);
  return socket;
}

}  // namespace

QIODevice* connectSocket(const deployment::RedisTarget& target, QObject* owner, const SocketEvents& events) {
  return target.transport == deployment::RedisTransport::unixSocket ? connectLocal(target, owner, events)
                                                                    : connectTcp(target, owner, events);
}

QString placeOf(const deployment::RedisTarget& target) {
  if (target.transport == deployment::RedisTransport::unixSocket) return QString::fromStdString(target.path);
  return QString::fromStdString(target.host) + QLatin1Char(':') + QString::number(target.port);
}

}  // namespace heddle::client
