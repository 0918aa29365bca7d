// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/api_worker.h"

#include "backend/client/api/api_session.h"
#include "backend/wire/value.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace heddle::client {
namespace {

constexpr int kPatienceMs = 15'000;
constexpr qint64 kMostBody = 256LL << 20;

/// Servers answer errors as {"detail": text or list}; other bodies are not shown.
QString detailOf(const QByteArray& body) {
  const auto parsed = wire::parseJson(body.toStdString());
  if (!parsed) return {};
  const auto* detail = parsed->find("detail");
  if (detail == nullptr) return {};
  return QString::fromStdString(detail->isString() ? detail->string() : wire::writeJson(*detail)).left(500);
}

SourceError statusError(int status, const QByteArray& body) {
  const auto detail = detailOf(body);
  const auto or_ = [&](const QString& fallback) { return detail.isEmpty() ? fallback : detail; };
  using Kind = SourceError::Kind;
  if (status == 401)
    return {Kind::refused, QStringLiteral("The API wants a key, or refused the one it got."), false};
  if (status == 403) return {Kind::forbidden, or_(QStringLiteral("The API forbids this.")), false};
  if (status == 404) return {Kind::notFound, or_(QStringLiteral("The API knows no such thing.")), false};
  if (status == 405)
    return {Kind::unsupported, or_(QStringLiteral("This version of the API does not know that request.")),
            false};
  if (status == 409 || status == 400 || status == 422)
    return {Kind::invalid, or_(QStringLiteral("The API refused the request (%1).").arg(status)), false};
  // Of what stands before the server, or of one that comes up or goes: it may or may not have been asked.
  if (status >= 502 && status <= 504)
    return {Kind::timeout, or_(QStringLiteral("The API is not ready (%1).").arg(status)), true};
  return {Kind::refused, or_(QStringLiteral("The API answered with status %1.").arg(status)), false};
}

SourceError networkError(const QNetworkReply& reply) {
  using Kind = SourceError::Kind;
  const auto place = reply.url().authority().section(QLatin1Char('@'), -1);
  switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
      return {Kind::unreachable, QStringLiteral("Nothing answers at %1; is the server running?").arg(place),
              true};
    case QNetworkReply::HostNotFoundError:
      return {Kind::unreachable,
              QStringLiteral("The host of %1 has no address; check its spelling.").arg(place), true};
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
      return {Kind::timeout, QStringLiteral("%1 did not answer in time.").arg(place), true};
    case QNetworkReply::SslHandshakeFailedError:
      return {Kind::unreachable, QStringLiteral("TLS with %1 failed; check its certificate.").arg(place),
              true};
    case QNetworkReply::RemoteHostClosedError:
      return {Kind::unreachable, QStringLiteral("%1 closed the connection.").arg(place), true};
    default:
      return {Kind::unreachable, QStringLiteral("%1 cannot be reached: %2.").arg(place, reply.errorString()),
              true};
  }
}

/// Failures after which nothing can have reached a server, so that another base URL may be tried.
bool neverArrived(const QNetworkReply& reply) {
  return reply.error() == QNetworkReply::ConnectionRefusedError ||
         reply.error() == QNetworkReply::HostNotFoundError;
}

void readJson(const QByteArray& body, ApiAnswer& answer) {
  answer.json = std::make_shared<wire::Value>();
  if (body.trimmed().isEmpty()) return;
  auto parsed = wire::parseJson({body.constData(), static_cast<std::size_t>(body.size())});
  if (parsed)
    *answer.json = std::move(*parsed);
  else
    answer.error = {SourceError::Kind::invalid, QStringLiteral("The API's answer is not JSON."), false};
}

}  // namespace

ApiWorker::ApiWorker(std::vector<QUrl> baseUrls, QByteArray apiKey)
    : baseUrls_(std::move(baseUrls)), apiKey_(std::move(apiKey)) {
  flush_.setParent(this);  // moves along to the API thread
  flush_.setInterval(std::chrono::milliseconds(33));
  connect(&flush_, &QTimer::timeout, this, &ApiWorker::flush);
}

ApiWorker::~ApiWorker() {
  for (auto& [number, running] : running_) {
    running.reply->disconnect(this);
    running.reply->abort();
  }
}

QNetworkRequest ApiWorker::requestFor(const ApiCall& call) const {
  const QString url =
      baseUrls_[base_].toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash) + call.gated.call().path;
  QNetworkRequest request((QUrl(url)));
  request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
  request.setRawHeader("User-Agent", "heddle-console");
  if (!apiKey_.isEmpty()) request.setRawHeader("x-api-key", apiKey_);
  if (!call.lastEventId.isEmpty()) request.setRawHeader("Last-Event-ID", call.lastEventId);
  if (call.stream) request.setRawHeader("Accept", "text/event-stream");
  request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                       QNetworkRequest::ManualRedirectPolicy);  // the gate saw this path only
  request.setTransferTimeout(call.stream ? 0 : kPatienceMs);
  return request;
}

void ApiWorker::call(const ApiCall& call) {
  if (network_ == nullptr) network_ = new QNetworkAccessManager(this);
  send(running_.try_emplace(call.number, call).first->second);
}

void ApiWorker::send(Running& running) {
  const auto number = running.call.number;
  running.startedAt = QDateTime::currentMSecsSinceEpoch();
  ++running.tries;
  running.reply =
      network_->sendCustomRequest(requestFor(running.call), running.http().method, running.http().body);
  connect(running.reply, &QNetworkReply::readyRead, this, [this, number] { readMore(number); });
  connect(running.reply, &QNetworkReply::finished, this, [this, number] { finished(number); });
}

void ApiWorker::readMore(quint64 number) {
  const auto found = running_.find(number);
  if (found == running_.end()) return;
  auto& running = found->second;
  const auto bytes = running.reply->readAll();
  const int status = running.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  if (!running.call.stream || status >= 300) {
    running.body += bytes;
    if (running.body.size() > kMostBody) running.reply->abort();
    return;
  }
  if (!running.located) {
    running.located = true;
    report(running, std::nullopt, status);
    Q_EMIT located(number, running.reply->rawHeader("Content-Location"));
  }
  auto fresh =
      running.parser.feed(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  std::move(fresh.begin(), fresh.end(), std::back_inserter(running.gathered));
  if (!flush_.isActive()) flush_.start();
}

void ApiWorker::flush() {
  bool any = false;
  for (auto& [number, running] : running_) {
    if (running.gathered.empty()) continue;
    any = true;
    std::vector<wire::SseEvent> batch;
    batch.swap(running.gathered);
    Q_EMIT events(number, batch);
  }
  if (!any) flush_.stop();
}

void ApiWorker::finished(quint64 number) {
  const auto found = running_.find(number);
  if (found == running_.end()) return;
  readMore(number);
  auto& running = found->second;
  auto* reply = running.reply;
  reply->deleteLater();
  const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  if (status == 0 && neverArrived(*reply) && running.tries < baseUrls_.size()) {
    base_ = (base_ + 1) % baseUrls_.size();
    send(running);
    return;
  }
  ApiAnswer answer{status, nullptr, std::nullopt};
  const bool cut = reply->error() != QNetworkReply::NoError && status > 0 && status < 300;
  if (status == 0 || cut)
    answer.error = networkError(*reply);
  else if (status >= 300)
    answer.error = statusError(status, running.body);
  if (running.call.stream) flush();
  if (!running.call.stream && !answer.error) readJson(running.body, answer);
  report(running, answer.error, status);
  running_.erase(number);
  Q_EMIT ended(number, answer);
}

void ApiWorker::report(const Running& running, const std::optional<SourceError>& error, int status) {
  if (status > 0) {
    const auto took = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch() - running.startedAt);
    // A stream's time says nothing about the distance.
    Q_EMIT reported({SourcePhase::ready,
                     {},
                     running.call.stream ? std::chrono::microseconds(-1) : std::chrono::microseconds(took)});
  } else if (error) {
    Q_EMIT reported({SourcePhase::lost, error->sentence, std::chrono::microseconds(-1)});
  }
}

void ApiWorker::stop(quint64 number) {
  const auto found = running_.find(number);
  if (found == running_.end()) return;
  auto* reply = found->second.reply;
  running_.erase(found);
  reply->disconnect(this);
  reply->abort();
  reply->deleteLater();
}

}  // namespace heddle::client
