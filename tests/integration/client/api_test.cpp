// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/api_session.h"
#include "backend/client/api/run_body.h"
#include "tests/integration/client/recording_server.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using heddle::test::RecordingServer;

namespace {

constexpr const char* kThread = "10000000-0000-0000-0000-000000000001";
constexpr const char* kRun = "20000000-0000-0000-0000-000000000002";
const QByteArray kLocation = QByteArray("/threads/") + kThread + "/runs/" + kRun;

struct Stream {
  std::vector<wire::SseEvent> events;
  std::string threadId, runId;
  std::optional<SourceError> error;
  bool ended = false;

  ApiSession::Events onEvents() {
    return [this](const StreamEvents& batch) {
      threadId = batch.threadId;
      runId = batch.runId;
      events.insert(events.end(), batch.events.begin(), batch.events.end());
    };
  }
  ApiSession::Ended onEnd() {
    return [this](const SourceError* failure) {
      ended = true;
      if (failure != nullptr) error = *failure;
    };
  }
};

}  // namespace

class ApiTest : public QObject {
  Q_OBJECT

  QTemporaryDir profile_;
  const AuditLog log_{profile_.path()};
  WriteLock openLock_{deployment::SafetyLevel::open}, shutLock_{deployment::SafetyLevel::readOnly};
  const WriteGate open_{{QStringLiteral("Local"), deployment::Environment::local}, openLock_, &log_};
  const WriteGate shut_{{QStringLiteral("Prod"), deployment::Environment::production}, shutLock_, &log_};

  /// Leave to start a run, as a local deployment gives it.
  WritePermit permitFor(const RunRequest& request) {
    return open_.permit(runIntent(request).value(), {true, true, {}}).value();
  }
  WritePermit permitFor(const QByteArray& method, const QString& path) {
    WriteIntent intent;
    intent.calls.push_back({method, path, {}});
    return open_.permit(std::move(intent), {true, true, {}}).value();
  }

 private Q_SLOTS:
  void readsAreAnswered() {
    RecordingServer server;
    server.answer = [](const RecordingServer::Request&) {
      return RecordingServer::json("{\"version\": \"1\", \"n\": 12345678901234567890}");
    };
    ApiSession session({{server.url()}, "the-key"}, shut_);
    wire::Value answer;
    session.info(this, [&](wire::Value value, const SourceError* error) {
      QVERIFY(error == nullptr);
      answer = std::move(value);
    });
    QTRY_COMPARE(answer.stringAt("version"), std::string_view("1"));
    QCOMPARE(answer.find("n")->numberText(), std::string("12345678901234567890"));
    QCOMPARE(server.requests[0].line, QByteArray("GET /info HTTP/1.1"));
    QVERIFY(server.requests[0].head.contains("x-api-key: the-key"));
    QCOMPARE(session.state().phase, SourcePhase::ready);
  }

  void writesNeverReachTheServerWhenReadOnly() {
    RecordingServer server;
    ApiSession session({{server.url()}, {}}, shut_);
    QList<SourceError> errors;
    const auto note = [&](const SourceError* error) {
      QVERIFY(error != nullptr);
      errors.append(*error);
    };
    const auto noteJson = [&](const wire::Value&, const SourceError* error) { note(error); };
    // Leave given elsewhere is none here.
    session.startRun(
        permitFor({"agent", "", "{}", "", {"values"}}), this, [](const StreamEvents&) { QFAIL("no events"); },
        note);
    session.startRun(
        permitFor({"agent", kThread, "", "{\"resume\": 1}", {"values"}}), this,
        [](const StreamEvents&) { QFAIL("no events"); }, note);
    session.perform(permitFor("DELETE", QStringLiteral("/threads/x")), 0, this, noteJson);
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
      for (const char* path : {"/threads", "/threads/x", "/threads/x/runs", "/threads/x/state", "/runs",
                               "/runs/cancel", "/assistants", "/assistants/x", "/store/items", "/runs/crons",
                               "/threads/x/runs/y", "/threads/x/runs/y/cancel"}) {
        session.request(method, QLatin1String(path), "{}", this, noteJson);
      }
    }
    QTRY_COMPARE(errors.size(), 51);
    for (const auto& error : errors) {
      QCOMPARE(error.kind, SourceError::Kind::forbidden);
      QVERIFY(error.sentence.endsWith(QLatin1Char('.')));
    }
    // A read that follows arrives first and alone: nothing was on its way.
    bool ok = false;
    session.request("GET", QStringLiteral("/ok"), {}, this,
                    [&](const wire::Value&, const SourceError* error) { ok = error == nullptr; });
    QTRY_VERIFY(ok);
    QCOMPARE(server.requests.size(), 1);
    QCOMPARE(server.requests[0].line, QByteArray("GET /ok HTTP/1.1"));
  }

  void runsAreCreatedAndStreamed() {
    RecordingServer server;
    server.answer = [](const RecordingServer::Request& request) {
      if (request.line.startsWith("POST /threads HTTP"))
        return RecordingServer::json(QByteArray("{\"thread_id\":\"") + kThread + "\"}");
      return RecordingServer::events(
          kLocation,
          "event: metadata\r\ndata: {\"run_id\":\"x\"}\r\nid: 7-1\r\n\r\n: heartbeat\r\n\r\n"
          "event: values\r\ndata: {\"a\":1}\r\nid: 7-2\r\n\r\n");
    };
    ApiSession session({{server.url()}, {}}, open_);
    Stream stream;
    const auto permit = permitFor({"agent", "", "{\"b\":1,\"a\":2}", "", {"values", "updates"}});
    session.startRun(permit, this, stream.onEvents(), stream.onEnd());
    QTRY_VERIFY(stream.ended);
    QVERIFY(!stream.error.has_value());
    QCOMPARE(stream.events.size(), std::size_t{2});
    QCOMPARE(stream.events[1].event, std::string("values"));
    QCOMPARE(stream.events[1].id, std::string("7-2"));
    QCOMPARE(stream.threadId, std::string(kThread));
    QCOMPARE(stream.runId, std::string(kRun));
    QCOMPARE(server.requests.size(), 2);
    // The thread has the id that was announced, so that what is permitted is what is sent.
    const auto thread = permit.at(1).path.section(QLatin1Char('/'), 2, 2).toUtf8();
    QCOMPARE(server.requests[0].body, "{\"thread_id\":\"" + thread + "\"}");
    QCOMPARE(server.requests[1].line, "POST /threads/" + thread + "/runs/stream HTTP/1.1");
    QVERIFY2(server.requests[1].body.contains("\"input\":{\"b\":1,\"a\":2}"),
             server.requests[1].body.constData());
  }

  void joinAndCancel() {
    RecordingServer server;
    server.answer = [](const RecordingServer::Request& request) {
      if (request.line.startsWith("POST"))
        return QByteArray("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return RecordingServer::events(kLocation, "event: end\ndata: null\n\n");
    };
    ApiSession session({{server.url()}, {}}, open_);
    Stream stream;
    session.joinStream(kThread, kRun, "7-2", this, stream.onEvents(), stream.onEnd());
    QTRY_VERIFY(stream.ended);
    QVERIFY(server.requests[0].head.contains("last-event-id: 7-2"));
    bool cancelled = false;
    const auto cancel = QStringLiteral("/threads/%1/runs/%2/cancel?wait=0&action=")
                            .arg(QLatin1String(kThread), QLatin1String(kRun));
    session.perform(permitFor("POST", cancel + QStringLiteral("interrupt")), 0, this,
                    [&](const wire::Value& answer, const SourceError* error) {
                      QVERIFY(error == nullptr);
                      cancelled = answer.isNull();
                    });
    QTRY_VERIFY(cancelled);
    QVERIFY(server.requests[1].line.contains("/cancel?wait=0&action=interrupt"));
    cancelled = false;
    session.perform(permitFor("POST", cancel + QStringLiteral("rollback")), 0, this,
                    [&](const wire::Value&, const SourceError* error) { cancelled = error == nullptr; });
    QTRY_VERIFY(cancelled);
    QVERIFY(server.requests[2].line.contains("/cancel?wait=0&action=rollback"));
  }

  void aRunOfItsOwnThreadNeedsNone() {
    RecordingServer server;
    server.answer = [](const RecordingServer::Request&) {
      return RecordingServer::events(kLocation, "event: values\ndata: {}\n\n");
    };
    ApiSession session({{server.url()}, {}}, open_);
    RunRequest request;
    request.assistant = "agent";
    request.onCompletion = "delete";
    Stream stream;
    session.startRun(permitFor(request), this, stream.onEvents(), stream.onEnd());
    QTRY_VERIFY(stream.ended);
    QCOMPARE(server.requests.size(), 1);
    QCOMPARE(server.requests[0].line, QByteArray("POST /runs/stream HTTP/1.1"));
    QVERIFY(server.requests[0].body.contains("\"on_completion\":\"delete\""));
    QCOMPARE(stream.runId, std::string(kRun));
  }

  void stoppedStreamsAreSilent() {
    RecordingServer server;
    server.answer = [](const RecordingServer::Request&) {
      return RecordingServer::events(kLocation, "event: a\ndata: 1\n\n");
    };
    ApiSession session({{server.url()}, {}}, open_);
    Stream stream;
    const auto number = session.joinStream(kThread, kRun, "", this, stream.onEvents(), stream.onEnd());
    session.stop(number);
    bool answered = false;
    session.request("GET", QStringLiteral("/ok"), {}, this,
                    [&](const wire::Value&, const SourceError*) { answered = true; });
    QTRY_VERIFY(answered);
    QVERIFY(stream.events.empty() && !stream.ended);
  }

  void errorsAreSentences_data() {
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("part");
    QTest::newRow("401") << QByteArray("401 Unauthorized") << QByteArray("{}")
                         << int(SourceError::Kind::refused) << QStringLiteral("wants a key");
    QTest::newRow("404") << QByteArray("404 Not Found") << QByteArray("{\"detail\":\"Run not found\"}")
                         << int(SourceError::Kind::notFound) << QStringLiteral("Run not found");
    QTest::newRow("409") << QByteArray("409 Conflict") << QByteArray("{\"detail\":\"Thread is busy\"}")
                         << int(SourceError::Kind::invalid) << QStringLiteral("Thread is busy");
    QTest::newRow("422 list") << QByteArray("422 Unprocessable") << QByteArray("{\"detail\":[1]}")
                              << int(SourceError::Kind::invalid) << QStringLiteral("[1]");
    QTest::newRow("500 html") << QByteArray("500 Oops") << QByteArray("<html>")
                              << int(SourceError::Kind::refused) << QStringLiteral("500");
    QTest::newRow("redirect") << QByteArray("302 Found") << QByteArray("") << int(SourceError::Kind::refused)
                              << QStringLiteral("302");
    QTest::newRow("no JSON") << QByteArray("200 OK") << QByteArray("hello") << int(SourceError::Kind::invalid)
                             << QStringLiteral("not JSON");
  }

  void errorsAreSentences() {
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, part);
    RecordingServer server;
    server.answer = [&](const RecordingServer::Request&) { return RecordingServer::json(body, status); };
    ApiSession session({{server.url()}, {}}, shut_);
    std::optional<SourceError> error;
    session.info(this, [&](const wire::Value&, const SourceError* failure) {
      if (failure != nullptr) error = *failure;
    });
    QTRY_VERIFY(error.has_value());
    QTEST(static_cast<int>(error->kind), "kind");
    QVERIFY2(error->sentence.contains(part), qPrintable(error->sentence));
  }

  void aLargeAnswerIsReadElsewhere() {
    QByteArray body("[");
    for (int n = 0; n < 700'000; ++n)
      body += "{\"a\": [1]},";
    body.back() = ']';
    QElapsedTimer clock;
    clock.start();
    QVERIFY(wire::parseJson(body.toStdString()));
    const qint64 reading = clock.elapsed();
    RecordingServer server;
    server.answer = [&body](const RecordingServer::Request&) { return RecordingServer::json(body); };
    ApiSession session({{server.url()}, {}}, shut_);
    wire::Value answer;
    session.info(this, [&](wire::Value value, const SourceError*) { answer = std::move(value); });
    qint64 longest = 0;
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&] { longest = std::max(longest, clock.restart()); });
    clock.restart();
    beat.start(0);
    QTRY_COMPARE_WITH_TIMEOUT(answer.size(), std::size_t{700'000}, 30'000);
    QVERIFY2(longest < reading / 2,
             qPrintable(QStringLiteral("%1 ms without a beat, %2 ms to read it").arg(longest).arg(reading)));
  }

  void anotherBaseUrlIsTried() {
    QUrl dead;
    {
      RecordingServer gone;
      dead = gone.url();
    }
    RecordingServer server;
    ApiSession session({{dead, server.url()}, {}}, shut_);
    bool ok = false;
    session.info(this, [&](const wire::Value&, const SourceError* error) { ok = error == nullptr; });
    QTRY_VERIFY(ok);

    ApiSession alone({{dead}, {}}, shut_);
    alone.connectNow();
    QTRY_COMPARE(alone.state().phase, SourcePhase::failed);
    QVERIFY(alone.state().sentence.contains(QStringLiteral("Nothing answers")));
  }
};

QTEST_GUILESS_MAIN(ApiTest)
#include "api_test.moc"
