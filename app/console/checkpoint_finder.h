// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/state_comparison.h"
#include "backend/client/deployment_session.h"
#include "backend/client/postgres/catalogue_feed.h"

#include <functional>
#include <memory>
#include <optional>

namespace heddle::console {

/// Where in a deployment a checkpoint stands, by its id alone: in any thread of its Postgres, or of what a
/// checkpointer keeps in its Redis. One question at a time. GUI thread; the session outlives it.
class CheckpointFinder : public QObject {
  Q_OBJECT
 public:
  /// Without a place: it is nowhere, or `failure` says why nobody can tell.
  using Done = std::function<void(const std::optional<StatePlace>& place, const QString& failure)>;

  CheckpointFinder(const client::DeploymentSession& session, client::Source source,
                   QObject* parent = nullptr);

  /// `done` is not called once drop() or the next question came.
  void find(const std::string& checkpointId, Done done);
  void drop() { done_ = nullptr; }

 private:
  void answer(const std::vector<query::FoundObject>& objects, const QString& failure = {});

  const client::DeploymentSession& session_;
  client::Source source_;
  std::unique_ptr<client::CatalogueFeed> feed_;  // null for Redis
  quint64 wanted_ = 0;
  Done done_;
};

}  // namespace heddle::console
