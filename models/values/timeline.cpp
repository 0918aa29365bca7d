// SPDX-License-Identifier: Apache-2.0
#include "models/values/timeline.h"

#include <algorithm>
#include <tuple>

#include <QHash>
#include <QSet>

namespace heddle::models {

namespace {

using State = TimelineRow::State;

QString keyOf(const QString& ns, const QString& id) {
  return ns + u'/' + id;
}

/// Where a checkpoint stands among those of its run.
struct Place {
  const CheckpointRow* self = nullptr;
  const CheckpointRow* next = nullptr;  // the first that goes on from it
};

class Derivation {
 public:
  Derivation(const RunRow& run, const std::vector<CheckpointRow>& checkpoints, qint64 nowUs) : run_(run) {
    for (const CheckpointRow& row : checkpoints) {
      if (row.createdUs <= 0) continue;
      places_[keyOf(row.ns, row.id)].self = &row;
      first_ = first_ == 0 ? row.createdUs : std::min(first_, row.createdUs);
      last_ = std::max(last_, row.createdUs);
      if (row.parentId.isEmpty()) continue;
      const CheckpointRow*& next = places_[keyOf(row.ns, row.parentId)].next;
      if (next == nullptr || row.createdUs < next->createdUs) next = &row;
    }
    live_ = !core::isTerminal(run.status);
    start_ = run.startedUs.value_or(first_);
    if (first_ > 0) start_ = std::min(start_, first_);  // an earlier attempt left checkpoints
    end_ = std::max({live_ ? nowUs : run.endedUs.value_or(last_), last_, start_});
  }

  bool started() const { return start_ > 0; }
  qint64 start() const { return start_; }
  qint64 end() const { return end_; }
  /// Whether the root graph has left its newest checkpoint behind without a task that tells why.
  bool rootIsOpen(const std::vector<TimelineRow>& rows) const {
    return end_ > last_ && std::none_of(rows.begin(), rows.end(), [this](const TimelineRow& row) {
             return row.ns.isEmpty() && row.endUs == end_ && row.state != State::done;
           });
  }

  TimelineRow row(const TaskRow& task) const {
    const Place place = places_.value(keyOf(task.ns, task.checkpointId));
    TimelineRow row;
    row.ns = task.ns;
    row.node = task.node;
    row.startUs = place.self != nullptr ? place.self->createdUs : start_;
    row.endUs = place.next != nullptr ? std::max(place.next->createdUs, row.startUs) : end_;
    if (place.next != nullptr) {
      row.step = place.next->step;
    } else if (place.self != nullptr && place.self->step) {
      row.step = *place.self->step + 1;
    }
    row.state = stateOf(task, place);
    return row;
  }

  TimelineRow rest() const {
    TimelineRow row;
    row.startUs = std::max(last_, start_);
    row.endUs = end_;
    row.state = live_ ? State::running : endState();
    return row;
  }

 private:
  /// A step that was committed overcame whatever its tasks met before.
  State stateOf(const TaskRow& task, const Place& place) const {
    if (place.next != nullptr) return State::done;
    if (task.failed) return State::failed;
    if (task.interrupted) return State::interrupted;
    return live_ ? State::running : endState();
  }
  State endState() const {
    if (run_.status == core::RunStatus::success) return State::done;
    return run_.status == core::RunStatus::interrupted ? State::interrupted : State::unfinished;
  }

  const RunRow& run_;
  QHash<QString, Place> places_;
  qint64 first_ = 0, last_ = 0, start_ = 0, end_ = 0;
  bool live_ = false;
};

/// What is known of one step besides its tasks' own names.
struct StepNodes {
  QSet<QString> nodes;  // counted as run by the checkpoint that ended it
  QSet<QString> named;  // by the path of a task
  bool hasTasks = false;

  /// Of its tasks without a name: when only one node can be meant.
  QString nameless() const {
    const QSet<QString> rest = nodes - named;
    const QSet<QString>& meant = rest.isEmpty() ? nodes : rest;
    return meant.size() == 1 ? *meant.begin() : QString();
  }
};

/// Tasks tell more than the nodes of their step; nodes name them, or stand in where tasks could be any of
/// them.
std::vector<TaskRow> usable(const std::vector<TaskRow>& tasks) {
  QHash<QString, StepNodes> steps;
  for (const TaskRow& task : tasks) {
    StepNodes& step = steps[keyOf(task.ns, task.checkpointId)];
    if (task.taskId.isEmpty()) step.nodes.insert(task.node);
    if (!task.taskId.isEmpty() && !task.node.isEmpty()) step.named.insert(task.node);
    step.hasTasks = step.hasTasks || !task.taskId.isEmpty();
  }
  std::vector<TaskRow> kept;
  for (TaskRow task : tasks) {
    if (task.node.startsWith(QLatin1String("__"))) continue;  // the graph's own: input, interrupts
    const StepNodes step = steps.value(keyOf(task.ns, task.checkpointId));
    const QString name = step.nameless();
    const bool ambiguous = step.named.isEmpty() && !step.nodes.isEmpty() && name.isEmpty();
    if (task.taskId.isEmpty() ? step.hasTasks && !ambiguous : task.node.isEmpty() && ambiguous) continue;
    if (task.node.isEmpty()) task.node = name;
    kept.push_back(std::move(task));
  }
  return kept;
}

}  // namespace

Timeline timelineOf(const RunRow& run, const std::vector<CheckpointRow>& checkpoints,
                    const std::vector<TaskRow>& tasks, qint64 nowUs) {
  const Derivation derive(run, checkpoints, nowUs);
  Timeline timeline;
  const bool waits = run.status == core::RunStatus::pending;
  if (run.createdUs > 0 && (run.startedUs || waits)) {
    TimelineRow queued;
    queued.state = State::queued;
    queued.startUs = run.createdUs;
    queued.endUs = std::max(run.createdUs, waits ? nowUs : *run.startedUs);
    timeline.queued = queued;
  }
  if (waits || !derive.started()) return timeline;
  timeline.startUs = derive.start();
  timeline.endUs = derive.end();
  for (const TaskRow& task : usable(tasks))
    timeline.rows.push_back(derive.row(task));
  const bool over = run.status == core::RunStatus::success;
  if (!over && derive.rootIsOpen(timeline.rows)) timeline.rows.push_back(derive.rest());
  std::stable_sort(timeline.rows.begin(), timeline.rows.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.startUs, a.depth(), a.node) < std::tuple(b.startUs, b.depth(), b.node);
  });
  return timeline;
}

}  // namespace heddle::models
