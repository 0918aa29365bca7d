// SPDX-License-Identifier: Apache-2.0
#include "app/console/id_search.h"

#include "backend/client/redis/saver_rows.h"
#include "models/format/ids.h"
#include "models/rows/checkpoint_row.h"
#include "models/values/value_text.h"

#include <algorithm>

namespace heddle::console {

namespace {

struct Words {
  const char* title;
  const char* kind;  // of the page, and the icon's name
  const char* icon;
};

Words wordsOf(query::ObjectKind kind) {
  switch (kind) {
    case query::ObjectKind::run:
      return {"Run", "run", "run"};
    case query::ObjectKind::thread:
      return {"Thread", "thread", "thread"};
    case query::ObjectKind::checkpoint:
      return {"Checkpoint", "thread", "history"};
    case query::ObjectKind::assistant:
      return {"Assistant", "assistant", "assistant"};
    case query::ObjectKind::cron:
      break;
  }
  return {"Cron", "cron", "clock"};
}

/// A thread in the Redis of a deployment whose threads are in Postgres has a page of another kind.
QString kindOf(const Words& words, const OpenDeployment& deployment, bool fromRedis) {
  const bool beside =
      fromRedis && deployment.session() != nullptr && deployment.session()->postgres() != nullptr;
  return beside ? QStringLiteral("redis-thread") : QString::fromLatin1(words.kind);
}

shell::GoToHit hitOf(const query::FoundObject& object, const OpenDeployment& deployment, bool fromRedis) {
  const Words words = wordsOf(object.kind);
  const QString id = models::qtext(object.id);
  shell::GoToHit hit{QLatin1String(words.title) + u' ' + models::shortId(id),
                     deployment.name(),
                     QString::fromLatin1(words.icon),
                     {kindOf(words, deployment, fromRedis), deployment.slug(), id}};
  if (object.kind == query::ObjectKind::checkpoint) {
    hit.key.object = models::qtext(object.threadId);
    hit.detail += QStringLiteral(" · thread ") + models::shortId(hit.key.object);
    models::CheckpointRow row;
    row.id = id;
    row.ns = models::qtext(object.ns);
    hit.state.insert(QStringLiteral("checkpoint"), row.key());
  }
  return hit;
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
  const client::DeploymentSession* session = deployment.session();
  if (session == nullptr) return nullptr;
  const auto known = std::find_if(lanes_.begin(), lanes_.end(),
                                  [&](const auto& one) { return one->deployment == &deployment; });
  Lane* lane = known != lanes_.end() ? known->get() : nullptr;
  if (lane == nullptr) {
    lanes_.push_back(std::make_unique<Lane>());
    lane = lanes_.back().get();
    lane->deployment = &deployment;
  }
  // Whether a checkpointer is there is known when Redis has answered.
  if (!lane->redis && session->redis() != nullptr && session->redisFlavour() != query::RedisFlavour::none)
    lane->redis = std::make_unique<QObject>();
  if (lane->feed || session->postgres() == nullptr) return lane;
  lane->feed = std::make_unique<client::CatalogueFeed>(*session->postgres());
  connect(lane->feed.get(), &client::CatalogueFeed::found, this,
          [this, lane](quint64 generation, const std::vector<query::FoundObject>& objects) {
            if (generation == lane->asked) arrived(*lane, objects, false);
          });
  connect(lane->feed.get(), &client::CatalogueFeed::failed, this,
          [this, lane](quint64 generation, const client::SourceError& error) {
            if (generation == lane->asked) failed(*lane, error);
          });
  return lane;
}

/// Its answers will not come: the search that waits for them ends without.
void IdSearch::letGo(const OpenDeployment& deployment) {
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                                 [&](const auto& known) { return known->deployment == &deployment; });
  if (lane == lanes_.end()) return;
  const int waited = (*lane)->waiting;
  lanes_.erase(lane);
  pending_ -= waited;
  if (waited > 0 && pending_ == 0) Q_EMIT finished(generation_);
}

void IdSearch::search(const QString& text, int generation) {
  generation_ = generation;
  pending_ = 0;
  for (const auto& lane : lanes_)
    lane->waiting = 0;
  auto id = models::pastedId(text);
  const bool anyText = !id && text.trimmed().size() >= kShortestText;
  if (anyText) id = text.trimmed();
  if (id) {
    for (OpenDeployment* deployment : deployments_.all()) {
      Lane* lane = laneOf(*deployment);
      if (lane == nullptr) continue;
      if (lane->feed && (!anyText || hasTextIds(*deployment))) askPostgres(*lane, *id);
      if (lane->redis) askRedis(*lane, *id);
    }
  }
  if (pending_ == 0) Q_EMIT finished(generation_);
}

void IdSearch::askPostgres(Lane& lane, const QString& id) {
  ++pending_;
  ++lane.waiting;
  lane.asked = lane.feed->find(id.toStdString());
}

void IdSearch::askRedis(Lane& lane, const QString& id) {
  ++pending_;
  ++lane.waiting;
  const client::DeploymentSession& session = *lane.deployment->session();
  client::findInSaver(
      *session.redis(), id.toStdString(), lane.redis.get(),
      [this, &lane, generation = generation_](const std::vector<query::FoundObject>& objects) {
        if (generation == generation_) arrived(lane, objects, true);
      });
}

void IdSearch::arrived(Lane& lane, const std::vector<query::FoundObject>& objects, bool fromRedis) {
  QList<shell::GoToHit> hits;
  for (const query::FoundObject& object : objects)
    hits.append(hitOf(object, *lane.deployment, fromRedis));
  if (!hits.isEmpty()) Q_EMIT found(generation_, hits);
  answered(lane);
}

/// A checkpoint that no run made may be anywhere in a table that no index helps with: what took too long is
/// not "not there".
void IdSearch::failed(Lane& lane, const client::SourceError& error) {
  const QString why = error.kind == client::SourceError::Kind::timeout
                          ? tr("Postgres did not answer within the time limit.")
                          : error.sentence;
  Q_EMIT missed(generation_, tr("%1 was not searched to the end: %2").arg(lane.deployment->name(), why));
  answered(lane);
}

void IdSearch::answered(Lane& lane) {
  --lane.waiting;
  if (--pending_ == 0) Q_EMIT finished(generation_);
}

}  // namespace heddle::console
