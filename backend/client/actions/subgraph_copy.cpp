// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/subgraph_copy.h"

#include <algorithm>
#include <utility>

namespace heddle::client {
namespace {

using wire::Value;

constexpr int kListed = 1000;  // at once

Value textOrNull(const std::string& text) {
  return text.empty() ? Value() : Value::ofString(text);
}

Value jsonOf(const CheckpointContent& content) {
  Value::Array interrupts;
  for (const auto& interrupt : content.state.interrupts)
    interrupts.push_back(Value::ofObject({{"id", textOrNull(interrupt.id)}, {"value", interrupt.value}}));
  const auto& row = content.row;
  return Value::ofObject({{"checkpoint_ns", Value::ofString(row.ns)},
                          {"checkpoint_id", Value::ofString(row.checkpointId)},
                          {"parent_checkpoint_id", textOrNull(row.parentId)},
                          {"run_id", textOrNull(row.runId)},
                          {"created_at", textOrNull(content.state.time)},
                          {"metadata", content.state.metadata},
                          {"values", content.values},
                          {"interrupts", Value::ofArray(std::move(interrupts))}});
}

bool isUnread(const checkpoint::ChannelState& channel) {
  using checkpoint::Readability;
  const auto readability = channel.value.readability;
  return !channel.internal && readability != Readability::decoded && readability != Readability::empty;
}

}  // namespace

SubgraphCopy::SubgraphCopy(std::unique_ptr<ThreadDetailFeed> feed,
                           std::shared_ptr<const checkpoint::AesKey> key, QObject* parent)
    : QObject(parent), feed_(std::move(feed)), key_(std::move(key)) {
  connect(feed_.get(), &ThreadDetailFeed::historyLoaded, this,
          [this](quint64 generation, const std::vector<query::CheckpointRecord>& rows, bool more) {
            if (generation == wanted_) listed(rows, more);
          });
  connect(feed_.get(), &ThreadDetailFeed::checkpointLoaded, this,
          [this](quint64 generation, const CheckpointContentPtr& content) {
            if (generation != wanted_) return;
            take(*content);
            readNext();
          });
  connect(feed_.get(), &ThreadDetailFeed::failed, this, [this](quint64 generation, const SourceError& error) {
    if (generation != wanted_) return;
    if (error.kind == SourceError::Kind::notFound)
      readNext();  // gone since it was listed
    else
      Q_EMIT failed(error);
  });
}

void SubgraphCopy::read(const std::string& threadId, const std::string& runId, std::size_t most) {
  query_ = {};
  query_.threadId = threadId;
  query_.runId = runId;
  query_.subgraphsOnly = true;
  query_.limit = kListed;
  most_ = most;
  list_.clear();
  next_ = 0;
  answer_ = {};
  ask();
}

void SubgraphCopy::ask() {
  wanted_ = feed_->loadHistory(query_);
}

void SubgraphCopy::listed(const std::vector<query::CheckpointRecord>& rows, bool more) {
  list_.insert(list_.end(), rows.begin(), rows.end());
  answer_.cut = list_.size() > most_ || (more && list_.size() == most_);
  list_.resize(std::min(list_.size(), most_));
  if (more && list_.size() < most_) {
    query_.beforeId = list_.back().checkpointId;
    ask();
    return;
  }
  readNext();
}

void SubgraphCopy::readNext() {
  if (next_ == list_.size()) {
    Q_EMIT finished(answer_);
    return;
  }
  const auto& row = list_[next_++];
  wanted_ = feed_->loadCheckpoint(row.threadId, row.ns, row.checkpointId, key_);
}

void SubgraphCopy::take(const CheckpointContent& content) {
  answer_.rows.push_back(jsonOf(content));
  const auto& channels = content.state.channels;
  if (content.truncated || std::ranges::any_of(channels, isUnread)) ++answer_.unread;
}

std::set<std::string> namespacesIn(const Value& history) {
  std::set<std::string> names;
  const auto add = [&names](const Value* place) {
    const std::string name(place != nullptr ? place->stringAt("checkpoint_ns") : std::string_view());
    if (!name.empty()) names.insert(name);
  };
  if (!history.isArray()) return names;
  for (const Value& state : history.items()) {
    const Value* tasks = state.find("tasks");
    if (tasks == nullptr || !tasks->isArray()) continue;
    for (const Value& task : tasks->items()) {
      add(task.find("checkpoint"));
      const Value* inner = task.find("state");
      if (inner != nullptr) add(inner->find("checkpoint"));
    }
  }
  return names;
}

}  // namespace heddle::client
