// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/client/store_feed.h"
#include "backend/query/saver_store.h"

#include <functional>
#include <vector>

namespace heddle::client {

/// The stores of LangGraph in a Redis: the newest query::kMostStoreItems items of each, which are found,
/// sorted and filtered here; values are read for a page, within one bound for all of them. Where there are
/// several stores, the first label is the store's name.
class SaverStoreFeed : public StoreFeed {
  Q_OBJECT

 public:
  explicit SaverStoreFeed(RedisSession& session, QObject* parent = nullptr);

  quint64 loadLevel(const Labels& labels) override;
  quint64 loadItems(const query::StoreQuery& query) override;
  quint64 loadItem(const Labels& labels, const std::string& key) override;
  void cancel() override;

 private:
  using Items = std::vector<query::SaverItem>;
  using ItemsDone = std::function<void(const Items& items)>;
  bool goesOn(const quint64& wanted, quint64 generation, const SourceError* error);
  /// All that is read of the stores, in order, with the sizes of the documents.
  void withItems(const quint64& wanted, quint64 generation, const ItemsDone& done);
  void withSizes(const quint64& wanted, quint64 generation, Items items, const ItemsDone& done);
  void tellPage(quint64 generation, const query::StoreQuery& query, const Items& items);
  void tellItem(quint64 generation, const query::SaverItem& item);

  RedisSession& session_;
  quint64 level_ = 0, items_ = 0, item_ = 0;  // the questions asked last
};

}  // namespace heddle::client
