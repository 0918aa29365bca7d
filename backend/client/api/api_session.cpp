// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/api_session.h"

#include "backend/client/api/api_worker.h"

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

ApiSession::ApiSession(ApiTarget target, const WriteGate& gate, QObject* parent)
    : QObject(parent),
      target_(std::move(target)),
      gate_(gate),
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

void ApiSession::request(const QByteArray& method, const QString& path, const QByteArray& body,
                         QObject* context, Json done) {
  const auto number = ++next_;
  pending_[number] = {context, std::move(done), {}, {}, {}, {}, {}};
  send(number, gate_.read({method, path, body}));
}

void ApiSession::perform(const WritePermit& permit, std::size_t index, QObject* context, Json done) {
  const auto number = ++next_;
  pending_[number] = {context, std::move(done), {}, {}, {}, {}, {}};
  send(number, gate_.write(permit, index));
}

quint64 ApiSession::startRun(const WritePermit& permit, QObject* context, Events events, Ended ended) {
  const auto number = ++next_;
  const auto last = permit.size() - 1;
  const auto ids = idsOf(permit.at(last).path.toUtf8());
  pending_[number] = {context, {}, std::move(events), std::move(ended), ids.first, {}, permit};
  if (last == 0) {
    send(number, gate_.write(permit, 0), {}, true);
    return number;
  }
  perform(permit, 0, this, [this, number, permit, last](const wire::Value&, const SourceError* error) {
    if (!pending_.contains(number)) return;  // stopped meanwhile
    if (error != nullptr)
      finish(number, {0, {}, *error});
    else
      send(number, gate_.write(permit, last), {}, true);
  });
  return number;
}

quint64 ApiSession::joinStream(const std::string& threadId, const std::string& runId,
                               const std::string& lastEventId, QObject* context, Events events, Ended ended) {
  const auto number = ++next_;
  pending_[number] = {context, {}, std::move(events), std::move(ended), threadId, runId, {}};
  const auto path = QStringLiteral("/threads/%1/runs/%2/stream").arg(segment(threadId), segment(runId));
  send(number, gate_.read({"GET", path, {}}), QByteArray::fromStdString(lastEventId), true);
  return number;
}

void ApiSession::send(quint64 number, const core::Result<GatedCall>& call, const QByteArray& lastEventId,
                      bool stream) {
  if (!call) {
    const auto kind = call.error().code == core::ErrorCode::forbidden ? SourceError::Kind::forbidden
                                                                      : SourceError::Kind::refused;
    refuse(number, {kind, QString::fromStdString(call.error().message), false});
    return;
  }
  if (target_.baseUrls.empty()) {
    refuse(number,
           {SourceError::Kind::unsupported, QStringLiteral("This deployment has no API URL."), false});
    return;
  }
  const ApiCall sent{number, *call, lastEventId, stream};
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, sent] { worker->call(sent); }, Qt::QueuedConnection);
}

void ApiSession::refuse(quint64 number, const SourceError& error) {
  QMetaObject::invokeMethod(
      this,
      [this, number, error] {
        finish(number, {0, {}, error});
      },
      Qt::QueuedConnection);
}

/// Once: when the server has taken the run, or when it has come to nothing.
void ApiSession::tellStart(Pending& pending, const SourceError* error) {
  if (!pending.permit) return;
  const auto permit = std::move(*pending.permit);
  pending.permit.reset();
  AuditCounts counts;
  counts.asked = 1;
  (error != nullptr ? counts.failed : counts.done) = 1;
  gate_.ended(permit, counts,
              error != nullptr
                  ? error->sentence
                  : QStringLiteral("Run %1 was started.").arg(QString::fromStdString(pending.runId)));
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
  tellStart(found->second, nullptr);
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
  auto pending = std::move(found->second);
  pending_.erase(found);
  auto error = answer.error;
  tellStart(pending, error ? &*error : nullptr);
  if (!pending.context) return;
  if (pending.ended) {
    pending.ended(error ? &*error : nullptr);
    return;
  }
  wire::Value value;
  if (!error && answer.json) value = std::move(*answer.json);
  if (pending.json) pending.json(std::move(value), error ? &*error : nullptr);
}

}  // namespace heddle::client
