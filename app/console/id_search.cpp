// SPDX-License-Identifier: Apache-2.0
#include "app/console/id_search.h"

#include "models/format/ids.h"
#include "models/values/value_text.h"

#include <algorithm>

namespace heddle::console {

namespace {

shell::GoToHit hitOf(const query::FoundObject& object, const OpenDeployment& deployment) {
  const QString id = models::qtext(object.id);
  const QString where = deployment.name();
  switch (object.kind) {
    case query::ObjectKind::run:
      return {QStringLiteral("Run ") + models::shortId(id),
              where,
              QStringLiteral("run"),
              {QStringLiteral("run"), deployment.slug(), id}};
    case query::ObjectKind::thread:
      return {QStringLiteral("Thread ") + models::shortId(id),
              where,
              QStringLiteral("thread"),
              {QStringLiteral("thread"), deployment.slug(), id}};
    case query::ObjectKind::assistant:
      return {QStringLiteral("Assistant ") + models::shortId(id),
              where,
              QStringLiteral("assistant"),
              {QStringLiteral("assistant"), deployment.slug(), id}};
    case query::ObjectKind::cron:
      break;
  }
  return {QStringLiteral("Cron ") + models::shortId(id),
          where,
          QStringLiteral("clock"),
          {QStringLiteral("cron"), deployment.slug(), id}};
}

/// Ids of open savers and of Aegra are any text; shorter ones are not looked for while they are typed.
constexpr int kShortestText = 3;

bool hasTextIds(const OpenDeployment& deployment) {
  const query::Capabilities* known =
      deployment.session() != nullptr ? deployment.session()->capabilities() : nullptr;
  return known != nullptr && known->idsAreText();
}

}  // namespace

IdSearch::IdSearch(OpenDeployments& deployments, QObject* parent)
    : GoToProvider(parent), deployments_(deployments) {
  connect(&deployments_, &OpenDeployments::added, this, [this](OpenDeployment* deployment) {
    connect(deployment, &OpenDeployment::closing, this, [this, deployment] { letGo(*deployment); });
  });
}

IdSearch::Lane* IdSearch::laneOf(OpenDeployment& deployment) {
  for (const auto& known : lanes_) {
    if (known->deployment == &deployment) return known.get();
  }
  if (deployment.session() == nullptr || deployment.session()->postgres() == nullptr) return nullptr;
  auto made = std::make_unique<Lane>();
  Lane* lane = made.get();
  lane->deployment = &deployment;
  lane->feed = std::make_unique<client::CatalogueFeed>(*deployment.session()->postgres());
  connect(lane->feed.get(), &client::CatalogueFeed::found, this,
          [this, lane](quint64 generation, const std::vector<query::FoundObject>& objects) {
            arrived(*lane, generation, objects);
          });
  connect(lane->feed.get(), &client::CatalogueFeed::failed, this,
          [this, lane](quint64 generation, const client::SourceError&) {
            if (generation == lane->asked) answered(*lane);
          });
  lanes_.push_back(std::move(made));
  return lane;
}

/// Its answer will not come: the search that waits for it ends without.
void IdSearch::letGo(const OpenDeployment& deployment) {
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                                 [&](const auto& known) { return known->deployment == &deployment; });
  if (lane == lanes_.end()) return;
  const bool waited = (*lane)->waiting;
  lanes_.erase(lane);
  if (waited) oneLess();
}

void IdSearch::search(const QString& text, int generation) {
  generation_ = generation;
  pending_ = 0;
  for (const auto& lane : lanes_)
    lane->waiting = false;
  auto id = models::pastedId(text);
  const bool anyText = !id && text.trimmed().size() >= kShortestText;
  if (anyText) id = text.trimmed();
  if (id) {
    for (OpenDeployment* deployment : deployments_.all()) {
      if (anyText && !hasTextIds(*deployment)) continue;
      Lane* lane = laneOf(*deployment);
      if (lane == nullptr) continue;
      ++pending_;
      lane->waiting = true;
      lane->asked = lane->feed->find(id->toStdString());
    }
  }
  if (pending_ == 0) Q_EMIT finished(generation_);
}

void IdSearch::arrived(Lane& lane, quint64 generation, const std::vector<query::FoundObject>& objects) {
  if (generation != lane.asked) return;
  QList<shell::GoToHit> hits;
  for (const query::FoundObject& object : objects)
    hits.append(hitOf(object, *lane.deployment));
  if (!hits.isEmpty()) Q_EMIT found(generation_, hits);
  answered(lane);
}

void IdSearch::answered(Lane& lane) {
  lane.waiting = false;
  oneLess();
}

void IdSearch::oneLess() {
  if (--pending_ == 0) Q_EMIT finished(generation_);
}

}  // namespace heddle::console
