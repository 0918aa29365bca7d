// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "backend/client/postgres/catalogue_feed.h"
#include "ui/shell/go_to.h"

#include <memory>
#include <vector>

namespace heddle::console {

/// The palette's Ctrl+P: a pasted id is looked up in every open deployment at once, in its Postgres and in
/// what a checkpointer keeps in its Redis.
class IdSearch : public shell::GoToProvider {
  Q_OBJECT
 public:
  explicit IdSearch(OpenDeployments& deployments, QObject* parent = nullptr);

  void search(const QString& text, int generation) override;

 private:
  struct Lane {
    OpenDeployment* deployment = nullptr;
    std::unique_ptr<client::CatalogueFeed> feed;  // null without a Postgres
    std::unique_ptr<QObject> redis;               // who asks there; null without a checkpointer's
    quint64 asked = 0;                            // of the feed
    int waiting = 0;                              // for so many answers
  };
  Lane* laneOf(OpenDeployment& deployment);
  void askPostgres(Lane& lane, const QString& id);
  void askRedis(Lane& lane, const QString& id);
  void letGo(const OpenDeployment& deployment);
  void arrived(Lane& lane, const std::vector<query::FoundObject>& objects, bool fromRedis);
  void failed(Lane& lane, const client::SourceError& error);
  void answered(Lane& lane);

  OpenDeployments& deployments_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  int generation_ = 0;
  int pending_ = 0;
};

}  // namespace heddle::console
