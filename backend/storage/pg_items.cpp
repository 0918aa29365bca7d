// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_items.h"

#include <utility>

namespace heddle::storage {

core::Task<core::JsonText> PgItems::batch(core::JsonText ops) {
  static const Statement statement{"store_batch", "select heddle_store_batch_v1($1::jsonb)"};
  Params params;
  params.json(ops);
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  co_return core::JsonText{rows.text(0, 0)};
}

}  // namespace heddle::storage
