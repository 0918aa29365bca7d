// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/access.h"
#include "backend/core/ports/resources.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::core {

using Moment = std::chrono::sys_time<std::chrono::microseconds>;

struct CronCreate {
  AssistantId assistantId;
  std::optional<ThreadId> threadId;   // empty: a thread of its own for every fire
  std::optional<std::string> userId;  // who made it, where an auth handler says so
  std::string schedule;
  std::optional<std::string> timezone;
  std::optional<Moment> endTime;
  bool enabled = true;
  std::string onRunCompleted = "delete";
  JsonText payload{"{}"}, metadata{"{}"};
  std::optional<Moment> nextRun;
};

/// When a cron fires, and which version of the row says so.
struct CronTiming {
  std::string schedule;
  std::optional<std::string> timezone;
  std::optional<Moment> endTime;
  bool enabled = true;
  std::int64_t version = 0;
};

struct CronPatch {
  CronTiming timing;  // complete, as it shall be; `version` is that of the row it was made from
  std::optional<Moment> nextRun;
  bool moves = false;  // nextRun counts; otherwise the next run stays as it is
  std::optional<std::string> onRunCompleted;
  JsonText payload{"{}"}, metadata{"{}"};  // laid over, key by key
};

struct CronSearch {
  std::optional<AssistantId> assistantId;
  std::optional<ThreadId> threadId;
  std::optional<bool> enabled;
  JsonText metadata{"{}"};
  std::string sortBy = "created_at";
  bool ascending = false;
  int limit = 10, offset = 0;
  std::vector<std::string> select;
  AccessFilter access;
};

/// Objects are those of semantics.md §5. Errors: notFound (for create: thread or assistant).
class Crons {
 public:
  virtual ~Crons() = default;
  virtual Task<Result<JsonText>> create(CronCreate request) = 0;
  virtual Task<Result<JsonText>> get(CronId id) = 0;
  virtual Task<Result<CronTiming>> timing(CronId id) = 0;
  /// Error conflict: the row is another version by now.
  virtual Task<Result<JsonText>> update(CronId id, CronPatch patch) = 0;
  virtual Task<Result<void>> remove(CronId id) = 0;
  virtual Task<Page> search(CronSearch query) = 0;
  virtual Task<std::int64_t> count(CronSearch query) = 0;
  virtual Task<Sight> sight(CronId id, AccessFilter filter) = 0;
};

/// A cron whose time has come.
struct DueCron {
  CronId cronId;
  CronTiming timing;
  Moment fireAt, now;  // now: the database's clock
};

/// One fire, recorded: its run must come to be, once.
struct CronFire {
  CronId cronId;
  RunId runId;
  AssistantId assistantId;
  std::optional<ThreadId> threadId;
  JsonText payload;
  std::string onRunCompleted;
};

/// What drives crons (DESIGN §4a.16). Any replica may call any of it.
class CronFires {
 public:
  virtual ~CronFires() = default;
  virtual Task<std::vector<DueCron>> due(int limit) = 0;
  /// Records the fire and moves the cron on, in one transaction; nothing when another replica did, or the
  /// cron was changed meanwhile.
  virtual Task<std::optional<CronFire>> record(DueCron due, RunId run, std::optional<Moment> next) = 0;
  /// Fires recorded more than 5 s ago that have had no run: whoever recorded them is gone.
  virtual Task<std::vector<CronFire>> abandoned(int limit) = 0;
  /// No run can come of this fire.
  virtual Task<void> giveUp(RunId run) = 0;
  /// Forgets fires older than a week; answers how many.
  virtual Task<std::int64_t> sweep(int limit) = 0;
};

}  // namespace heddle::core
