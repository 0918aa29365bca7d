// SPDX-License-Identifier: Apache-2.0
#include "app/console/state_comparison.h"

#include "app/console/decode_pool.h"
#include "backend/wire/masking.h"

#include <utility>

namespace heddle::console {

StateComparison::StateComparison(std::unique_ptr<client::ThreadDetailFeed> feedA,
                                 std::unique_ptr<client::ThreadDetailFeed> feedB, QObject* parent)
    : QObject(parent), feedA_(std::move(feedA)), feedB_(std::move(feedB)) {
  connect(feedA_.get(), &client::ThreadDetailFeed::checkpointLoaded, this,
          [this](quint64 generation, const client::CheckpointContentPtr& content) {
            arrived(a_, wantedA_, generation, content);
          });
  connect(feedB_.get(), &client::ThreadDetailFeed::checkpointLoaded, this,
          [this](quint64 generation, const client::CheckpointContentPtr& content) {
            arrived(b_, wantedB_, generation, content);
          });
  for (const StateSide side : {StateSide::a, StateSide::b}) {
    connect(side == StateSide::a ? feedA_.get() : feedB_.get(), &client::ThreadDetailFeed::failed, this,
            [this, side](quint64 generation, const client::SourceError& error) {
              gaveUp(side, generation, error);
            });
  }
}

void StateComparison::compare(const StatePlace& a, const StatePlace& b,
                              const std::shared_ptr<const checkpoint::AesKey>& key, bool revealed) {
  a_ = b_ = nullptr;
  revealed_ = revealed;
  wantedA_ = feedA_->loadCheckpoint(a.threadId, a.ns, a.checkpointId, key);
  wantedB_ = feedB_->loadCheckpoint(b.threadId, b.ns, b.checkpointId, key);
}

void StateComparison::drop() {
  wantedA_ = wantedB_ = 0;
  a_ = b_ = nullptr;
}

void StateComparison::arrived(client::CheckpointContentPtr& side, quint64 wanted, quint64 generation,
                              const client::CheckpointContentPtr& content) {
  if (generation != wanted) return;
  side = content;
  if (!a_ || !b_) return;
  using Shared = std::shared_ptr<const checkpoint::Diff>;
  const auto shown = [revealed = revealed_](const client::CheckpointContentPtr& content) {
    // The values live in their contents: shared, not copied, where nothing is masked.
    if (revealed) return std::shared_ptr<const wire::Value>(content, &content->values);
    auto values = std::make_shared<wire::Value>(content->values);
    wire::maskSecrets(*values);
    return std::shared_ptr<const wire::Value>(std::move(values));
  };
  decode(
      this,
      [shown, before = a_, after = b_]() -> Shared {
        return std::make_shared<const checkpoint::Diff>(checkpoint::compare(shown(before), shown(after)));
      },
      [this, asked = wantedB_](const Shared& diff) {
        if (asked == wantedB_) Q_EMIT compared(diff);
      });
}

void StateComparison::gaveUp(StateSide side, quint64 generation, const client::SourceError& error) {
  if (generation != (side == StateSide::a ? wantedA_ : wantedB_)) return;
  if (error.kind == client::SourceError::Kind::cancelled) return;
  drop();
  if (error.kind == client::SourceError::Kind::notFound) {
    Q_EMIT missing(side);
  } else {
    Q_EMIT failed(error.sentence);
  }
}

}  // namespace heddle::console
