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
      // OpenSSL's word for TLS 1.3's alert, which comes once something is read.
      if (detail.contains(QLatin1String("certificate required"))) {
        return QStringLiteral(
                   "Redis at %1 asks for a certificate of yours: name it in the URI with ssl_certfile and "
                   "ssl_keyfile.")
            .arg(place);
      }
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

QString unusable(const QString& file, const char* holds) {
  return QStringLiteral("%1 cannot be read as %2; check the URI's ssl_ parameters.")
      .arg(file, QLatin1String(holds));
}

QSslKey keyOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  const auto text = file.readAll();
  for (const auto kind : {QSsl::Ec, QSsl::Rsa, QSsl::Dsa}) {
    const QSslKey key(text, kind);
    if (!key.isNull()) return key;
  }
  return {};
}

/// Answers a sentence where a file that is named cannot be used: without it the connection would be another.
QString configureTls(QSslSocket& socket, const deployment::RedisTarget& target) {
  auto configuration = QSslConfiguration::defaultConfiguration();
  if (!target.caFile.empty()) {
    const auto file = QString::fromStdString(target.caFile);
    const auto authorities = QSslCertificate::fromPath(file, QSsl::Pem);
    if (authorities.isEmpty()) return unusable(file, "certificates of authorities");
    configuration.setCaCertificates(authorities);
  }
  if (!target.certificateFile.empty()) {
    const auto file = QString::fromStdString(target.certificateFile);
    const auto own = QSslCertificate::fromPath(file, QSsl::Pem);
    if (own.isEmpty()) return unusable(file, "a certificate");
    const auto keyFile = target.keyFile.empty() ? file : QString::fromStdString(target.keyFile);
    const auto key = keyOf(keyFile);
    if (key.isNull()) return unusable(keyFile, "a private key without passphrase");
    configuration.setLocalCertificateChain(own);
    configuration.setPrivateKey(key);
  }
  const bool none = target.certificateCheck == deployment::CertificateCheck::none;
  configuration.setPeerVerifyMode(none ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
  socket.setSslConfiguration(configuration);
  return {};
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
  const auto failure = configureTls(*socket, target);
  if (!failure.isEmpty()) {
    QMetaObject::invokeMethod(
        socket, [failure, failed = events.failed] { failed(failure); }, Qt::QueuedConnection);
    return socket;
  }
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
