// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"
#include "backend/client/thread_detail_feed.h"

#include <memory>
#include <string>

#include <QObject>

namespace heddle::console {

/// Where a state stands.
struct StatePlace {
  std::string threadId, ns, checkpointId;
};

enum class StateSide { a, b };

/// Reads the states of two checkpoints and compares them in the decode pool. A newer question replaces an
/// older one. What looks like a secret is masked before, unless revealed: it is not compared then. GUI
/// thread; the sessions of the feeds outlive it, and may be those of two deployments.
class StateComparison : public QObject {
  Q_OBJECT
 public:
  /// Both feeds are this object's alone.
  StateComparison(std::unique_ptr<client::ThreadDetailFeed> feedA,
                  std::unique_ptr<client::ThreadDetailFeed> feedB, QObject* parent = nullptr);

  void compare(const StatePlace& a, const StatePlace& b, const std::shared_ptr<const checkpoint::AesKey>& key,
               bool revealed = false);
  void drop();

 Q_SIGNALS:
  /// There is no such checkpoint there.
  void missing(heddle::console::StateSide side);
  void compared(const std::shared_ptr<const heddle::checkpoint::Diff>& diff);
  void failed(const QString& sentence);

 private:
  void arrived(client::CheckpointContentPtr& side, quint64 wanted, quint64 generation,
               const client::CheckpointContentPtr& content);
  void gaveUp(StateSide side, quint64 generation, const client::SourceError& error);

  std::unique_ptr<client::ThreadDetailFeed> feedA_, feedB_;
  client::CheckpointContentPtr a_, b_;
  quint64 wantedA_ = 0, wantedB_ = 0;
  bool revealed_ = false;
};

}  // namespace heddle::console
