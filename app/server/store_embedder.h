// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/items.h"
#include "backend/deployment/data_policies.h"
#include "backend/jobs/run_service.h"

#include <functional>

namespace heddle::server {

/// Asks the reader runner for vectors: the function of `store.index` is the project's own code. `reader` is
/// called once the runners are there.
class StoreEmbedder : public core::Embedder {
 public:
  StoreEmbedder(deployment::StoreIndex index, std::function<jobs::GraphReader&()> reader)
      : index_(std::move(index)), reader_(std::move(reader)) {}

  core::Task<core::Result<core::JsonText>> embed(core::JsonText request) override;

 private:
  deployment::StoreIndex index_;
  std::function<jobs::GraphReader&()> reader_;
};

}  // namespace heddle::server
