// SPDX-License-Identifier: Apache-2.0
#include "backend/client/stages/stage_log.h"
#include "backend/client/stages/tls_stage.h"
#include "backend/wire/value.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslSocket>

namespace heddle::client {
namespace {

struct Got {
  int status = 0;
  QByteArray body;
  QString trouble;
};

/// One GET, waited for; only ever in the test's own thread.
Got get(const QUrl& base, const QString& path, const QByteArray& apiKey) {
  QNetworkAccessManager network;
  QNetworkRequest request(QUrl(base.toString(QUrl::StripTrailingSlash) + path));
  request.setTransferTimeout(kPatienceMs);
  if (!apiKey.isEmpty()) request.setRawHeader("x-api-key", apiKey);
  const std::unique_ptr<QNetworkReply> reply(network.get(request));
  QEventLoop loop;
  QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
  loop.exec();
  return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
          reply->errorString()};
}

void testTls(StageLog& log, const QUrl& url) {
  if (url.scheme() != QLatin1String("https")) {
    log.passed(QStringLiteral("not used"));
    return;
  }
  QSslSocket socket;
  socket.connectToHostEncrypted(url.host(), static_cast<quint16>(url.port(443)));
  tellHandshake(
      log, socket,
      QStringLiteral("The certificate must be valid for this name and come from a known authority."));
}

/// "version 0.1.0" and the like, of whatever /info says.
QString described(const QByteArray& body) {
  const auto info = wire::parseJson(body.toStdString());
  if (!info || !info->isObject()) return {};
  QStringList parts;
  for (const char* key : {"version", "langgraph_py_version", "langgraph_js_version"}) {
    const auto value = info->stringAt(key);
    if (!value.empty())
      parts << QLatin1String(key) + QLatin1Char(' ') + QString::fromStdString(std::string(value));
  }
  return parts.join(QStringLiteral(", "));
}

}  // namespace

void testApi(StageLog& log, const QUrl& url, const QByteArray& apiKey) {
  const bool tls = url.scheme() == QLatin1String("https");
  testReachable(log, {url.host(), static_cast<quint16>(url.port(tls ? 443 : 80))},
                QStringLiteral("the server"));
  if (!log.goesOn()) return;
  testTls(log, url);
  if (!log.goesOn()) return;
  const auto ok = get(url, QStringLiteral("/ok"), apiKey);
  if (ok.status == 200)
    log.passed(QStringLiteral("200"));
  else if (ok.status == 0)
    log.failed(ok.trouble + QLatin1Char('.'),
               QStringLiteral("Something listens there, but it does not speak HTTP."));
  else
    log.failed(QStringLiteral("/ok answers %1.").arg(ok.status),
               QStringLiteral("Is this the base URL of the API, with its mount prefix?"));
  if (!log.goesOn()) return;
  const auto info = get(url, QStringLiteral("/info"), apiKey);
  if (info.status == 200)
    log.passed(described(info.body));
  else if (info.status == 401 || info.status == 403)
    log.failed(QStringLiteral("/info wants a valid key."),
               QStringLiteral("Enter the API key of this deployment."));
  else
    log.warned(QStringLiteral("/info answers %1").arg(info.status),
               QStringLiteral("The server may have it switched off."));
}

}  // namespace heddle::client
