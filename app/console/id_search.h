// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "backend/client/postgres/catalogue_feed.h"
#include "ui/shell/go_to.h"

#include <memory>
#include <vector>

namespace heddle::console {

/// The palette's Ctrl+P: a pasted id is looked up in the Postgres of every open deployment at once.
class IdSearch : public shell::GoToProvider {
  Q_OBJECT
 public:
  explicit IdSearch(OpenDeployments& deployments, QObject* parent = nullptr);

  void search(const QString& text, int generation) override;

 private:
  struct Lane {
    OpenDeployment* deployment = nullptr;
    std::unique_ptr<client::CatalogueFeed> feed;
    quint64 asked = 0;
    bool waiting = false;  // for the answer to it
  };
  Lane* laneOf(OpenDeployment& deployment);
  void letGo(const OpenDeployment& deployment);
  void arrived(Lane& lane, quint64 generation, const std::vector<query::FoundObject>& objects);
  void answered(Lane& lane);
  void oneLess();

  OpenDeployments& deployments_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  int generation_ = 0;
  int pending_ = 0;
};

}  // namespace heddle::console
