// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/caller.h"
#include "backend/core/ports/resources.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

/// The assistants that a caller's filter lets through. Those that the server makes for the graphs belong to
/// nobody: everybody who may read assistants sees them, but only a filter that matches lets them be changed.
class ScopedAssistants : public core::Assistants {
 public:
  /// `system`: ids of those the server made.
  ScopedAssistants(core::Assistants& assistants, const Caller& caller, std::vector<std::string> system);

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
  enum class For { reading, changing };
  core::Task<core::Result<void>> check(core::AssistantId id, For use);

  core::Assistants& assistants_;
  core::AccessFilter reading_, changing_;
  bool allThreads_;
};

}  // namespace heddle::api
