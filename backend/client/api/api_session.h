// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/io_thread.h"
#include "backend/client/safety/write_gate.h"
#include "backend/client/source.h"
#include "backend/core/result.h"
#include "backend/wire/sse.h"
#include "backend/wire/value.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

namespace heddle::client {

class ApiWorker;
struct ApiAnswer;

struct ApiTarget {
  std::vector<QUrl> baseUrls;  // the first that answers is used
  QByteArray apiKey;           // sent as x-api-key when not empty
};

/// What to run; runIntent() makes the requests of it. JSON fields are finished text.
struct RunRequest {
  std::string assistant;  // id or graph name
  std::string threadId;   // empty: a thread is made first, unless onCompletion is set
  std::string input = "null";
  std::string command;  // JSON object {"resume": …} and the like; empty: none
  std::vector<std::string> streamModes{"values", "updates", "messages-tuple", "custom"};
  bool subgraphs = true;
  std::string configurable{}, context{};                         // JSON objects; empty: none
  std::vector<std::string> interruptBefore{}, interruptAfter{};  // nodes, or "*" alone
  std::string multitask{}, durability{};                         // empty: the server's default
  std::string onCompletion{};  // keep or delete: the run gets a thread of its own
  int recursionLimit = 0;      // 0: the server's
};

struct StreamEvents {
  std::string threadId, runId;  // known from the first batch on
  std::vector<wire::SseEvent> events;
};

/// Talks to a deployment's HTTP API. Lives in the GUI thread; sockets live in the one API thread of the
/// process. Every request passes the WriteGate before it leaves: refused ones fail with kind forbidden and
/// reach no socket. Reads are asked for by name or path; a write takes a permit, which only the gate makes.
/// Owned by DeploymentSession; the gate outlives it.
class ApiSession : public QObject {
  Q_OBJECT

 public:
  using Json = std::function<void(wire::Value answer, const SourceError* error)>;
  using Ended = std::function<void(const SourceError* error)>;
  using Events = std::function<void(const StreamEvents& batch)>;

  ApiSession(ApiTarget target, const WriteGate& gate, QObject* parent = nullptr);
  ~ApiSession() override;

  const WriteGate& gate() const { return gate_; }
  SourceState state() const { return state_; }
  /// Asks /ok now and every 15 s from then on.
  void connectNow();

  /// Callbacks come in this object's thread, later than the call, and not at all once `context` is gone.
  void info(QObject* context, Json done);
  void searchAssistants(QObject* context, Json done);
  /// Sends the requests of a runIntent(), the last one as a stream. Answers a number for stop().
  quint64 startRun(const WritePermit& permit, QObject* context, Events events, Ended ended);
  /// The rest of a run's stream; `lastEventId` exclusive, empty: from now (or from the start when it is
  /// kept).
  quint64 joinStream(const std::string& threadId, const std::string& runId, const std::string& lastEventId,
                     QObject* context, Events events, Ended ended);
  /// Closes our end only: the run goes on. Neither callback comes any more.
  void stop(quint64 stream);
  /// What the assistant's graph takes and gives: JSON Schemas.
  void schemas(const std::string& assistantId, QObject* context, Json done);
  /// One request of a permit. An empty answer is null.
  void perform(const WritePermit& permit, std::size_t index, QObject* context, Json done);
  /// Any read the gate lets through. `body` empty: none. An empty answer is null.
  void request(const QByteArray& method, const QString& path, const QByteArray& body, QObject* context,
               Json done);

 Q_SIGNALS:
  void stateChanged(const heddle::client::SourceState& state);

 private:
  struct Pending {
    QPointer<QObject> context;
    Json json;
    Events events;
    Ended ended;
    std::string threadId, runId;
    std::optional<WritePermit> permit;  // of a run whose start is not in the audit log yet
  };
  /// Sends what the gate let through; refusals are answered from the event loop.
  void send(quint64 number, const core::Result<GatedCall>& call, const QByteArray& lastEventId = {},
            bool stream = false);
  void refuse(quint64 number, const SourceError& error);
  void tellStart(Pending& pending, const SourceError* error);
  void finish(quint64 number, const ApiAnswer& answer);
  void located(quint64 number, const QByteArray& location);
  void arrived(quint64 number, const std::vector<wire::SseEvent>& events);

  ApiTarget target_;
  const WriteGate& gate_;
  std::shared_ptr<QThread> thread_;
  ApiWorker* worker_ = nullptr;  // in the API thread; deleted there
  std::map<quint64, Pending> pending_;
  QTimer health_;
  SourceState state_;
  quint64 next_ = 0;
};

}  // namespace heddle::client
