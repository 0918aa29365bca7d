// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/api_session.h"

#include "backend/client/api/api_worker.h"
#include "backend/client/api/run_body.h"

#include <QThread>

namespace heddle::client {
namespace {

constexpr std::chrono::seconds kHealth{15};

QString segment(const std::string& id) {
  return QString::fromStdString(id);
}

/// `/threads/<t>/runs/<r>` of a Content-Location header.
std::pair<std::string, std::string> idsOf(const QByteArray& location) {
  const auto parts = location.split('/');
  std::pair<std::string, std::string> ids;
  for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] == "threads") ids.first = parts[i + 1].toStdString();
    if (parts[i] == "runs" && parts[i + 1] != "stream") ids.second = parts[i + 1].toStdString();
  }
  return ids;
}

}  // namespace

ApiSession::ApiSession(ApiTarget target, WriteGate gate, QObject* parent)
    : QObject(parent),
      target_(std::move(target)),
      gate_(std::move(gate)),
      thread_(ioThread(IoThread::api)),
      worker_(new ApiWorker(target_.baseUrls, target_.apiKey)) {
  qRegisterMetaType<SourceState>();
  qRegisterMetaType<ApiAnswer>("heddle::client::ApiAnswer");
  qRegisterMetaType<std::vector<wire::SseEvent>>("std::vector<heddle::wire::SseEvent>");
  state_.phase = SourcePhase::idle;
  worker_->moveToThread(thread_.get());
  connect(worker_, &ApiWorker::ended, this, &ApiSession::finish);
  connect(worker_, &ApiWorker::located, this, &ApiSession::located);
  connect(worker_, &ApiWorker::events, this, &ApiSession::arrived);
  connect(worker_, &ApiWorker::reported, this, [this](const SourceState& state) {
    const bool never = state_.phase == SourcePhase::idle || state_.phase == SourcePhase::connecting ||
                       state_.phase == SourcePhase::failed;
    const auto known = state_.latency;
    state_ = state;
    if (state.phase == SourcePhase::lost && never) state_.phase = SourcePhase::failed;
    if (state.phase == SourcePhase::ready && state.latency.count() < 0) state_.latency = known;
    Q_EMIT stateChanged(state_);
  });
  health_.setInterval(kHealth);
  connect(&health_, &QTimer::timeout, this, [this] {
    request("GET", QStringLiteral("/ok"), {}, this, [](const wire::Value&, const SourceError*) {});
  });
}

ApiSession::~ApiSession() {
  worker_->disconnect(this);
  worker_->deleteLater();
}

void ApiSession::connectNow() {
  if (state_.phase == SourcePhase::idle) {
    state_.phase = SourcePhase::connecting;
    Q_EMIT stateChanged(state_);
  }
  health_.start();
  request("GET", QStringLiteral("/ok"), {}, this, [](const wire::Value&, const SourceError*) {});
}

void ApiSession::info(QObject* context, Json done) {
  request("GET", QStringLiteral("/info"), {}, context, std::move(done));
}

void ApiSession::searchAssistants(QObject* context, Json done) {
  request("POST", QStringLiteral("/assistants/search"), "{\"limit\":100}", context, std::move(done));
}

void ApiSession::schemas(const std::string& assistantId, QObject* context, Json done) {
  request("GET", QStringLiteral("/assistants/%1/schemas").arg(segment(assistantId)), {}, context,
          std::move(done));
}

void ApiSession::cancelRun(const std::string& threadId, const std::string& runId, CancelAction action,
                           QObject* context, Json done) {
  const auto path =
      QStringLiteral("/threads/%1/runs/%2/cancel?wait=0&action=%3")
          .arg(segment(threadId), segment(runId),
               action == CancelAction::rollback ? QStringLiteral("rollback") : QStringLiteral("interrupt"));
  request("POST", path, {}, context, std::move(done));
}

void ApiSession::request(const QByteArray& method, const QString& path, const QByteArray& body,
                         QObject* context, Json done) {
  const auto number = ++next_;
  pending_[number] = {context, std::move(done), {}, {}, {}, {}};
  send(number, method, path, body, {}, false);
}

quint64 ApiSession::createRun(const RunRequest& request, QObject* context, Events events, Ended ended) {
  const auto number = ++next_;
  pending_[number] = {context, {}, std::move(events), std::move(ended), request.threadId, {}};
  const auto body = runBody(request);
  if (!body) {
    const ApiAnswer refused{
        0, {}, SourceError{SourceError::Kind::invalid, QString::fromStdString(body.error().message), false}};
    QMetaObject::invokeMethod(
        this, [this, number, refused] { finish(number, refused); }, Qt::QueuedConnection);
    return number;
  }
  if (!request.threadId.empty() || !request.onCompletion.empty()) {
    startStream(number, request.threadId, *body);
    return number;
  }
  this->request("POST", QStringLiteral("/threads"), "{}", this,
                [this, number, body = *body](const wire::Value& thread, const SourceError* error) {
                  if (!pending_.contains(number)) return;  // stopped meanwhile
                  if (error != nullptr)
                    finish(number, {0, {}, *error});
                  else
                    startStream(number, std::string(thread.stringAt("thread_id")), body);
                });
  return number;
}

void ApiSession::startStream(quint64 number, const std::string& threadId, const QByteArray& body) {
  pending_[number].threadId = threadId;
  const QString path = threadId.empty() ? QStringLiteral("/runs/stream")
                                        : QStringLiteral("/threads/%1/runs/stream").arg(segment(threadId));
  send(number, "POST", path, body, {}, true);
}

quint64 ApiSession::joinStream(const std::string& threadId, const std::string& runId,
                               const std::string& lastEventId, QObject* context, Events events, Ended ended) {
  const auto number = ++next_;
  pending_[number] = {context, {}, std::move(events), std::move(ended), threadId, runId};
  send(number, "GET", QStringLiteral("/threads/%1/runs/%2/stream").arg(segment(threadId), segment(runId)), {},
       QByteArray::fromStdString(lastEventId), true);
  return number;
}

void ApiSession::send(quint64 number, const QByteArray& method, const QString& path, const QByteArray& body,
                      const QByteArray& lastEventId, bool stream) {
  std::optional<SourceError> refused;
  if (target_.baseUrls.empty())
    refused = {SourceError::Kind::unsupported, QStringLiteral("This deployment has no API URL."), false};
  if (const auto allowed = gate_.allows(method, path); !allowed) {
    refused = {SourceError::Kind::forbidden, QString::fromStdString(allowed.error().message), false};
  }
  if (refused) {
    const ApiAnswer answer{0, {}, refused};
    QMetaObject::invokeMethod(
        this, [this, number, answer] { finish(number, answer); }, Qt::QueuedConnection);
    return;
  }
  const ApiCall call{number, method, path, body, lastEventId, stream};
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, call] { worker->call(call); }, Qt::QueuedConnection);
}

void ApiSession::stop(quint64 stream) {
  pending_.erase(stream);
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, stream] { worker->stop(stream); }, Qt::QueuedConnection);
}

void ApiSession::located(quint64 number, const QByteArray& location) {
  const auto found = pending_.find(number);
  if (found == pending_.end()) return;
  const auto [thread, run] = idsOf(location);
  if (!thread.empty()) found->second.threadId = thread;
  if (!run.empty()) found->second.runId = run;
}

void ApiSession::arrived(quint64 number, const std::vector<wire::SseEvent>& events) {
  const auto found = pending_.find(number);
  if (found == pending_.end()) return;
  const auto pending = found->second;  // the callback may stop the stream
  if (pending.context && pending.events) pending.events({pending.threadId, pending.runId, events});
}

void ApiSession::finish(quint64 number, const ApiAnswer& answer) {
  const auto found = pending_.find(number);
  if (found == pending_.end()) return;
  const auto pending = std::move(found->second);
  pending_.erase(found);
  if (!pending.context) return;
  auto error = answer.error;
  if (pending.ended) {
    pending.ended(error ? &*error : nullptr);
    return;
  }
  wire::Value value;
  if (!error && answer.json) value = std::move(*answer.json);
  if (pending.json) pending.json(std::move(value), error ? &*error : nullptr);
}

}  // namespace heddle::client
