// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/result.h"
#include "backend/core/task.h"

#include <cstdint>
#include <optional>

namespace heddle::core {

/// Vectors of store items, made by the function that `store.index` of langgraph.json names.
class Embedder {
 public:
  virtual ~Embedder() = default;
  /// `request` is `{"items": [{"value", "index"}], "queries": [text]}`, the answer `{"items": [[{"field",
  /// "vector"}]], "queries": [vector]}` in the same order.
  virtual Task<Result<JsonText>> embed(JsonText request) = 0;
};

/// What `store` of langgraph.json says of all items.
struct ItemPolicy {
  std::optional<double> defaultTtlMinutes;  // of items put without a word about it
  bool refreshOnRead = true;
  int dims = 0;                  // of the index's vectors; 0: no index, a query lists
  Embedder* embedder = nullptr;  // set when there is an index
};

/// LangGraph's BaseStore over the `store` table. `ops` and the answer are the JSON of frames.md (STORE).
class Items {
 public:
  virtual ~Items() = default;
  /// All or nothing. Errors: badRequest (unknown operation or filter operator), invalid (data that cannot be
  /// stored), and the Embedder's.
  virtual Task<Result<JsonText>> batch(JsonText ops) = 0;
  /// Deletes what has outlived its ttl, at most `limit` items; answers how many went.
  virtual Task<std::int64_t> sweepExpired(int limit) = 0;
};

}  // namespace heddle::core
