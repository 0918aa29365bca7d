// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_store_feed.h"

#include "backend/client/generation.h"
#include "backend/client/pool.h"
#include "backend/client/redis/saver_documents.h"
#include "backend/client/redis/saver_look.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <QLocale>

namespace heddle::client {
namespace {

using query::SaverItem;

constexpr std::size_t kPreviewBytes = 300;

/// What the searches found, and of how many.
struct FoundItems {
  std::vector<SaverItem> items;
  qint64 total = 0;
  QString refusal;  // Redis's word for why a search was not answered
};

FoundItems itemsOf(const std::vector<std::string>& stores, const RedisReply& replies) {
  FoundItems found;
  for (std::size_t s = 0; s < stores.size() && s < replies.items.size(); ++s) {
    const auto& reply = replies.items[s].items;
    if (replies.items[s].isError()) found.refusal = QString::fromStdString(replies.items[s].text);
    if (!reply.empty()) found.total += reply.front().integer;
    for (std::size_t i = 1; i + 1 < reply.size(); i += 2) {
      query::SaverFields fields;
      const auto& members = reply[i + 1].items;
      for (std::size_t m = 0; m + 1 < members.size(); m += 2)
        fields.insert_or_assign(members[m].text, members[m + 1].text);
      found.items.push_back(query::saverItemFrom(stores[s], stores.size() > 1, reply[i].text, fields));
    }
  }
  query::inOrder(found.items);
  return found;
}

/// Its beginning, without a torn character.
std::string previewOf(const std::string& text) {
  auto end = std::min(kPreviewBytes, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end);
}

query::StorePage pageOf(const query::StoreQuery& query, const std::vector<SaverItem>& items,
                        std::vector<SaverDocument>& documents) {
  query::StorePage page;
  page.scanned = static_cast<std::int64_t>(items.size());
  for (const auto& item : items) {
    const auto place = query::placeOf(item.row);
    const bool before =
        query.after && std::tie(place.path, place.key) <= std::tie(query.after->path, query.after->key);
    if (before || !query::matches(query, item.row)) continue;
    if (static_cast<int>(page.items.size()) == query.limit) {
      page.next = query::placeOf(page.items.back());
      break;
    }
    page.items.push_back(item.row);
    documents.push_back({item.document, "$.value"});
  }
  return page;
}

}  // namespace

SaverStoreFeed::SaverStoreFeed(RedisSession& session, QObject* parent)
    : StoreFeed(parent), session_(session) {
  qRegisterMetaType<query::StoreLevel>();
  qRegisterMetaType<query::StorePage>();
  qRegisterMetaType<query::StoreItemDetail>();
}

void SaverStoreFeed::cancel() {
  level_ = items_ = 0;
}

bool SaverStoreFeed::goesOn(const quint64& wanted, quint64 generation, const SourceError* error) {
  if (wanted != generation) return false;
  if (error != nullptr) Q_EMIT failed(generation, *error);
  return error == nullptr;
}

void SaverStoreFeed::withItems(const quint64& wanted, quint64 generation, const ItemsDone& done) {
  findSaverPlaces(
      session_, this, [=, this, &wanted](const query::SaverPlaces& places, const SourceError* error) {
        if (!goesOn(wanted, generation, error)) return;
        if (places.stores.empty()) {
          Q_EMIT failed(
              generation,
              {SourceError::Kind::unsupported,
               QStringLiteral("This Redis holds no store of LangGraph that the login can see."), false});
          return;
        }
        std::vector<query::RedisCommand> searches;
        for (const auto& store : places.stores)
          searches.push_back(query::storeSearch(store));
        session_.commands(
            std::move(searches), this,
            [=, this, &wanted, stores = places.stores](const RedisReply& reply, const SourceError* problem) {
              if (!goesOn(wanted, generation, problem)) return;
              inPool(
                  this, [stores, reply] { return itemsOf(stores, reply); },
                  [=, this, &wanted](const FoundItems& found) {
                    if (!goesOn(wanted, generation, nullptr)) return;
                    if (!found.refusal.isEmpty()) {
                      Q_EMIT failed(generation, {SourceError::Kind::forbidden,
                                                 QStringLiteral("The stores in Redis could not be searched "
                                                                "(FT.SEARCH): ") +
                                                     found.refusal,
                                                 false});
                      return;
                    }
                    const auto read = static_cast<qint64>(found.items.size());
                    const QLocale english(QLocale::English);
                    Q_EMIT bounded(read < found.total
                                       ? QStringLiteral("The newest %1 of %2 items are read.")
                                             .arg(english.toString(read), english.toString(found.total))
                                       : QString());
                    withSizes(wanted, generation, found.items, done);
                  });
            });
      });
}

void SaverStoreFeed::withSizes(const quint64& wanted, quint64 generation, Items items,
                               const ItemsDone& done) {
  std::vector<std::vector<std::string>> sizes;
  sizes.reserve(items.size());
  for (const auto& item : items)
    sizes.push_back({"MEMORY", "USAGE", item.document});
  session_.commands(std::move(sizes), this,
                    [=, this, &wanted](const RedisReply& reply, const SourceError* error) {
                      if (!goesOn(wanted, generation, error)) return;
                      auto sized = items;
                      for (std::size_t i = 0; i < sized.size() && i < reply.items.size(); ++i)
                        sized[i].row.bytes = reply.items[i].integer;
                      done(sized);
                    });
}

quint64 SaverStoreFeed::loadLevel(const Labels& labels) {
  const auto generation = level_ = nextGeneration();
  withItems(level_, generation, [this, generation, labels](const Items& items) {
    Q_EMIT levelLoaded(generation, query::levelOf(items, labels));
  });
  return generation;
}

quint64 SaverStoreFeed::loadItems(const query::StoreQuery& query) {
  const auto generation = items_ = nextGeneration();
  const auto refusal = query::unanswerable(query);
  if (!refusal.empty()) {
    // Never before the asker knows the generation.
    const SourceError error{SourceError::Kind::invalid, QString::fromStdString(refusal), false};
    QMetaObject::invokeMethod(
        this, [this, generation, error] { goesOn(items_, generation, &error); }, Qt::QueuedConnection);
    return generation;
  }
  withItems(items_, generation,
            [this, generation, query](const Items& items) { tellPage(generation, query, items); });
  return generation;
}

void SaverStoreFeed::tellPage(quint64 generation, const query::StoreQuery& query, const Items& items) {
  std::vector<SaverDocument> documents;
  const auto page = pageOf(query, items, documents);
  readSaverDocuments(
      session_, std::move(documents), this,
      [this, generation, page, whole = query.whole](const SaverDocuments& read, const SourceError* error) {
        if (!goesOn(items_, generation, error)) return;
        auto filled = page;
        for (std::size_t i = 0; i < filled.items.size() && i < read.texts.size(); ++i) {
          const auto value = read.texts[i] ? query::storeValueFrom(*read.texts[i]) : std::string();
          filled.items[i].preview = whole ? value : previewOf(value);
        }
        Q_EMIT itemsLoaded(generation, filled);
      });
}

quint64 SaverStoreFeed::loadItem(const Labels& labels, const std::string& key) {
  const auto generation = item_ = nextGeneration();
  withItems(item_, generation, [this, generation, labels, key](const Items& items) {
    const auto found = std::find_if(items.begin(), items.end(), [&](const SaverItem& item) {
      return item.row.labels == labels && item.row.key == key;
    });
    if (found != items.end()) {
      tellItem(generation, *found);
      return;
    }
    Q_EMIT failed(generation,
                  {SourceError::Kind::notFound,
                   items.size() < query::kMostStoreItems
                       ? QStringLiteral("There is no such item in the store (any more).")
                       : QStringLiteral("The item is not among the newest of the store, which are read."),
                   false});
  });
  return generation;
}

void SaverStoreFeed::tellItem(quint64 generation, const SaverItem& item) {
  const std::vector<SaverDocument> wanted{{item.document, "$.value"}};
  readSaverDocuments(session_, wanted, this,
                     [this, generation, item](const SaverDocuments& read, const SourceError* error) {
                       if (!goesOn(item_, generation, error)) return;
                       query::StoreItemDetail detail;
                       detail.row = item.row;
                       detail.truncated = !read.texts.front();
                       if (read.texts.front()) detail.value = query::storeValueFrom(*read.texts.front());
                       Q_EMIT itemLoaded(generation, detail);
                     });
}

}  // namespace heddle::client
