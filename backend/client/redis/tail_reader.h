// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_link.h"
#include "backend/client/redis/tail_decoder.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace heddle::client {

/// TailFeed's half in the Redis thread: always drains the socket, decodes, counts, and hands over batches at
/// most 30 times a second, kMostAtOnce rows or kMostBytesAtOnce each. While the window is behind it gathers
/// up to its bounds; what comes on top is dropped, counted. When more comes live than may be held while
/// stored events are read, that reading ends and a row says so. A lost connection and a refused subscription
/// are tried again after growing pauses.
class TailReader : public QObject {
  Q_OBJECT

 public:
  TailReader(deployment::RedisTarget target, TailNames names, std::shared_ptr<std::atomic<int>> unread,
             TailBounds bounds);

  void showRun(int show, core::ThreadId thread, core::RunId run);
  void showDeployment(int show, int eventsPerSecond);
  void tellEnd(int show, const std::string& status);
  void stop();

 Q_SIGNALS:
  void batchRead(int show, const heddle::client::TailBatch& batch,
                 const heddle::client::TailCounters& counters);
  void counted(const heddle::client::TailCounters& counters);
  void reported(const heddle::client::SourceState& state);
  void subscribed();
  void caughtUp(int show);

 private:
  void start();
  void open();
  void liveReady();
  void refused(const std::string& why);
  void tryAgain(std::chrono::milliseconds pause);
  void replayReady();
  void replayPage(const std::string& after);
  void readPage(const RedisReply& reply);
  void replayFailed(const std::string& why);
  void goLive();
  void finishReplay();
  void note(const std::string& sentence);
  void arrived(const std::string& channel, const std::string& payload);
  void decode(const std::string& channel, const std::string& payload);
  void admit(TailBatch& fresh);
  bool isFull(const TailEvent& row) const;
  void flush();
  void tick();
  void lost(const SourceError& error);

  deployment::RedisTarget target_;
  TailNames names_;
  std::shared_ptr<std::atomic<int>> unread_;  // batches the GUI thread has not taken yet
  TailBounds bounds_;
  TailDecoder decoder_;
  RedisLink live_, replay_;
  std::optional<std::pair<core::ThreadId, core::RunId>> run_;
  int show_ = 0;          // which request the rows belong to
  int cap_ = 0;           // events a second; 0: no cap
  bool wasLive_ = false;  // connected since the last loss
  bool running_ = false, replaying_ = false;
  bool endSeen_ = false, endTold_ = false;                // of the one run: by Redis, by tellEnd()
  std::string lastId_;                                    // of its last event
  std::deque<std::pair<std::string, std::string>> held_;  // live messages that came during the replay
  std::size_t heldBytes_ = 0;
  std::deque<TailEvent> gathered_;
  std::size_t gatheredBytes_ = 0;
  TailCounters counters_;
  std::uint64_t bytesAtTick_ = 0, eventsAtTick_ = 0;
  int admittedThisSecond_ = 0;
  QTimer flush_, tick_, again_;
  QElapsedTimer sinceTick_;
  std::chrono::milliseconds pause_{250};
};

}  // namespace heddle::client
