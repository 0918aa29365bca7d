// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/graph_answers.h"
#include "backend/api/scoped_threads.h"
#include "backend/core/ports/live.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

/// Answers about visible threads and assistants.
class ScopedGraphAnswers : public GraphAnswers {
 public:
  /// `assistants`: as the caller sees them.
  ScopedGraphAnswers(GraphAnswers& answers, ThreadSight& sight, core::Assistants& assistants)
      : answers_(answers), sight_(sight), assistants_(assistants) {}

  core::Task<core::Result<core::JsonText>> ofThread(core::ThreadId thread, std::string method,
                                                    core::JsonText params) override;
  core::Task<core::Result<core::JsonText>> edit(core::SlotRef slot, std::string method,
                                                core::JsonText params) override;
  core::Task<core::Result<core::JsonText>> ofAssistant(core::AssistantId assistant, std::string method,
                                                       core::JsonText params) override;

 private:
  GraphAnswers& answers_;
  ThreadSight& sight_;
  core::Assistants& assistants_;
};

/// Slots of visible threads.
class ScopedEditSlots : public core::EditSlots {
 public:
  ScopedEditSlots(core::EditSlots& slots, ThreadSight& sight) : slots_(slots), sight_(sight) {}

  core::Task<core::Result<core::SlotRef>> takeEditSlot(core::ThreadId thread, core::ReplicaId owner,
                                                       bool threadMustExist) override;
  core::Task<bool> releaseEditSlot(core::SlotRef slot) override;

 private:
  core::EditSlots& slots_;
  ThreadSight& sight_;
};

/// News of any thread, since one may be listened to before it is there: that something happened, and not
/// what; whoever hears it looks through the rest of the scope.
class ScopedThreadNews : public core::ThreadNews {
 public:
  ScopedThreadNews(core::ThreadNews& news, ThreadSight& sight) : news_(news), sight_(sight) {}

  core::Task<std::int64_t> announce(core::ThreadId thread, std::string message) override;
  std::unique_ptr<core::LiveListening> listenThread(core::ThreadId thread,
                                                    core::LiveCallbacks callbacks) override;

 private:
  core::ThreadNews& news_;
  ThreadSight& sight_;
};

}  // namespace heddle::api
