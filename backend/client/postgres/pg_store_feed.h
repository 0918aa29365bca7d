// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/client/store_feed.h"

namespace heddle::client {

/// The store of a Postgres.
class PgStoreFeed : public StoreFeed {
  Q_OBJECT

 public:
  explicit PgStoreFeed(PgSession& session, QObject* parent = nullptr);

  quint64 loadLevel(const Labels& labels) override;
  quint64 loadItems(const query::StoreQuery& query) override;
  quint64 loadItem(const Labels& labels, const std::string& key) override;
  void cancel() override;

 private:
  Question level_, items_, item_;
};

}  // namespace heddle::client
