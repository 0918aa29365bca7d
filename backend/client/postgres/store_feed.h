// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

#include <QObject>

namespace heddle::client {

/// The store page's questions: namespaces level by level, items page by page, one item; rules as for RunFeed.
/// Namespaces are given as their labels, whatever the database joins them with.
class StoreFeed : public QObject {
  Q_OBJECT

 public:
  using Labels = std::vector<std::string>;
  explicit StoreFeed(PgSession& session, QObject* parent = nullptr);

  quint64 loadLevel(const Labels& labels);
  quint64 loadItems(const query::StoreQuery& query);
  quint64 loadItem(const Labels& labels, const std::string& key);
  void cancel();

 Q_SIGNALS:
  void levelLoaded(quint64 generation, const heddle::query::StoreLevel& level);
  void itemsLoaded(quint64 generation, const heddle::query::StorePage& page);
  void itemLoaded(quint64 generation, const heddle::query::StoreItemDetail& item);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question level_, items_, item_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::StoreLevel)
Q_DECLARE_METATYPE(heddle::query::StorePage)
Q_DECLARE_METATYPE(heddle::query::StoreItemDetail)
