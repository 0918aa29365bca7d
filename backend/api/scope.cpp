// SPDX-License-Identifier: Apache-2.0
#include "backend/api/scope.h"

#include "backend/api/scoped_assistants.h"
#include "backend/api/scoped_crons.h"
#include "backend/api/scoped_graphs.h"
#include "backend/api/scoped_threads.h"

#include <utility>

namespace heddle::api {
namespace {

std::vector<std::string> systemAssistants(const jobs::Runners& runners) {
  std::vector<std::string> ids;
  for (const auto& graph : runners.info().graphs)
    ids.push_back(core::Uuid::named(core::kAssistantSpace, graph.id).text());
  return ids;
}

}  // namespace

struct Scope::Parts {
  Parts(const Api& whole, Caller caller)
      : sight(whole.services.threads, caller.threads),
        threads(whole.services.threads, sight),
        threadLife(whole.services.threadLife, sight),
        runs(whole.services.runs, sight),
        runService(whole.services.runService, whole.services.threads, sight),
        assistants(whole.services.assistants, caller, systemAssistants(whole.services.runners)),
        crons(whole.services.crons, caller.crons, sight, assistants),
        editSlots(whole.services.editSlots, sight),
        threadNews(whole.services.threadNews, sight),
        graphs(whole.services.graphs, sight, assistants),
        api{Services{assistants, threads, threadLife, runs, whole.services.items, crons, editSlots,
                     threadNews, runService, graphs, whole.services.runners, whole.services.figures,
                     whole.services.databaseAnswers, whole.services.redisAnswers, whole.services.ownFigures},
            whole.options, whole.auth, std::move(caller.user)} {}

  ThreadSight sight;
  ScopedThreads threads;
  ScopedThreadLife threadLife;
  ScopedRuns runs;
  ScopedRunService runService;
  ScopedAssistants assistants;
  ScopedCrons crons;
  ScopedEditSlots editSlots;
  ScopedThreadNews threadNews;
  ScopedGraphAnswers graphs;
  Api api;
};

Scope::Scope(const Api& whole, Caller caller) : parts_(std::make_unique<Parts>(whole, std::move(caller))) {}
Scope::~Scope() = default;

Api& Scope::api() {
  return parts_->api;
}

}  // namespace heddle::api
