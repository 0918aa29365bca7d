// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/io_thread.h"
#include "backend/client/redis/tail_event.h"
#include "backend/client/source.h"
#include "backend/core/uuid.h"
#include "backend/deployment/redis_uri.h"

#include <atomic>
#include <memory>
#include <string>

#include <QObject>

namespace heddle::client {

class TailReader;

/// Which names the events travel under.
struct TailNames {
  enum class Flavour { heddle, official };
  Flavour flavour = Flavour::heddle;
  std::string prefix = "heddle:";
};

/// What is kept for a window that is behind, and of live messages while stored events are read.
struct TailBounds {
  std::size_t rows = 200'000;
  std::size_t bytes = std::size_t{64} << 20;
};

/// The live events of one run, or of a whole deployment. Lives in the GUI thread; its socket lives in the
/// Redis thread. One run: what the stream key still holds first, then live, without doubles; holes are told
/// as gap rows. The deployment's pattern is subscribed only between showDeployment() and stop(), and at most
/// `cap` events a second are handed over; the rest is counted as dropped. Batches come at most 30 times a
/// second. Owned by its page's controller; destroying it unsubscribes.
class TailFeed : public QObject {
  Q_OBJECT

 public:
  TailFeed(deployment::RedisTarget target, TailNames names, QObject* parent = nullptr,
           TailBounds bounds = {});
  ~TailFeed() override;

  void showRun(const core::ThreadId& thread, const core::RunId& run);
  void showDeployment(int eventsPerSecond = 5000);
  /// What `caughtUp` asks for: the run has ended with this status, as a truer source than Redis says. Becomes
  /// the end's row, behind a note, unless Redis told it as well.
  void tellEnd(const std::string& status);
  void stop();
  bool running() const { return running_; }

 Q_SIGNALS:
  void batchArrived(const heddle::client::TailBatch& batch);
  /// With every batch, and once a second while running.
  void countersChanged(const heddle::client::TailCounters& counters);
  void stateChanged(const heddle::client::SourceState& state);
  /// The subscription is acknowledged: nothing published from now on is missed.
  void subscribed();
  /// Of one run: what is stored has been read, after every (re)connection, and no end was among it. The end
  /// may have passed before the subscription; from now on it is heard.
  void caughtUp();

 private:
  std::shared_ptr<QThread> thread_;
  std::shared_ptr<std::atomic<int>>
      unread_;                    // batches on their way: the reader waits when there are too many
  TailReader* reader_ = nullptr;  // in the Redis thread; deleted there
  int show_ = 0;                  // counts what was asked to be shown
  bool running_ = false;
};

}  // namespace heddle::client
