// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// LangGraph's store over the `store` table. A batch is one statement and one transaction. I/O thread only.
class PgItems : public core::Items {
 public:
  explicit PgItems(Database& database) : database_(database) {}

  /// Throws SqlError (state HD422 for an unknown operation) when the batch is not one; nothing is done then.
  core::Task<core::JsonText> batch(core::JsonText ops) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
