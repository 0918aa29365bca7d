// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_link.h"
#include "backend/client/redis/saver_look.h"
#include "backend/client/stages/stage_log.h"
#include "backend/client/stages/tls_stage.h"
#include "backend/deployment/redis_uri.h"
#include "backend/query/saver_places.h"

#include <QEventLoop>
#include <QSslSocket>
#include <QTimer>

namespace heddle::client {
namespace {

/// Whose certificate it is and until when, or why it was not accepted.
void testTls(StageLog& log, const deployment::RedisTarget& target) {
  if (target.transport != deployment::RedisTransport::tls) {
    log.passed(QStringLiteral("not used"));
    return;
  }
  QSslSocket socket;
  trust(socket, target.caFile);
  if (target.certificateCheck == deployment::CertificateCheck::none)
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
  socket.connectToHostEncrypted(QString::fromStdString(target.host), target.port);
  tellHandshake(
      log, socket,
      QStringLiteral(
          "Give the authority's certificate with ssl_ca_certs, or use redis:// if the server has no TLS."));
}

/// Waits for one of two ends; only ever in the test's own thread.
std::optional<SourceError> opened(RedisLink& link) {
  QEventLoop loop;
  std::optional<SourceError> failure;
  QObject::connect(&link, &RedisLink::ready, &loop, &QEventLoop::quit);
  QObject::connect(&link, &RedisLink::closed, &loop, [&](const SourceError& error) {
    failure = error;
    loop.quit();
  });
  QTimer::singleShot(0, &loop, [&] { link.open(); });
  loop.exec();
  return failure;
}

RedisReply answerTo(RedisLink& link, const std::vector<std::string>& command) {
  QEventLoop loop;
  RedisReply out{RedisReply::Kind::error, "no answer", 0, {}};
  QObject::connect(&link, &RedisLink::closed, &loop, &QEventLoop::quit);
  QTimer::singleShot(kPatienceMs, &loop, &QEventLoop::quit);
  const bool sent = link.send(command, [&](const RedisReply& reply) {
    out = reply;
    loop.quit();
  });
  if (sent) loop.exec();
  return out;
}

QString lineOf(const std::string& info, const char* key) {
  for (const auto& line : QString::fromStdString(info).split(QLatin1Char('\n'))) {
    if (line.startsWith(QLatin1String(key))) return line.section(QLatin1Char(':'), 1).trimmed();
  }
  return {};
}

/// By the search indexes alone: a Redis without that module, or a login that may not ask, has none.
query::SaverPlaces saversOf(RedisLink& link) {
  const auto names = textsOf(answerTo(link, {"FT._LIST"}));
  query::SaverPlaces places;
  places.all = query::usualPlaces(names);
  auto others = query::indexesToAsk(names);
  places.complete = others.size() <= query::kMostIndexesAsked;
  for (std::size_t i = 0; i < others.size() && i < query::kMostIndexesAsked; ++i) {
    const auto shape = indexShapeOf(answerTo(link, {"FT.INFO", others[i]}));
    if (const auto place = query::placeOf(others[i], shape)) query::addPlace(places.all, *place);
    if (query::isStore(others[i], shape)) places.stores.push_back(others[i]);
  }
  return places;
}

void testServer(StageLog& log, RedisLink& link) {
  const auto info = answerTo(link, {"INFO", "server"});
  if (info.isError()) {
    log.warned(QStringLiteral("unknown"),
               QStringLiteral("The login may not ask INFO; that is fine for tails."));
    log.passed(QStringLiteral("unknown"));
    return;
  }
  const auto version = lineOf(info.text, "redis_version");
  const auto parts = version.split(QLatin1Char('.'));
  const int number = parts.value(0).toInt() * 100 + parts.value(1).toInt();
  constexpr int kOldest = 602;
  if (number >= kOldest)
    log.passed(QStringLiteral("Redis %1").arg(version));
  else
    log.warned(QStringLiteral("Redis %1").arg(version), QStringLiteral("Servers need Redis 6.2 or newer."));
  const auto mode = lineOf(info.text, "redis_mode");
  if (mode == QLatin1String("sentinel")) {
    log.failed(QStringLiteral("This is a sentinel, not the Redis itself."),
               QStringLiteral("Give the address of the master."));
  } else {
    const QString kind = mode.isEmpty() ? QStringLiteral("unknown") : mode;
    const auto savers = saversOf(link);
    const auto flavour = query::flavourOf(savers.all);
    const auto badge = QString::fromStdString(query::badge(savers));
    if (flavour != query::RedisFlavour::none)
      log.recognised(QString::fromUtf8(query::word(flavour).data()), badge);
    log.passed(badge.isEmpty() ? kind : QString(kind + QStringLiteral(": ") + badge));
  }
}

}  // namespace

void testRedis(StageLog& log, const deployment::Deployment& deployment) {
  const auto target = deployment::parseRedis(deployment.redis).value();
  if (target.transport == deployment::RedisTransport::unixSocket) {
    testSocketFile(log, QString::fromStdString(target.path), QStringLiteral("Redis"));
  } else {
    testReachable(log, {QString::fromStdString(target.host), target.port}, QStringLiteral("Redis"));
  }
  if (!log.goesOn()) return;
  testTls(log, target);
  if (!log.goesOn()) return;
  RedisLink link(target, nullptr);
  const auto failure = opened(link);
  const bool database = failure && failure->sentence.contains(QLatin1String("the database"));
  if (failure && !database) {
    log.failed(failure->sentence, QStringLiteral("Check user and password of the URI."));
    return;
  }
  log.passed(target.password.empty() ? QStringLiteral("no password") : QStringLiteral("accepted"));
  if (database) {
    log.failed(failure->sentence, QStringLiteral("Use a lower database number; a cluster has only 0."));
    return;
  }
  log.passed(QString::number(target.database));
  testServer(log, link);
}

}  // namespace heddle::client
