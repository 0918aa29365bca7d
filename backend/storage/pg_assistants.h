// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Assistants and their versions. I/O thread only.
class PgAssistants : public core::Assistants {
 public:
  explicit PgAssistants(Database& database) : database_(database) {}

  core::Task<core::Result<core::JsonText>> create(core::AssistantCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::AssistantId id) override;
  core::Task<core::Result<core::JsonText>> update(core::AssistantId id, core::AssistantPatch patch) override;
  core::Task<core::Result<void>> remove(core::AssistantId id, bool deleteThreads) override;
  core::Task<core::Page> search(core::AssistantSearch query) override;
  core::Task<std::int64_t> count(core::AssistantSearch query) override;
  core::Task<core::Result<core::Page>> versions(core::AssistantId id, core::JsonText metadata, int limit,
                                                int offset) override;
  core::Task<core::Result<core::JsonText>> setLatest(core::AssistantId id, int version) override;
  core::Task<void> ensureSystem(std::vector<std::string> graphIds) override;
  core::Task<std::optional<std::string>> graphOf(core::AssistantId id) override;
  core::Task<core::Sight> sight(core::AssistantId id, core::AccessFilter filter) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
