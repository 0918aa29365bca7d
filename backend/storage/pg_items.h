// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/items.h"
#include "backend/storage/database.h"
#include "backend/storage/item_index.h"

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// LangGraph's store over the `store` table. A batch is one statement and one transaction, after which its
/// semantic searches are ranked: by pgvector where the database has it, else exactly in the server. I/O
/// thread only.
class PgItems : public core::Items {
 public:
  explicit PgItems(Database& database, core::ItemPolicy policy = {}) : database_(database), policy_(policy) {}

  core::Task<core::Result<core::JsonText>> batch(core::JsonText ops) override;
  core::Task<std::int64_t> sweepExpired(int limit) override;

 private:
  core::Task<core::JsonText> apply(IndexedBatch batch);
  core::Task<core::JsonText> ranked(SemanticSearch search);
  core::Task<std::vector<RankedItem>> rankByPgvector(const SemanticSearch& search);
  core::Task<std::vector<RankedItem>> rankHere(const SemanticSearch& search);
  core::Task<bool> hasPgvector();

  Database& database_;
  core::ItemPolicy policy_;
  std::optional<bool> pgvector_;  // not looked for yet
};

}  // namespace heddle::storage
