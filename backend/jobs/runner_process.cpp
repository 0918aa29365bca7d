// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_process.h"

#include "backend/observe/log.h"
#include "backend/wire/json_fields.h"
#include "backend/wire/value.h"

#include <algorithm>
#include <csignal>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;
using wire::FrameKind;

constexpr auto kSilent = 6s;
constexpr auto kTermPause = 5000ms, kStuckLimit = 30000ms, kAfterClose = 1000ms;

std::string textOrEmpty(const wire::Value& object, std::string_view key) {
  return std::string(object.stringAt(key));
}

std::string_view roleName(RunnerRole role) {
  switch (role) {
    case RunnerRole::reader:
      return "reader";
    case RunnerRole::app:
      return "app";
    default:
      return "executor";
  }
}

/// WELCOME's word on the app, for the runner that serves it.
std::string appField(const AppSpec& app) {
  return ",\"app\":{\"path\":" + wire::jsonString(app.path) + ",\"folder\":" + wire::jsonString(app.folder) +
         ",\"root_path\":" + wire::jsonString(app.rootPath) + "}";
}

std::string debugField(const DebugPort& debug) {
  if (!debug.isOn()) return {};
  return ",\"debug\":{\"port\":" + std::to_string(debug.port) +
         ",\"wait\":" + (debug.wait ? "true" : "false") + "}";
}

std::optional<std::string> textOrNothing(const wire::Value& object, std::string_view key) {
  const auto* found = object.find(key);
  if (found == nullptr || !found->isString()) return std::nullopt;
  return found->string();
}

}  // namespace

RunnerProcess::RunnerProcess(boost::asio::any_io_executor executor, core::Spawner& spawner,
                             SaverService& saver, Settings settings)
    : spawner_(spawner),
      saver_(saver),
      settings_(std::move(settings)),
      changed_(executor),
      tasks_(executor) {}

RunnerProcess::~RunnerProcess() = default;

core::Task<void> RunnerProcess::run() {
  core::ChildSpec spec;
  spec.name = settings_.name;
  spec.argv = settings_.spec.argv;
  spec.environment = settings_.spec.environment;
  spec.workingDirectory = settings_.spec.workingDirectory;
  spec.user = settings_.spec.user;
  spec.sockets = settings_.spec.pulseSocket ? 2 : 1;
  spec.onLine = [this](std::string_view line, bool isError) { printLine(line, isError); };
  child_ = spawner_.spawn(std::move(spec));
  connect(*child_);
  if (settings_.memory.soft > 0 || settings_.memory.hard > 0) tasks_.spawn(watchMemory());
  const auto exit = co_await child_->wait();
  logExit(exit);
  setState(RunnerState::gone);
  session_->processExited();
  tasks_.cancel();
  co_await tasks_.join();
  co_await session_->stop();
}

void RunnerProcess::logExit(core::ChildExit exit) const {
  if (!killedBecause_.empty())
    return observe::info("a runner was ended", {{"runner", settings_.name}, {"because", killedBecause_}});
  if (state_ == RunnerState::draining && exit.code == 0)
    return observe::debug("a runner has left", {{"runner", settings_.name}});
  observe::warning("a runner exited",
                   {{"runner", settings_.name}, {"code", exit.code}, {"signal", exit.signal}});
}

void RunnerProcess::connect(core::Child& child) {
  RunnerSession::Events events;
  events.onHello = [this](std::string body) { welcome(body); };
  events.onGraphs = [this](std::string body) { takeGraphs(body); };
  events.onPulse = [this](RunnerPulse pulse) { takePulse(pulse); };
  events.onLog = [this](std::string body) {
    const auto line = wire::parseJson(body);
    if (!line) return;
    observe::log(observe::parseLevel(line->stringAt("level")), line->stringAt("message"),
                 {{"runner", settings_.name},
                  {"logger", line->stringAt("logger")},
                  {"run_id", line->stringAt("run_id")}});
  };
  events.onClosed = [this](const std::string& reason) {
    observe::debug("a runner's socket closed", {{"runner", settings_.name}, {"reason", reason}});
    tasks_.spawn(killAfter(kAfterClose, "its socket closed"));
  };
  session_ =
      std::make_unique<RunnerSession>(changed_.executor(), child.takeSocket(), saver_, std::move(events));
  if (settings_.spec.pulseSocket) session_->pingOn(child.takeSocket());
  session_->start();
}

void RunnerProcess::welcome(const std::string& body) {
  const auto said = wire::parseJson(body);
  if (!said) return kill("its HELLO cannot be read");
  hello_.language = textOrEmpty(*said, "language");
  hello_.version = textOrEmpty(*said, "version");
  hello_.executable = textOrEmpty(*said, "executable");
  if (const auto* packages = said->find("packages")) hello_.packages.text = wire::writeJson(*packages);
  const auto& spec = settings_.spec;
  const bool isApp = settings_.role == RunnerRole::app;
  std::string answer =
      "{\"role\":\"" + std::string(roleName(settings_.role)) +
      "\",\"generation\":" + std::to_string(settings_.generation) +
      ",\"base_dir\":" + wire::jsonString(spec.baseDir) + ",\"graphs\":" + (isApp ? "{}" : spec.graphs.text) +
      ",\"env\":" + spec.env.text + ",\"dependencies\":" + spec.dependencies.text +
      ",\"concurrency\":" + std::to_string(settings_.concurrency) +
      ",\"run_window\":" + std::to_string(kRunWindow) + ",\"total_window\":" + std::to_string(kTotalWindow) +
      ",\"reload\":" + (settings_.reload ? "true" : "false") + (isApp ? appField(spec.app) : "") +
      debugField(settings_.debug) + "}";
  session_->send(FrameKind::welcome, 0, std::move(answer));
}

void RunnerProcess::takeGraphs(const std::string& body) {
  const auto said = wire::parseJson(body);
  const auto* list = said ? said->find("graphs") : nullptr;
  if (list == nullptr || !list->isArray()) return kill("its GRAPHS cannot be read");
  hasLoaded_ = true;
  if (const auto* app = said->find("app"); app != nullptr && app->isObject()) {
    app_.socket = textOrEmpty(*app, "socket");
    app_.error = textOrNothing(*app, "error");
    app_.traceback = textOrNothing(*app, "traceback");
  }
  graphs_.clear();
  for (const auto& entry : list->items()) {
    GraphInfo graph;
    graph.id = textOrEmpty(entry, "id");
    graph.description = textOrEmpty(entry, "description");
    graph.language = settings_.spec.language;
    graph.error = textOrNothing(entry, "error");
    graph.traceback = textOrNothing(entry, "traceback");
    if (const auto* took = entry.find("load_ms"))
      graph.loadMilliseconds = static_cast<int>(took->real().value_or(0));
    graphs_.push_back(std::move(graph));
  }
  if (state_ == RunnerState::starting) setState(RunnerState::ready);
}

void RunnerProcess::takePulse(RunnerPulse pulse) {
  pulse_ = pulse;
  settings_.onChange();
}

/// Asks the kernel and not the runner, which may be too busy allocating to answer.
core::Task<void> RunnerProcess::watchMemory() {
  const auto& limits = settings_.memory;
  while (true) {
    co_await async::sleepFor(limits.lookEvery);
    const auto bytes = child_->residentBytes();
    if (limits.hard > 0 && bytes > limits.hard) {
      observe::error("a runner is above its hard memory limit; its runs are tried again",
                     {{"runner", settings_.name}, {"bytes", bytes}, {"limit", limits.hard}});
      co_return kill("it was above its hard memory limit");
    }
    if (limits.soft == 0 || bytes <= limits.soft || state_ != RunnerState::ready) continue;
    observe::warning("a runner is above its soft memory limit and is replaced when its runs have ended",
                     {{"runner", settings_.name}, {"bytes", bytes}, {"limit", limits.soft}});
    outgrown_ = true;
    drain();
  }
}

void RunnerProcess::setState(RunnerState state) {
  state_ = state;
  changed_.notifyAll();
  settings_.onChange();
}

bool RunnerProcess::isLoopBlocked() const {
  return pulse_.loopLagMilliseconds >= static_cast<double>(settings_.blockedLoop.count());
}

bool RunnerProcess::takesWork() const {
  return state_ == RunnerState::ready && stuck_ == 0 && session_->isOpen() &&
         session_->unansweredFor() < kSilent && !isLoopBlocked();
}

bool RunnerProcess::hasGraph(std::string_view id) const {
  return std::any_of(graphs_.begin(), graphs_.end(),
                     [id](const auto& graph) { return graph.id == id && !graph.error; });
}

void RunnerProcess::kill(std::string_view why) {
  if (!child_ || state_ == RunnerState::gone) return;
  if (killedBecause_.empty()) killedBecause_ = why;
  child_->signalGroup(SIGKILL);
}

void RunnerProcess::drain() {
  if (state_ != RunnerState::ready)
    return state_ == RunnerState::starting ? kill("it is not needed any more") : void();
  setState(RunnerState::draining);
  session_->send(FrameKind::drain, 0, "{}");
}

std::uint32_t RunnerProcess::open(SessionChannel& owner, FrameKind kind, std::string body) {
  ++active_;
  return session_->open(owner, kind, std::move(body));
}

void RunnerProcess::close(std::uint32_t channel) {
  session_->close(channel);
  --active_;
  ++finished_;
  changed_.notifyAll();
  settings_.onChange();
}

void RunnerProcess::abandon(std::uint32_t channel) {
  session_->close(channel);  // its place stays taken: the work goes on over there
  if (++stuck_ > 1) return;
  observe::warning("a runner does not end a run and will be replaced", {{"runner", settings_.name}});
  if (state_ == RunnerState::ready) drain();
  tasks_.spawn(endStuck());
}

core::Task<void> RunnerProcess::endStuck() {
  const auto deadline = std::chrono::steady_clock::now() + kStuckLimit;
  while (active_ > stuck_) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) break;
    co_await changed_.waitFor(left);
  }
  if (state_ == RunnerState::gone) co_return;
  child_->signalGroup(SIGTERM);
  co_await killAfter(kTermPause, "a run of it did not stop");
}

core::Task<void> RunnerProcess::killAfter(std::chrono::milliseconds pause, std::string why) {
  co_await async::sleepFor(pause);
  kill(why);
}

void RunnerProcess::printLine(std::string_view line, bool isError) {
  if (settings_.onLine) return settings_.onLine(settings_.name, line, isError);
  observe::info(line, {{"runner", settings_.name}, {"stream", isError ? "stderr" : "stdout"}});
}

}  // namespace heddle::jobs
