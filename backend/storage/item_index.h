// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/items.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::storage {

/// One search of a batch that goes by meaning.
struct SemanticSearch {
  std::size_t place = 0;  // among the batch's operations
  std::string op;
  std::vector<float> query;
};

/// A batch whose puts carry their vectors and whose semantic searches are marked and set aside.
struct IndexedBatch {
  core::JsonText ops;
  std::vector<SemanticSearch> searches;
};

/// Asks the embedder once for all that a batch needs; without an index, or with nothing to embed, the batch
/// stays as it is. Errors: the embedder's; badRequest when a vector has not the index's number of dimensions.
core::Task<core::Result<IndexedBatch>> indexBatch(core::JsonText ops, core::ItemPolicy policy);

struct RankedItem {
  std::string prefix, key;
  double score = 0;
};

/// The best items by cosine similarity, of vectors that come in any number and are not kept. All vectors of
/// one item come one after the other; the nearest counts.
class VectorRanking {
 public:
  VectorRanking(std::vector<float> query, std::size_t limit);
  /// `embedding`: float4[] as Postgres sends it in binary.
  void add(std::string_view prefix, std::string_view key, std::string_view embedding);
  /// Best first, equal ones by prefix and key.
  std::vector<RankedItem> take() &&;

 private:
  void keepCurrent();
  double similarity(std::string_view embedding) const;

  std::vector<float> query_;
  double norm_ = 0;
  std::size_t limit_;
  RankedItem current_;
  bool any_ = false;
  std::vector<RankedItem> best_;  // a heap with the worst on top
};

}  // namespace heddle::storage
