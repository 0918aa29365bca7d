// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/checkpoint_finder.h"
#include "app/console/state_comparison.h"

namespace heddle::console {

/// Compares two checkpoints of one deployment. One that is not in the thread it is thought to be in is looked
/// for in the others: a link names it by its id alone. GUI thread; the session outlives it.
class PairComparison : public QObject {
  Q_OBJECT
 public:
  PairComparison(const client::DeploymentSession& session, client::Source source, QObject* parent = nullptr);

  void compare(const StatePlace& a, const StatePlace& b, bool revealed);
  void drop();

 Q_SIGNALS:
  /// `a` and `b`: where they were found.
  void compared(const std::shared_ptr<const heddle::checkpoint::Diff>& diff,
                const heddle::console::StatePlace& a, const heddle::console::StatePlace& b);
  void failed(const QString& sentence);

 private:
  struct Side {
    StatePlace place;
    bool sought = false;
  };

  void ask();
  void seek(Side& side);

  const client::DeploymentSession& session_;
  StateComparison states_;
  CheckpointFinder finder_;
  Side a_, b_;
  bool revealed_ = false;
};

}  // namespace heddle::console
