// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/source.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

#include <QObject>

namespace heddle::client {

/// The store page's questions, to whatever keeps the items: namespaces level by level, items page by page,
/// one item. Rules as for ThreadDetailFeed. Namespaces are given as their labels, whatever they are joined
/// with.
class StoreFeed : public QObject {
  Q_OBJECT

 public:
  using Labels = std::vector<std::string>;
  using QObject::QObject;

  virtual quint64 loadLevel(const Labels& labels) = 0;
  virtual quint64 loadItems(const query::StoreQuery& query) = 0;
  virtual quint64 loadItem(const Labels& labels, const std::string& key) = 0;
  virtual void cancel() = 0;

 Q_SIGNALS:
  void levelLoaded(quint64 generation, const heddle::query::StoreLevel& level);
  void itemsLoaded(quint64 generation, const heddle::query::StorePage& page);
  void itemLoaded(quint64 generation, const heddle::query::StoreItemDetail& item);
  /// Comes before `levelLoaded` and `itemsLoaded` where not all of the store is read: what is, as a sentence.
  void bounded(const QString& sentence);
  void failed(quint64 generation, const heddle::client::SourceError& error);
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::StoreLevel)
Q_DECLARE_METATYPE(heddle::query::StorePage)
Q_DECLARE_METATYPE(heddle::query::StoreItemDetail)
