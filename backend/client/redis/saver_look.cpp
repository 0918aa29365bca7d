// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_look.h"

#include "backend/query/redis_saver.h"

#include <memory>
#include <utility>

namespace heddle::client {
namespace {

struct Look {
  RedisSession& redis;
  QObject* context;
  SaverPlacesDone done;
  query::SaverPlaces places;
  std::vector<std::string> names;  // of indexes to be asked
  qint64 looked = 0;
};
using SharedLook = std::shared_ptr<Look>;

void walkForPlaces(const SharedLook& look, const std::string& cursor) {
  look->redis.command(query::saverScan(cursor, nullptr), look->context,
                      [look](const RedisReply& reply, const SourceError* error) {
                        if (error != nullptr || reply.items.size() != 2) {
                          look->done(look->places, error);
                          return;
                        }
                        for (const auto& key : reply.items[1].items) {
                          if (const auto place = query::placeOfKey(key.text))
                            query::addPlace(look->places.all, *place);
                        }
                        look->looked += query::kSaverStep;
                        const auto& next = reply.items[0].text;
                        if (next != "0" && look->looked < kMostKeysForPlaces) {
                          walkForPlaces(look, next);
                          return;
                        }
                        look->places.complete = next == "0";
                        look->done(look->places, nullptr);
                      });
}

void askIndexes(const SharedLook& look) {
  if (look->names.size() > query::kMostIndexesAsked) {
    look->places.complete = false;
    look->names.resize(query::kMostIndexesAsked);
  }
  if (look->names.empty()) {
    look->done(look->places, nullptr);
    return;
  }
  std::vector<std::vector<std::string>> asks;
  asks.reserve(look->names.size());
  for (const auto& name : look->names)
    asks.push_back({"FT.INFO", name});
  look->redis.commands(std::move(asks), look->context,
                       [look](const RedisReply& reply, const SourceError* error) {
                         for (std::size_t i = 0; i < reply.items.size() && i < look->names.size(); ++i) {
                           const auto shape = indexShapeOf(reply.items[i]);
                           if (const auto place = query::placeOf(look->names[i], shape))
                             query::addPlace(look->places.all, *place);
                           if (query::isStore(look->names[i], shape))
                             look->places.stores.push_back(look->names[i]);
                         }
                         look->done(look->places, error);
                       });
}

const RedisReply* memberOf(const RedisReply& reply, std::string_view name) {
  for (std::size_t i = 0; i + 1 < reply.items.size(); ++i) {
    if (reply.items[i].text == name) return &reply.items[i + 1];
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> textsOf(const RedisReply& reply) {
  std::vector<std::string> texts;
  texts.reserve(reply.items.size());
  for (const auto& item : reply.items)
    texts.push_back(item.text);
  return texts;
}

query::IndexShape indexShapeOf(const RedisReply& info) {
  query::IndexShape shape;
  if (const auto* definition = memberOf(info, "index_definition")) {
    if (const auto* type = memberOf(*definition, "key_type")) shape.keyType = type->text;
    if (const auto* prefixes = memberOf(*definition, "prefixes")) shape.prefixes = textsOf(*prefixes);
  }
  const auto* members = memberOf(info, "attributes");
  for (std::size_t i = 0; members != nullptr && i < members->items.size(); ++i) {
    if (const auto* path = memberOf(members->items[i], "identifier")) shape.members.push_back(path->text);
  }
  return shape;
}

SourceError noSaver() {
  return {
      SourceError::Kind::unsupported,
      QStringLiteral("This Redis holds no checkpoints of a LangGraph checkpointer that the login can see."),
      false};
}

void findSaverPlaces(RedisSession& redis, QObject* context, SaverPlacesDone done) {
  const auto look = std::make_shared<Look>(Look{redis, context, std::move(done), {}, {}, 0});
  redis.commands({{"FT._LIST"}}, context, [look](const RedisReply& reply, const SourceError* error) {
    if (error != nullptr) {
      look->done({}, error);
      return;
    }
    const auto& answer = reply.items.front();
    if (answer.isError() && answer.text.starts_with("NOPERM")) {
      walkForPlaces(look, "0");
      return;
    }
    const auto names = answer.isError() ? std::vector<std::string>() : textsOf(answer);
    look->places.all = query::usualPlaces(names);
    look->names = query::indexesToAsk(names);
    askIndexes(look);
  });
}

}  // namespace heddle::client
