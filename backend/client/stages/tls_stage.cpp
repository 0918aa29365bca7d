// SPDX-License-Identifier: Apache-2.0
#include "backend/client/stages/tls_stage.h"

#include <QDateTime>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

namespace heddle::client {
namespace {

QString issuerOf(const QSslCertificate& certificate) {
  return certificate.issuerInfo(QSslCertificate::CommonName).join(QLatin1Char(' '));
}

QString sentenceFor(const QSslError& error, const QSslSocket& socket) {
  const auto certificate = socket.peerCertificate();
  switch (error.error()) {
    case QSslError::CertificateExpired:
      return QStringLiteral("The certificate has expired (%1).")
          .arg(certificate.expiryDate().toString(Qt::ISODate));
    case QSslError::HostNameMismatch:
      return QStringLiteral("The certificate is for another name: %1.")
          .arg(certificate.subjectInfo(QSslCertificate::CommonName).join(QLatin1Char(' ')));
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateSignatureFailed:
      return QStringLiteral("The certificate comes from an authority that is not trusted: %1.")
          .arg(issuerOf(certificate));
    default:
      return QStringLiteral("TLS failed: %1.").arg(error.errorString());
  }
}

}  // namespace

void trust(QSslSocket& socket, const std::string& authorityFile) {
  if (authorityFile.empty()) return;
  auto configuration = socket.sslConfiguration();
  configuration.setCaCertificates(QSslCertificate::fromPath(QString::fromStdString(authorityFile)));
  socket.setSslConfiguration(configuration);
}

void tellHandshake(StageLog& log, QSslSocket& socket, const QString& fix) {
  if (socket.waitForEncrypted(kPatienceMs)) {
    const auto certificate = socket.peerCertificate();
    log.passed(QStringLiteral("%1, issued by %2, until %3")
                   .arg(socket.sessionCipher().protocolString(), issuerOf(certificate),
                        certificate.expiryDate().toString(Qt::ISODate)));
    return;
  }
  const auto errors = socket.sslHandshakeErrors();
  log.failed(errors.isEmpty() ? QStringLiteral("TLS failed: %1.").arg(socket.errorString())
                              : sentenceFor(errors.first(), socket),
             fix);
}

}  // namespace heddle::client
