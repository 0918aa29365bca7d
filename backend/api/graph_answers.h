// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"

#include <string>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

/// What endpoints ask of loaded graphs. Each question names the resource that it is about, so that it can be
/// held against what its caller may see. Errors: those of jobs::GraphReader.
class GraphAnswers {
 public:
  virtual ~GraphAnswers() = default;
  /// `method`: state or history.
  virtual core::Task<core::Result<core::JsonText>> ofThread(core::ThreadId thread, std::string method,
                                                            core::JsonText params) = 0;
  /// Writes under the slot, which the caller holds. `method`: update_state or bulk_update_state.
  virtual core::Task<core::Result<core::JsonText>> edit(core::SlotRef slot, std::string method,
                                                        core::JsonText params) = 0;
  /// `method`: graph, schemas or subgraphs.
  virtual core::Task<core::Result<core::JsonText>> ofAssistant(core::AssistantId assistant,
                                                               std::string method, core::JsonText params) = 0;
};

/// Everybody's: the reader's own answers.
class ReaderAnswers : public GraphAnswers {
 public:
  explicit ReaderAnswers(jobs::GraphReader& reader) : reader_(reader) {}

  core::Task<core::Result<core::JsonText>> ofThread(core::ThreadId thread, std::string method,
                                                    core::JsonText params) override;
  core::Task<core::Result<core::JsonText>> edit(core::SlotRef slot, std::string method,
                                                core::JsonText params) override;
  core::Task<core::Result<core::JsonText>> ofAssistant(core::AssistantId assistant, std::string method,
                                                       core::JsonText params) override;

 private:
  jobs::GraphReader& reader_;
};

}  // namespace heddle::api
