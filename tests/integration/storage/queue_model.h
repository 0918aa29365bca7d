// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace heddle::test {

/// What the queue should do, in a few lines of memory: one slot per thread, a line of waiting runs, statuses.
/// Delays, leases that expire and checkpoints are left to tests of their own.
class QueueModel {
 public:
  struct Slot {
    bool edit = false, leased = false, started = false;
    std::string run;
    int attempt = 0;
    int range = 0;  // of the event protocol's numbers
    std::string cancel, before;
  };
  struct Thread {
    std::string status = "idle";
    std::optional<Slot> slot;
    std::deque<std::string> line;
    int ranges = 0;  // that its claims have used up
  };

  /// False: refused because the thread is busy.
  bool enqueue(const std::string& thread, const std::string& run, core::MultitaskStrategy strategy) {
    Thread& t = threads[thread];
    const bool rollback = strategy == core::MultitaskStrategy::rollback;
    if (t.slot && strategy == core::MultitaskStrategy::reject) return false;
    runs[run] = "pending";
    if (!t.slot) {
      t.slot = Slot{};
      t.slot->run = run;
      t.slot->before = t.status;
    } else {
      if (t.slot->before.empty()) t.slot->before = t.status;
      if (rollback || strategy == core::MultitaskStrategy::interrupt) {
        for (const auto& waiting : t.line)
          end(waiting, rollback);
        t.line.clear();
        if (t.slot->edit) {
        } else if (t.slot->leased) {
          if (t.slot->cancel != "rollback") t.slot->cancel = rollback ? "rollback" : "interrupt";
        } else {
          end(t.slot->run, rollback);
          keepRange(*t.slot);
          if (t.slot->started && !rollback)
            t.slot->before = "idle";  // no checkpoints here: nothing interrupted
          t.slot->run.clear();
        }
      }
      if (!t.slot->edit && t.slot->run.empty()) {
        t.slot->run = run;
        t.slot->attempt = 0;
        t.slot->started = false;
      } else {
        t.line.push_back(run);
      }
    }
    t.status = "busy";
    return true;
  }

  void claimed(const std::string& thread) {
    Thread& t = threads[thread];
    Slot& slot = *t.slot;
    slot.leased = slot.started = true;
    ++slot.attempt;
    slot.range = ++t.ranges;
    runs[slot.run] = "running";
  }

  void finish(const std::string& thread, std::string status, bool rollback) {
    Thread& t = threads[thread];
    rollback = rollback || t.slot->cancel == "rollback";
    if (!t.slot->cancel.empty() && status == "success") status = "interrupted";
    const bool keep = !rollback && t.slot->started;
    const std::string after = keep ? (status == "error" ? "error" : "idle") : t.slot->before;
    if (rollback) {
      runs.erase(t.slot->run);
    } else {
      runs[t.slot->run] = status;
    }
    keepRange(*t.slot);
    advance(t, after);
  }

  void handBack(const std::string& thread, bool spend) {
    Slot& slot = *threads[thread].slot;
    if (!slot.cancel.empty()) return finish(thread, "interrupted", false);
    slot.leased = false;
    if (!spend) --slot.attempt;
    runs[slot.run] = "pending";
  }

  core::CancelOutcome cancel(const std::string& thread, const std::string& run, bool rollback) {
    Thread& t = threads[thread];
    if (t.slot && t.slot->run == run && t.slot->leased) {
      if (t.slot->cancel != "rollback") t.slot->cancel = rollback ? "rollback" : "interrupt";
      return core::CancelOutcome::signalled;
    }
    if (t.slot && t.slot->run == run) {
      finish(thread, "interrupted", rollback);
      return core::CancelOutcome::done;
    }
    for (auto waiting = t.line.begin(); waiting != t.line.end(); ++waiting) {
      if (*waiting != run) continue;
      end(run, rollback);
      t.line.erase(waiting);
      if (t.slot->edit && t.line.empty()) {
        t.status = t.slot->before;
        t.slot->before.clear();
      }
      return core::CancelOutcome::done;
    }
    return runs.contains(run) ? core::CancelOutcome::notLive : core::CancelOutcome::notFound;
  }

  bool takeEdit(const std::string& thread) {
    Thread& t = threads[thread];
    if (t.slot) return false;
    t.slot = Slot{};
    t.slot->edit = t.slot->leased = true;
    return true;
  }

  void releaseEdit(const std::string& thread) {
    Thread& t = threads[thread];
    if (!t.line.empty()) {
      advance(t, t.slot->before);
    } else {
      t.slot.reset();
    }
  }

  /// The same text as the database's (queue_model_test).
  std::string text() const {
    std::string out;
    for (const auto& [id, t] : threads) {
      out += id.substr(0, 8) + " " + t.status;
      if (t.slot) {
        out += t.slot->edit ? " edit" : " " + t.slot->run.substr(24) + " " + std::to_string(t.slot->attempt);
        out += (t.slot->leased ? " leased " : " ready ") + t.slot->cancel + std::to_string(t.line.size());
        if (t.slot->leased && !t.slot->edit) out += " range " + std::to_string(t.slot->range);
      }
      for (const auto& waiting : t.line)
        out += " " + waiting.substr(24);
      out += "\n";
    }
    for (const auto& [id, status] : runs) {
      out += id.substr(24) + " " + status;
      if (const auto kept = ranges.find(id); kept != ranges.end())
        out += " range " + std::to_string(kept->second);
      out += "\n";
    }
    return out;
  }

  std::map<std::string, Thread> threads;
  std::map<std::string, std::string> runs;
  std::map<std::string, int> ranges;  // of the last attempts of runs that have ended

 private:
  /// The range stays with the run for those who ask later.
  void keepRange(const Slot& slot) {
    if (slot.started && runs.contains(slot.run)) ranges[slot.run] = slot.range;
  }
  void end(const std::string& run, bool rollback) {
    if (rollback) {
      runs.erase(run);
    } else {
      runs[run] = "interrupted";
    }
  }
  void advance(Thread& t, std::string after) {
    if (t.line.empty()) {
      t.slot.reset();
      t.status = after;
      return;
    }
    t.slot = Slot{};
    t.slot->run = t.line.front();
    t.slot->before = after;
    t.line.pop_front();
  }
};

}  // namespace heddle::test
