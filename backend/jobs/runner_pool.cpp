// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_pool.h"

#include "backend/jobs/quarantine.h"
#include "backend/observe/log.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr int kStartsUntilHopeless = 3, kStartsUntilRunsEnd = 8;
constexpr auto* kDoesNotStart = "its process ended while it was loaded; see the server's log";
constexpr auto kAppFarewell = 3000ms;

bool isReady(const RunnerSeat& seat) {
  return seat.runner() != nullptr && seat.runner()->state() == RunnerState::ready;
}

CustomAppInfo appInfo(const RunnerSeat& seat) {
  if (isReady(seat)) return seat.runner()->app();
  CustomAppInfo info;
  if (seat.failedStarts() > 0) info.error = kDoesNotStart;
  return info;
}

}  // namespace

struct RunnerPool::Generation {
  int number = 0;
  std::unique_ptr<RunnerSeat> reader, app;  // app: null without one
  std::vector<std::unique_ptr<RunnerSeat>> executors;
  std::unique_ptr<Quarantine> quarantine;

  void kill(std::string_view why) const {
    for (auto* seat : seats())
      seat->kill(why);
    if (app) app->kill(why);
    quarantine->kill(why);
  }
  /// Those that every generation has.
  std::vector<RunnerSeat*> seats() const {
    std::vector<RunnerSeat*> all{reader.get()};
    for (const auto& seat : executors)
      all.push_back(seat.get());
    return all;
  }
  bool loaded() const {
    const auto all = seats();
    return std::all_of(all.begin(), all.end(), [](const auto* seat) { return isReady(*seat); }) &&
           appSettled();
  }
  /// An app that cannot start holds up nothing.
  bool appSettled() const { return !app || isReady(*app) || app->failedStarts() > 0; }
  bool hopeless() const {
    const auto all = seats();
    return std::any_of(all.begin(), all.end(),
                       [](const auto* seat) { return seat->failedStarts() >= kStartsUntilHopeless; });
  }
  /// For about half a minute, with none that runs. Runs wait that long for what was only a moment's want.
  bool doesNotStart() const {
    const auto all = seats();
    return std::all_of(all.begin(), all.end(), [](const auto* seat) {
      return !isReady(*seat) && seat->failedStarts() >= kStartsUntilRunsEnd;
    });
  }
  bool healthy() const {
    const auto& graphs = reader->runner()->graphs();
    return std::none_of(graphs.begin(), graphs.end(),
                        [](const auto& graph) { return graph.error.has_value(); });
  }
};

RunnerPool::RunnerPool(async::Notifier& changed, core::Spawner& spawner, SaverPorts ports,
                       PoolOptions options)
    : spawner_(spawner),
      saver_(std::move(ports)),
      options_(std::move(options)),
      changed_(changed),
      tasks_(changed.executor()) {}

RunnerPool::~RunnerPool() = default;

void RunnerPool::start() {
  if (running_) return;
  running_ = true;
  tasks_.reopen();
  serving_ = makeGeneration();
}

core::Task<void> RunnerPool::stop() {
  running_ = false;
  if (serving_) retired_.push_back(std::move(serving_));
  if (candidate_) retired_.push_back(std::move(candidate_));
  tasks_.cancel();
  co_await tasks_.join();
  // The app's own ending (its lifespan) needs it alive; nothing else does.
  for (const auto& generation : retired_)
    if (generation->app) co_await generation->app->retire(kAppFarewell);
  for (const auto& generation : retired_)
    generation->kill("the server stops");
  for (const auto& generation : retired_) {
    for (auto* seat : generation->seats())
      co_await seat->stop();
    co_await generation->quarantine->stop();
  }
  retired_.clear();
}

void RunnerPool::killAll(std::string_view why) {
  for (const auto* generation : {serving_.get(), candidate_.get()})
    if (generation != nullptr) generation->kill(why);
}

void RunnerPool::withdraw() {
  running_ = false;
  if (serving_) startRetiring(std::move(serving_), options_.drainOnReload);
  if (candidate_) startRetiring(std::move(candidate_), 1ms);
  lastLoad_.clear();
  changed_.notifyAll();
}

bool RunnerPool::owns(std::string_view graph) const {
  return !wire::fieldText(options_.spec.graphs.text, graph).empty();
}

std::unique_ptr<RunnerPool::Generation> RunnerPool::makeGeneration() {
  auto made = std::make_unique<Generation>();
  made->number = ++generations_;
  RunnerProcess::Settings settings;
  settings.spec = options_.spec;
  settings.generation = made->number;
  settings.restartPause = options_.restartPause;
  settings.reload = options_.reload;
  settings.memory = options_.memory;
  settings.blockedLoop = options_.blockedLoop;
  settings.onLine = options_.onLine;
  settings.onChange = [this] { onChange(); };
  const auto seat = [&](RunnerRole role, std::string name, int concurrency) {
    settings.role = role;
    settings.name = std::move(name);
    settings.concurrency = concurrency;
    auto taken = std::make_unique<RunnerSeat>(changed_.executor(), spawner_, saver_, settings);
    taken->start();
    return taken;
  };
  const auto& language = options_.spec.language;
  made->reader = seat(RunnerRole::reader, language + "-reader", options_.jobs);
  const int count = options_.debug.isOn() ? 1 : std::max(1, std::min(options_.executors, options_.jobs));
  settings.debug = options_.debug;
  for (int i = 1; i <= count; ++i)
    made->executors.push_back(
        seat(RunnerRole::executor, language + "-" + std::to_string(i), (options_.jobs + count - 1) / count));
  settings.debug = {};
  if (!options_.spec.app.path.empty()) made->app = seat(RunnerRole::app, language + "-app", 1);
  settings.name = language + "-quarantine";
  const Quarantine::Bounds bounds{options_.quarantineRunners, options_.quarantineIdle};
  made->quarantine = std::make_unique<Quarantine>(changed_.executor(), spawner_, saver_, settings, bounds);
  return made;
}

void RunnerPool::onChange() {
  changed_.notifyAll();
  if (!running_) return;
  if (candidate_) return judgeCandidate();
  if (serving_ && isReady(*serving_->reader) && lastLoad_.empty())
    lastLoad_ = serving_->reader->runner()->graphs();
}

void RunnerPool::judgeCandidate() {
  const bool hopeless = candidate_->hopeless();
  if (!candidate_->loaded() && !hopeless) return;
  if (!hopeless) lastLoad_ = candidate_->reader->runner()->graphs();
  // With nothing better serving, even a generation with broken graphs is better than an old one without any.
  const bool servingIsUseless = claimableGraphs().empty();
  if (!hopeless && (candidate_->healthy() || servingIsUseless)) {
    observe::info("graphs reloaded", {{"generation", candidate_->number}});
    std::swap(serving_, candidate_);
    startRetiring(std::move(candidate_), options_.drainOnReload);
  } else {
    observe::warning("the reloaded graphs are broken; the earlier ones go on serving",
                     {{"generation", candidate_->number}});
    startRetiring(std::move(candidate_), 1ms);
  }
  candidate_.reset();
  changed_.notifyAll();
  if (std::exchange(reloadAgain_, false)) reload();
}

void RunnerPool::startRetiring(std::unique_ptr<Generation> old, std::chrono::milliseconds patience) {
  tasks_.spawn(retire(old.get(), patience));
  retired_.push_back(std::move(old));
}

core::Task<void> RunnerPool::retire(Generation* old, std::chrono::milliseconds patience) {
  // All drain at once; waiting for one after the other then costs nothing.
  for (auto* seat : old->seats())
    seat->drain();
  if (old->app) old->app->drain();
  old->quarantine->drain();
  for (auto* seat : old->seats())
    co_await seat->retire(patience);
  if (old->app) co_await old->app->retire(patience);
  co_await old->quarantine->retire(patience);
  std::erase_if(retired_, [old](const auto& generation) { return generation.get() == old; });
}

void RunnerPool::reload(RunnerSpec spec) {
  options_.spec = std::move(spec);
  reload();
}

void RunnerPool::reload() {
  if (!running_) return;
  if (candidate_) {
    reloadAgain_ = true;
    return;
  }
  candidate_ = makeGeneration();
}

RunnerProcess* RunnerPool::executorFor(std::string_view graph) {
  RunnerProcess* best = nullptr;
  if (!serving_) return best;
  for (const auto& seat : serving_->executors) {
    auto* runner = seat->runner();
    if (runner == nullptr || !runner->takesWork() || !runner->hasGraph(graph)) continue;
    if (runner->active() >= runner->concurrency()) continue;
    if (best == nullptr || runner->active() < best->active()) best = runner;
  }
  return best;
}

RunnerProcess* RunnerPool::quarantineFor(std::string_view graph) {
  return serving_ ? serving_->quarantine->place(graph) : nullptr;
}

RunnerProcess* RunnerPool::reader() {
  if (!serving_) return nullptr;
  auto* runner = serving_->reader->runner();
  return runner != nullptr && runner->takesWork() ? runner : nullptr;
}

int RunnerPool::freePlaces() const {
  int places = 0;
  if (!serving_) return places;
  for (const auto& seat : serving_->executors) {
    const auto* runner = seat->runner();
    if (runner != nullptr && runner->takesWork())
      places += std::max(0, runner->concurrency() - runner->active());
  }
  return places;
}

std::vector<std::string> RunnerPool::claimableGraphs() const {
  std::vector<std::string> graphs;
  if (!serving_) return graphs;
  for (const auto& seat : serving_->executors) {
    if (!isReady(*seat)) continue;
    for (const auto& graph : seat->runner()->graphs())
      if (!graph.error && std::find(graphs.begin(), graphs.end(), graph.id) == graphs.end())
        graphs.push_back(graph.id);
  }
  return graphs;
}

std::vector<std::string> RunnerPool::ownGraphs() const {
  std::vector<std::string> graphs;
  const auto fields = wire::objectFields(options_.spec.graphs.text);
  if (!fields) return graphs;
  for (const auto& field : *fields)
    graphs.push_back(field.key);
  return graphs;
}

std::map<std::string, std::string> RunnerPool::brokenGraphs() const {
  std::map<std::string, std::string> broken;
  if (!serving_ || candidate_) return broken;
  if (serving_->doesNotStart())
    for (const auto& graph : ownGraphs())
      broken[graph] = kDoesNotStart;
  for (const auto* seat : serving_->seats()) {
    if (!isReady(*seat)) continue;
    for (const auto& graph : seat->runner()->graphs())
      if (graph.error) broken[graph.id] = *graph.error;
  }
  for (const auto& loaded : claimableGraphs())
    broken.erase(loaded);
  return broken;
}

RunnersInfo RunnerPool::info() const {
  RunnersInfo info;
  info.graphs = lastLoad_;
  info.loaded = !lastLoad_.empty() || (serving_ && (serving_->loaded() || serving_->hopeless()));
  info.workersMax = options_.jobs;
  info.interpreters.text = "[]";
  if (!serving_) return info;
  info.generation = serving_->number;
  if (serving_->app) info.app = appInfo(*serving_->app);
  info.workersActive = serving_->quarantine->active();
  for (const auto& seat : serving_->executors) {
    info.workersActive += seat->active();
    if (isReady(*seat) && seat->runner()->isLoopBlocked()) ++info.workersBlocked;
  }
  if (const auto* runner = serving_->reader->runner();
      runner != nullptr && !runner->hello().language.empty()) {
    const auto& hello = runner->hello();
    info.interpreters.text = "[{\"language\":" + wire::jsonString(hello.language) +
                             ",\"version\":" + wire::jsonString(hello.version) +
                             ",\"executable\":" + wire::jsonString(hello.executable) +
                             ",\"packages\":" + hello.packages.text + "}]";
  }
  return info;
}

}  // namespace heddle::jobs
