// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_detail_feed.h"

#include "backend/client/generation.h"
#include "backend/client/pool.h"
#include "backend/client/redis/saver_content.h"
#include "backend/client/redis/saver_deltas.h"
#include "backend/client/redis/saver_writes.h"

#include <algorithm>
#include <utility>

namespace heddle::client {
namespace {

using query::SaverCheckpoint;

constexpr int kMostWriteKeys = 500;  // of one checkpoint

SourceError noThread() {
  return {SourceError::Kind::notFound, QStringLiteral("There is no thread with this id (any more)."), false};
}

/// The newest of the namespace, or the one with this id; nothing: there is none.
const SaverCheckpoint* chosen(const SaverRows& found, const std::string& ns, const std::string& id) {
  for (const auto& row : found.rows) {
    if (row.row.ns == ns && (id.empty() || row.row.checkpointId == id)) return &row;
  }
  return nullptr;
}

query::ThreadDetail detailOf(const std::string& address, const SaverRows& found,
                             const SaverCheckpoint& newest) {
  query::ThreadDetail detail;
  detail.row.threadId = newest.row.threadId;
  detail.row.address = address;
  detail.row.status = newest.row.interrupts > 0 ? "interrupted" : newest.row.errors > 0 ? "error" : "idle";
  detail.row.saver = query::nameOf(newest.place);
  detail.row.graphId = newest.graphId;
  detail.row.assistantId = newest.assistantId;
  if (!newest.shallow && found.complete) detail.row.createdAt = found.rows.back().row.createdAt;
  detail.row.updatedAt = found.rows.front().row.createdAt;
  return detail;
}

CheckpointContentPtr withDeltas(const CheckpointContent& decoded, const DeltaValues& values) {
  auto whole = std::make_shared<CheckpointContent>(decoded);
  for (const auto& [name, value] : values)
    whole->state.setRebuilt(name, value);
  whole->values = whole->state.values();
  return whole;
}

}  // namespace

/// One state on its way.
struct SaverDetailFeed::Content {
  quint64 generation = 0;
  SaverCheckpoint row;
  std::shared_ptr<const checkpoint::AesKey> key;
  std::vector<std::string> writeKeys;
  SaverParts parts;
};

SaverDetailFeed::SaverDetailFeed(RedisSession& session, QObject* parent)
    : ThreadDetailFeed(parent), session_(session) {
  qRegisterMetaType<query::ThreadDetail>();
  qRegisterMetaType<CheckpointContentPtr>();
}

/// What Redis has been asked comes all the same, and is put aside.
void SaverDetailFeed::cancel() {
  state_ = 0;
  reading_.clear();
  waiting_.clear();
}

std::string SaverDetailFeed::historyAbsence() const {
  return shallow_ ? "A shallow checkpointer overwrites the state at each step, so there is no history."
                  : std::string();
}

void SaverDetailFeed::withRows(const std::string& threadId, Rows done) {
  if (reading_ == threadId && !waiting_.empty()) {
    waiting_.push_back(std::move(done));
    return;
  }
  // Whoever waits for another thread does not want it any more.
  reading_ = threadId;
  waiting_ = {std::move(done)};
  readSaverRows(session_, {threadId, {}, {}}, this,
                [this, threadId](const SaverRows& rows, const SourceError* error) {
                  if (reading_ != threadId) return;
                  if (!rows.rows.empty()) shallow_ = rows.rows.front().shallow;
                  for (const auto& waiting : std::exchange(waiting_, {}))
                    waiting(rows, error);
                });
}

void SaverDetailFeed::withWrites(std::vector<SaverCheckpoint> rows, quint64 generation,
                                 std::function<void(const std::vector<SaverCheckpoint>&)> done) {
  countSaverWrites(session_, std::move(rows), kMostWriteKeys, this,
                   [this, generation, done = std::move(done)](const std::vector<SaverCheckpoint>& counted,
                                                              const SourceError* error) {
                     if (error != nullptr)
                       Q_EMIT failed(generation, *error);
                     else
                       done(counted);
                   });
}

quint64 SaverDetailFeed::load(const std::string& threadId) {
  const auto generation = nextGeneration();
  withRows(threadId, [this, generation, threadId](const SaverRows& found, const SourceError* error) {
    const auto* newest = error == nullptr ? chosen(found, {}, {}) : nullptr;
    if (newest == nullptr) {
      Q_EMIT failed(generation, error != nullptr ? *error : noThread());
      return;
    }
    withWrites({*newest}, generation,
               [this, generation, threadId, found](const std::vector<SaverCheckpoint>& rows) {
                 Q_EMIT loaded(generation, detailOf(threadId, found, rows.front()));
               });
  });
  return generation;
}

quint64 SaverDetailFeed::loadHistory(const query::HistoryQuery& query) {
  const auto generation = nextGeneration();
  const auto done = [this, generation, query](const SaverRows& found, const SourceError* error) {
    if (error != nullptr) {
      Q_EMIT failed(generation, *error);
      return;
    }
    tellHistory(query, generation, found);
  };
  if (query.beforeId)
    readSaverRows(session_, {query.threadId, *query.beforeId, {}}, this, done);
  else
    withRows(query.threadId, done);
  return generation;
}

void SaverDetailFeed::tellHistory(const query::HistoryQuery& query, quint64 generation,
                                  const SaverRows& found) {
  std::vector<SaverCheckpoint> rows;
  const auto limit = static_cast<std::size_t>(query.limit);
  for (const auto& row : found.rows) {
    if (query.ns && row.row.ns != *query.ns) continue;
    if (!query.runId.empty() && row.row.runId != query.runId) continue;
    if (query.beforeId && row.row.checkpointId >= *query.beforeId) continue;
    if (rows.size() <= limit) rows.push_back(row);
  }
  // Where a bound was met there is more, as long as going on finds some.
  const bool more = rows.size() > limit || (!found.complete && !rows.empty());
  if (rows.size() > limit) rows.pop_back();
  withWrites(std::move(rows), generation, [this, generation, more](const std::vector<SaverCheckpoint>& all) {
    std::vector<query::CheckpointRecord> records;
    records.reserve(all.size());
    for (const auto& one : all)
      records.push_back(one.row);
    Q_EMIT historyLoaded(generation, records, more);
  });
}

quint64 SaverDetailFeed::loadCheckpoint(const std::string& threadId, const std::string& ns,
                                        const std::string& checkpointId,
                                        std::shared_ptr<const checkpoint::AesKey> key,
                                        query::ValueCaps /*caps*/) {
  const auto generation = nextGeneration();
  state_ = generation;
  withRows(threadId, [=, this](const SaverRows& found, const SourceError* error) {
    if (state_ != generation) return;
    if (error != nullptr) {
      Q_EMIT failed(generation, *error);
      return;
    }
    const auto* row = chosen(found, ns, checkpointId);
    if (row != nullptr || found.complete || checkpointId.empty()) {
      readChosen(generation, row, key);
      return;
    }
    // It is older than those.
    readSaverRows(session_, {threadId, {}, checkpointId}, this,
                  [=, this](const SaverRows& one, const SourceError* failure) {
                    if (state_ != generation) return;
                    if (failure != nullptr)
                      Q_EMIT failed(generation, *failure);
                    else
                      readChosen(generation, chosen(one, ns, checkpointId), key);
                  });
  });
  return generation;
}

void SaverDetailFeed::readChosen(quint64 generation, const SaverCheckpoint* row,
                                 std::shared_ptr<const checkpoint::AesKey> key) {
  if (row == nullptr) {
    Q_EMIT failed(generation, {SourceError::Kind::notFound,
                               QStringLiteral("This thread has no such checkpoint (any more)."), false});
    return;
  }
  readContent(std::make_shared<Content>(Content{generation, *row, std::move(key), {}, {}}));
}

bool SaverDetailFeed::goesOn(const Content& content, const SourceError* error) {
  if (state_ != content.generation) return false;
  if (error != nullptr) Q_EMIT failed(content.generation, *error);
  return error == nullptr;
}

void SaverDetailFeed::readContent(const std::shared_ptr<Content>& content) {
  session_.commands({query::saverWrites(content->row, kMostWriteKeys)}, this,
                    [this, content](const RedisReply& reply, const SourceError* error) {
                      if (!goesOn(*content, error)) return;
                      content->writeKeys = textsOf(reply.items.front());
                      query::countWrites(content->row, content->writeKeys);
                      std::erase_if(content->writeKeys, [&](const std::string& key) {
                        return !query::isWriteOf(content->row, key);
                      });
                      readValues(content);
                    });
}

/// The document and the writes of its tasks.
void SaverDetailFeed::readValues(const std::shared_ptr<Content>& content) {
  auto keys = content->writeKeys;
  keys.insert(keys.begin(), content->row.key);
  readSaverDocuments(session_, std::move(keys), this,
                     [this, content](SaverDocuments documents, const SourceError* error) {
                       if (!goesOn(*content, error)) return;
                       content->parts.document = std::move(documents.texts.front());
                       content->parts.truncated = documents.truncated;
                       documents.texts.erase(documents.texts.begin());
                       for (auto& text : documents.texts) {
                         if (text) content->parts.writes.push_back(std::move(*text));
                       }
                       readApart(content);
                     });
}

/// Values that JavaScript keeps in documents of their own: which ones, the checkpoint tells.
void SaverDetailFeed::readApart(const std::shared_ptr<Content>& content) {
  if (content->row.place.language == query::RedisFlavour::pythonSaver || !content->parts.document) {
    decode(content);
    return;
  }
  inPool(
      this, [content] { return keysApart(content->row.row, *content->parts.document); },
      [this, content](std::vector<std::string> keys) {
        readSaverDocuments(session_, std::move(keys), this,
                           [this, content](SaverDocuments documents, const SourceError* error) {
                             if (!goesOn(*content, error)) return;
                             content->parts.truncated = content->parts.truncated || documents.truncated;
                             for (auto& text : documents.texts) {
                               if (text) content->parts.apart.push_back(std::move(*text));
                             }
                             decode(content);
                           });
      });
}

void SaverDetailFeed::decode(const std::shared_ptr<Content>& content) {
  inPool(
      this, [content] { return saverContent(content->row, content->parts, content->key.get()); },
      [this, content](core::Result<CheckpointContentPtr> answer) {
        if (state_ != content->generation) return;
        if (answer) {
          rebuild(content, *answer);
          return;
        }
        Q_EMIT failed(content->generation, {SourceError::Kind::unsupported,
                                            QString::fromStdString(answer.error().message), false});
      });
}

/// What is kept as changes since a snapshot comes of the checkpoints above. A shallow saver has none.
void SaverDetailFeed::rebuild(const std::shared_ptr<Content>& content, const CheckpointContentPtr& decoded) {
  if (content->row.shallow || decoded->state.missingDeltas().empty()) {
    Q_EMIT checkpointLoaded(content->generation, decoded);
    return;
  }
  readSaverDeltas(
      session_, content->row, decoded->state, content->key, this,
      [this, content, decoded](const std::shared_ptr<const DeltaValues>& values, const SourceError* error) {
        if (!goesOn(*content, error)) return;
        inPool(
            this, [decoded, values] { return withDeltas(*decoded, *values); },
            [this, content](const CheckpointContentPtr& whole) {
              if (goesOn(*content, nullptr)) Q_EMIT checkpointLoaded(content->generation, whole);
            });
      });
}

}  // namespace heddle::client
