// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/core/ports/spawner.h"
#include "backend/jobs/run_service.h"
#include "backend/jobs/runner_session.h"
#include "backend/jobs/runner_spec.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::jobs {

/// quarantine: an executor whose runs are expected to take it down. app: has no graphs, serves the project's
/// own HTTP app.
enum class RunnerRole { reader, executor, quarantine, app };
enum class RunnerState { starting, ready, draining, gone };

/// What a runner's HELLO said.
struct RunnerHello {
  std::string language, version, executable;
  core::JsonText packages{"{}"};
};

/// One runner process from its start to its exit, with its session. A runner that does not answer is not dead
/// (DESIGN §4a.11); only the exit of the process is. I/O thread only.
class RunnerProcess {
 public:
  struct Settings {
    RunnerSpec spec;
    RunnerRole role = RunnerRole::executor;
    std::string name;
    int generation = 1, concurrency = 1;
    std::chrono::milliseconds restartPause{200};
    bool reload = false;
    MemoryLimits memory;
    DebugPort debug;
    std::chrono::milliseconds blockedLoop{5000};
    std::function<void(std::string_view runner, std::string_view line, bool isError)> onLine;
    std::function<void()> onChange;  // state, graphs or load changed
  };

  RunnerProcess(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
                Settings settings);
  ~RunnerProcess();

  /// Starts the process and completes when it has exited and every channel was told. Once per object.
  core::Task<void> run();
  /// SIGKILL to the group; run() completes soon. `why` is told in the log.
  void kill(std::string_view why);
  /// No new work; the process exits when idle.
  void drain();

  RunnerState state() const { return state_; }
  /// It grew above the soft limit and leaves when its runs have ended; another may take its place.
  bool isOutgrown() const { return outgrown_; }
  /// Its event loop is held up by the code of a run; that run goes on.
  bool isLoopBlocked() const;
  /// Ready, and responsive enough to be given something new.
  bool takesWork() const;
  const RunnerHello& hello() const { return hello_; }
  const std::vector<GraphInfo>& graphs() const { return graphs_; }
  /// Whether it ever said what it had loaded.
  bool hasLoaded() const { return hasLoaded_; }
  const CustomAppInfo& app() const { return app_; }
  bool hasGraph(std::string_view id) const;
  int active() const { return active_; }
  int concurrency() const { return settings_.concurrency; }
  const std::string& name() const { return settings_.name; }
  int exitedAfterRuns() const { return finished_; }

  /// Opens a channel; legal while not gone.
  std::uint32_t open(SessionChannel& owner, wire::FrameKind kind, std::string body);
  /// The work of the channel has ended.
  void close(std::uint32_t channel);
  /// The runner did not end the work of this channel in time: end the process, gently when it has other work
  /// (engine.md §7, cancel ladder).
  void abandon(std::uint32_t channel);
  RunnerSession& session() { return *session_; }

 private:
  void connect(core::Child& child);
  void welcome(const std::string& hello);
  void takeGraphs(const std::string& body);
  void takePulse(RunnerPulse pulse);
  void setState(RunnerState state);
  core::Task<void> watchMemory();
  void logExit(core::ChildExit exit) const;
  core::Task<void> endStuck();
  core::Task<void> killAfter(std::chrono::milliseconds pause, std::string why);
  void printLine(std::string_view line, bool isError);

  core::Spawner& spawner_;
  SaverService& saver_;
  Settings settings_;
  async::Notifier changed_;
  async::TaskScope tasks_;
  std::unique_ptr<core::Child> child_;
  std::unique_ptr<RunnerSession> session_;
  RunnerState state_ = RunnerState::starting;
  RunnerHello hello_;
  std::vector<GraphInfo> graphs_;
  bool hasLoaded_ = false;
  CustomAppInfo app_;
  RunnerPulse pulse_;
  int active_ = 0, finished_ = 0, stuck_ = 0;
  std::string killedBecause_;
  bool outgrown_ = false;
};

}  // namespace heddle::jobs
