// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_detail/run_timeline.h"

#include "models/format/duration.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"
#include "ui/widgets/timeline_view.h"

#include <algorithm>

#include <QStringList>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

using Row = models::TimelineRow;
using Bar = widgets::TimelineBar;

/// The word of a state that is none of the usual; empty for what simply ran.
QString stateWord(Row::State state) {
  switch (state) {
    case Row::State::failed:
      return QStringLiteral("failed");
    case Row::State::interrupted:
      return QStringLiteral("interrupted");
    case Row::State::running:
      return QStringLiteral("running");
    case Row::State::unfinished:
      return QStringLiteral("cut off");
    case Row::State::queued:
    case Row::State::done:
      break;
  }
  return {};
}

theme::Tone toneOf(Row::State state) {
  switch (state) {
    case Row::State::queued:
      return theme::Tone::Pending;
    case Row::State::failed:
      return theme::Tone::Error;
    case Row::State::interrupted:
      return theme::Tone::Interrupted;
    case Row::State::running:
      return theme::Tone::Running;
    case Row::State::unfinished:
      return theme::Tone::Timeout;
    case Row::State::done:
      break;
  }
  return theme::Tone::Accent;
}

/// Not ended by a checkpoint: how long it really took nobody has written down.
bool isOpen(Row::State state) {
  return state == Row::State::queued || state == Row::State::running || state == Row::State::unfinished;
}

QString labelOf(const Row& row) {
  if (row.state == Row::State::queued) return QStringLiteral("queued");
  if (!row.node.isEmpty()) return row.node;
  return isOpen(row.state) ? QStringLiteral("not stored yet") : QStringLiteral("task");
}

QString spokenOf(const Row& row, const QString& label) {
  QStringList parts{label};
  if (row.step) parts.append(QStringLiteral("step %1").arg(*row.step));
  if (!row.ns.isEmpty())
    parts.append(QStringLiteral("in %1").arg(row.ns.section(u'|', -1).section(u':', 0, 0)));
  const QString word = stateWord(row.state);
  const QString took = models::durationText(row.endUs - row.startUs);
  parts.append(word.isEmpty() ? took : QStringLiteral("%1 after %2").arg(word, took));
  return parts.join(QStringLiteral(", "));
}

Bar barOf(const Row& row, QStringList& nodes) {
  Bar bar;
  bar.label = labelOf(row);
  const QString word = stateWord(row.state);
  const QString took = models::durationText(row.endUs - row.startUs);
  bar.note = word.isEmpty() ? took : QString(word + u' ' + took);
  bar.spoken = spokenOf(row, bar.label);
  bar.depth = std::min(row.depth(), 4);
  bar.tone = toneOf(row.state);
  bar.fill = isOpen(row.state) ? Bar::Fill::Hatched : Bar::Fill::Solid;
  if (!nodes.contains(row.node)) nodes.append(row.node);
  bar.color = static_cast<int>(nodes.indexOf(row.node));
  return bar;
}

}  // namespace

TimelineBars timelineBars(const models::Timeline& timeline) {
  TimelineBars made;
  QStringList nodes;
  const double waited =
      timeline.queued ? static_cast<double>(timeline.queued->endUs - timeline.queued->startUs) : 0.0;
  const double ran = static_cast<double>(timeline.endUs - timeline.startUs);
  if (timeline.queued) {
    const bool alone = timeline.rows.empty();
    made.executionStart = alone ? 1.0 : std::min(kMostQueue, waited / std::max(1.0, waited + ran));
    Bar bar = barOf(*timeline.queued, nodes);
    nodes.clear();
    bar.to = made.executionStart;
    made.bars.append(bar);
  }
  const auto place = [&](qint64 us) {
    const double share = static_cast<double>(us - timeline.startUs) / std::max(1.0, ran);
    return made.executionStart + std::clamp(share, 0.0, 1.0) * (1.0 - made.executionStart);
  };
  for (const Row& row : timeline.rows) {
    Bar bar = barOf(row, nodes);
    bar.from = place(row.startUs);
    bar.to = place(row.endUs);
    made.bars.append(bar);
  }
  return made;
}

RunTimeline::RunTimeline(Layout layout, QWidget* parent) : QWidget(parent) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 4, 0, 0);
  column->setSpacing(6);
  view_ = new widgets::TimelineView(content);
  view_->setAccessibleName(scopedName(layout, QStringLiteral("Timeline")));
  source_ =
      new widgets::TextLabel(QStringLiteral("Derived from checkpoint times: a bar spans two checkpoints."),
                             widgets::TextRole::Small, theme::Tone::Muted, content);
  source_->setElide(Qt::ElideRight);
  source_->setToolTip(QStringLiteral(
      "No event of the run was measured. What ran between two checkpoints is drawn from the first "
      "to the second; queue wait is drawn apart, left of the dotted line."));
  column->addWidget(view_, 1);
  column->addWidget(source_);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &RunTimeline::retryRequested);
  set({});
}

void RunTimeline::showLoading() {
  view_->bars()->setBars({});
  states_->showLoading(QStringLiteral("timeline"));
}

void RunTimeline::set(const models::Timeline& timeline, const QString& remark) {
  if (timeline.isEmpty()) {
    view_->bars()->setBars({});
    states_->showEmpty(QStringLiteral("history"), QStringLiteral("No time is stored"),
                       QStringLiteral("Bars come from the run's checkpoints; it has left none so far."));
    return;
  }
  const TimelineBars made = timelineBars(timeline);
  view_->bars()->setBars(made.bars);
  view_->setExecutionStart(made.executionStart);
  states_->showContent(remark);
}

void RunTimeline::showError(const QString& cause) {
  const auto sentence = QStringLiteral("The timeline could not be read.");
  if (view_->bars()->rowCount() > 0) {
    states_->showStale(sentence + u' ' + cause);
  } else {
    states_->showError(sentence, cause);
  }
}

}  // namespace heddle::panels
