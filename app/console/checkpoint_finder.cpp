// SPDX-License-Identifier: Apache-2.0
#include "app/console/checkpoint_finder.h"

#include "backend/client/redis/saver_rows.h"

#include <algorithm>
#include <utility>

namespace heddle::console {

CheckpointFinder::CheckpointFinder(const client::DeploymentSession& session, client::Source source,
                                   QObject* parent)
    : QObject(parent), session_(session), source_(source) {
  if (source_ == client::Source::redis || session_.postgres() == nullptr) return;
  feed_ = std::make_unique<client::CatalogueFeed>(*session_.postgres());
  connect(feed_.get(), &client::CatalogueFeed::found, this,
          [this](quint64 generation, const std::vector<query::FoundObject>& objects) {
            if (generation == wanted_) answer(objects);
          });
  connect(feed_.get(), &client::CatalogueFeed::failed, this,
          [this](quint64 generation, const client::SourceError& error) {
            if (generation == wanted_) answer({}, error.sentence);
          });
}

void CheckpointFinder::find(const std::string& checkpointId, Done done) {
  done_ = std::move(done);
  if (feed_) {
    wanted_ = feed_->find(checkpointId);
  } else if (session_.redis() != nullptr) {
    client::findInSaver(*session_.redis(), checkpointId, this,
                        [this, asked = ++wanted_](const std::vector<query::FoundObject>& objects) {
                          if (asked == wanted_) answer(objects);
                        });
  } else {
    answer({});
  }
}

void CheckpointFinder::answer(const std::vector<query::FoundObject>& objects, const QString& failure) {
  const Done done = std::exchange(done_, nullptr);
  if (!done) return;
  const auto found = std::find_if(objects.begin(), objects.end(), [](const query::FoundObject& one) {
    return one.kind == query::ObjectKind::checkpoint;
  });
  done(found == objects.end() ? std::nullopt
                              : std::optional(StatePlace{found->threadId, found->ns, found->id}),
       failure);
}

}  // namespace heddle::console
