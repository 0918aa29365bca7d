// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/safety/write_gate.h"
#include "backend/client/source.h"
#include "backend/wire/sse.h"
#include "backend/wire/value.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>
#include <QTimer>
#include <QUrl>

class QNetworkAccessManager;
class QNetworkReply;

namespace heddle::client {

struct ApiTarget;

/// What leaves for the network. It has passed the gate: there is no other way to make one.
struct ApiCall {
  quint64 number;
  GatedCall gated;
  QByteArray lastEventId;
  bool stream;
};

/// Read as JSON in the API thread, since it may have hundreds of megabytes. An empty body is null.
struct ApiAnswer {
  int status = 0;
  std::shared_ptr<wire::Value> json;  // taken by whoever gets the answer; nullptr with an error
  std::optional<SourceError> error;
};

/// ApiSession's half in the API thread: requests, SSE reading, batches of events at most 30 times a second.
class ApiWorker : public QObject {
  Q_OBJECT

 public:
  ApiWorker(std::vector<QUrl> baseUrls, QByteArray apiKey);
  ~ApiWorker() override;

  void call(const ApiCall& call);
  void stop(quint64 number);

 Q_SIGNALS:
  /// The end of a call; for a stream its body is empty.
  void ended(quint64 number, const heddle::client::ApiAnswer& answer);
  void located(quint64 number, const QByteArray& contentLocation);
  void events(quint64 number, const std::vector<heddle::wire::SseEvent>& events);
  void reported(const heddle::client::SourceState& state);

 private:
  struct Running {
    explicit Running(const ApiCall& given) : call(given) {}
    const HttpCall& http() const { return call.gated.call(); }

    ApiCall call;
    QNetworkReply* reply = nullptr;
    std::size_t tries = 0;
    wire::SseParser parser;
    std::vector<wire::SseEvent> gathered;
    QByteArray body;
    qint64 startedAt = 0;
    bool located = false;
  };
  void send(Running& running);
  QNetworkRequest requestFor(const ApiCall& call) const;
  void readMore(quint64 number);
  void finished(quint64 number);
  void flush();
  void report(const Running& running, const std::optional<SourceError>& error, int status);

  std::vector<QUrl> baseUrls_;
  QByteArray apiKey_;
  std::size_t base_ = 0;  // the URL that answered last
  QNetworkAccessManager* network_ = nullptr;
  std::map<quint64, Running> running_;
  QTimer flush_;
};

}  // namespace heddle::client
