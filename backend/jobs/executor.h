// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/execution.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace heddle::jobs {

/// The runs this replica executes. I/O thread only; stop() before destruction.
class Executor {
 public:
  Executor(boost::asio::any_io_executor executor, ExecutionPorts ports);

  void start(core::ClaimedRun run);
  /// Ends a run that no runner can execute, as an error.
  void end(core::ClaimedRun run, std::string why);
  /// False when the run does not execute here.
  bool cancel(core::RunId run, core::CancelAction action);
  /// A listener on `replica` lacks events of a run that executes here.
  void refill(core::RunId run, std::optional<EventId> after, core::ReplicaId replica);
  /// The lease is lost: nothing of what runs here may commit any more.
  void fenceAll();

  /// Runs that could start now, minus reserved places.
  int freePlaces() const;
  /// A place kept for a run that is being created; gives it back when destroyed.
  class Reservation {
   public:
    explicit Reservation(Executor& owner) : owner_(owner) { ++owner_.reserved_; }
    ~Reservation() { --owner_.reserved_; }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

   private:
    Executor& owner_;
  };

  std::size_t size() const { return live_.size(); }
  /// Notified when a run has ended.
  async::Notifier& changed() { return changed_; }

  /// Hands off what nobody listens to in front of its next step, and what is left after `grace` wherever it
  /// stands (engine.md §9); waits for all of it.
  core::Task<void> drain(std::chrono::milliseconds grace);
  core::Task<void> stop();

 private:
  void add(std::shared_ptr<Execution> execution);
  core::Task<void> execute(std::shared_ptr<Execution> execution);

  boost::asio::any_io_executor executor_;
  ExecutionPorts ports_;
  async::Notifier changed_;
  async::TaskScope tasks_;
  std::unordered_map<core::RunId, std::shared_ptr<Execution>> live_;
  int reserved_ = 0;
};

}  // namespace heddle::jobs
