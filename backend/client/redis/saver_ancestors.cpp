// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_ancestors.h"

#include "backend/checkpoint/redis_document.h"
#include "backend/client/pool.h"
#include "backend/client/redis/saver_documents.h"
#include "backend/client/redis/saver_look.h"
#include "backend/wire/value.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace heddle::client {
namespace {

using checkpoint::DecodedValue;
using wire::Value;

constexpr std::size_t kMostWrites = 500;  // of one ancestor

/// One document, or a part of one, that a channel needs.
struct Wanted {
  SaverDocument document;
  std::string channel;
  std::size_t ancestor = 0;  // place in the channel's list
  bool seed = false;
  std::string path, task;  // of a write: its place in LangGraph's order
  int index = 0;
};

struct Asked {
  RedisSession& redis;
  std::shared_ptr<AncestorStep> step;
  QObject* context;
  AncestorsDone done;
  std::vector<std::string> names;  // channels without a stored value
  std::vector<Wanted> wanted;
  std::vector<std::pair<std::string, std::size_t>> writes;  // keys, and which ancestor's
  std::vector<bool> read;                                   // ancestors whose writes the checkpointer reads
};
using SharedAsk = std::shared_ptr<Asked>;

std::string memberPath(const std::string& channel) {
  return "$.checkpoint.channel_values[" + wire::writeJson(Value::ofString(channel)) + "]";
}

/// The first match of a path, of `[…]` or of `{path: […]}`.
std::optional<Value> matchOf(const RedisReply& reply, const char* path = nullptr) {
  auto answer = wire::parseJson(reply.text);
  if (!answer) return std::nullopt;
  const Value* matches = path == nullptr ? &*answer : answer->find(path);
  if (matches == nullptr || !matches->isArray() || matches->size() == 0) return std::nullopt;
  return matches->items().front();
}

/// RESP2 answers `[type]` for a path that is there and `[]` for one that is not.
bool isThere(const RedisReply& type) {
  return !type.items.empty() && !type.items.front().text.empty();
}

DecodedValue leftOut() {
  DecodedValue out;
  out.readability = checkpoint::Readability::opaque;
  out.note = "above the size cap, or gone";
  return out;
}

/// A value as it stands in the document, or a write with its own type.
DecodedValue decoded(const Wanted& wanted, const std::optional<std::string>& text,
                     const checkpoint::AesKey* key) {
  if (!text) return leftOut();
  if (wanted.seed) {
    RedisReply reply;
    reply.text = *text;
    const auto value = matchOf(reply);
    return value ? checkpoint::decodeBlob("json", wire::writeJson(*value)) : leftOut();
  }
  const auto write = checkpoint::writeOfRedisDocument(*text);
  return write ? checkpoint::decodeBlob(write->type, write->bytes, {}, key) : leftOut();
}

void putValues(AncestorStep& step, const std::vector<Wanted>& wanted, const SaverDocuments& documents) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto& ancestor = step.channels[wanted[i].channel].ancestors[wanted[i].ancestor];
    auto value = decoded(wanted[i], documents.texts[i], step.key.get());
    step.bytes += documents.texts[i] ? documents.texts[i]->size() : 0;
    if (wanted[i].seed)
      ancestor.stored = std::move(value);
    else
      ancestor.writes.push_back(std::move(value));
  }
}

void readValues(const SharedAsk& asked) {
  std::stable_sort(asked->wanted.begin(), asked->wanted.end(), [](const Wanted& a, const Wanted& b) {
    return std::tie(a.ancestor, a.path, a.task, a.index) < std::tie(b.ancestor, b.path, b.task, b.index);
  });
  std::vector<SaverDocument> documents;
  documents.reserve(asked->wanted.size());
  for (const auto& wanted : asked->wanted)
    documents.push_back(wanted.document);
  readSaverDocuments(asked->redis, std::move(documents), asked->context,
                     [asked](const SaverDocuments& read, const SourceError* error) {
                       if (error != nullptr) {
                         asked->done(error);
                         return;
                       }
                       inPool(
                           asked->context,
                           [step = asked->step, wanted = asked->wanted, read] {
                             putValues(*step, wanted, read);
                             return true;
                           },
                           [asked](bool) { asked->done(nullptr); });
                     });
}

/// Chooses the writes to the channels, of the ancestors down to each one's stored value.
void chooseWrites(const SharedAsk& asked, const RedisReply& places, std::size_t base) {
  for (std::size_t i = 0; i < asked->writes.size() && i < places.items.size(); ++i) {
    const auto& [key, ancestor] = asked->writes[i];
    const auto& reply = places.items[i];
    const auto channel = matchOf(reply, "$.channel");
    if (!channel || !channel->isString()) continue;
    const auto known = asked->step->channels.find(channel->string());
    if (known == asked->step->channels.end() || base + ancestor >= known->second.ancestors.size()) continue;
    if (std::find(asked->names.begin(), asked->names.end(), channel->string()) == asked->names.end())
      continue;
    if (!asked->read[ancestor]) {
      ++asked->step->ignored;
      continue;
    }
    Wanted write{{key, {}}, channel->string(), base + ancestor, false, {}, {}, 0};
    if (const auto path = matchOf(reply, "$.task_path"); path && path->isString())
      write.path = path->string();
    if (const auto task = matchOf(reply, "$.task_id"); task && task->isString()) write.task = task->string();
    if (const auto index = matchOf(reply, "$.idx"); index && index->integer())
      write.index = static_cast<int>(*index->integer());
    asked->wanted.push_back(std::move(write));
  }
}

void readWritePlaces(const SharedAsk& asked, std::size_t base) {
  std::vector<std::vector<std::string>> asks;
  asks.reserve(asked->writes.size());
  for (const auto& [key, ancestor] : asked->writes)
    asks.push_back({"JSON.GET", key, "$.channel", "$.task_path", "$.task_id", "$.idx"});
  asked->redis.commands(std::move(asks), asked->context,
                        [asked, base](const RedisReply& reply, const SourceError* error) {
                          if (error != nullptr) {
                            asked->done(error);
                            return;
                          }
                          chooseWrites(asked, reply, base);
                          readValues(asked);
                        });
}

/// Of each ancestor: whether it has the channels' values, whether its writes are read, and their keys.
void takeShapes(const SharedAsk& asked, const RedisReply& reply) {
  auto answer = reply.items.begin();
  for (std::size_t i = 0; i < asked->step->ancestors.size(); ++i) {
    std::vector<std::string> open;  // channels that need this ancestor
    for (const auto& name : asked->names) {
      auto& channel = asked->step->channels[name];
      const bool there = isThere(*answer++);
      if (channel.seeded) continue;
      open.push_back(name);
      channel.ancestors.emplace_back();
      channel.seeded = there;
      if (there)
        asked->wanted.push_back({{asked->step->ancestors[i].key, memberPath(name)},
                                 name,
                                 channel.ancestors.size() - 1,
                                 true,
                                 {},
                                 {},
                                 0});
    }
    const auto hasWrites = matchOf(*answer++);
    asked->read.push_back(hasWrites &&
                          (*hasWrites == Value::ofBool(true) || *hasWrites == Value::ofString("true")));
    auto keys = textsOf(*answer++);
    if (keys.size() > kMostWrites) {
      // Whose they are is not known: no channel that needs them is whole.
      for (const auto& name : open)
        asked->step->channels[name].ancestors.back().writes.push_back(leftOut());
      keys.resize(kMostWrites);
    }
    for (const auto& key : keys) {
      if (!open.empty() && query::isWriteOf(asked->step->ancestors[i], key))
        asked->writes.emplace_back(key, i);
    }
  }
}

}  // namespace

void readAncestors(RedisSession& redis, std::shared_ptr<AncestorStep> step, QObject* context,
                   AncestorsDone done) {
  const auto asked =
      std::make_shared<Asked>(Asked{redis, std::move(step), context, std::move(done), {}, {}, {}, {}});
  std::size_t base = 0;  // all open channels have come equally far
  for (const auto& [name, channel] : asked->step->channels) {
    if (channel.seeded) continue;
    asked->names.push_back(name);
    base = channel.ancestors.size();
  }
  std::vector<std::vector<std::string>> asks;
  for (const auto& ancestor : asked->step->ancestors) {
    for (const auto& name : asked->names)
      asks.push_back({"JSON.TYPE", ancestor.key, memberPath(name)});
    asks.push_back({"JSON.GET", ancestor.key, "$.has_writes"});
    asks.push_back(query::saverWrites(ancestor, static_cast<int>(kMostWrites) + 1));
  }
  const auto expected = asks.size();
  redis.commands(std::move(asks), context,
                 [asked, base, expected](const RedisReply& reply, const SourceError* error) {
                   if (error != nullptr || reply.items.size() != expected) {
                     asked->done(error);
                     return;
                   }
                   takeShapes(asked, reply);
                   readWritePlaces(asked, base);
                 });
}

}  // namespace heddle::client
