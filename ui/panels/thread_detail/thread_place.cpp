// SPDX-License-Identifier: Apache-2.0
// How the thread inspector goes to a place that a link or the session names.
#include "ui/panels/thread_detail/thread_place.h"

#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/widgets/history_rail.h"

#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>

namespace heddle::panels {

namespace {

/// How often older checkpoints are asked for, to find one that was named by its id.
constexpr int kMostPagesSought = 10;

QString wordOf(const QTabWidget& tabs, int index) {
  return tabs.tabText(index).toLower();
}

/// Of a checkpoint that is not among those listed: its key says all that is needed to read it.
models::CheckpointRow unlisted(const QString& key) {
  models::CheckpointRow row;
  row.id = key.section(u'/', -1);
  row.ns = key.section(u'/', 0, -2);
  return row;
}

}  // namespace

ThreadPlace ThreadDetailPanel::place() const {
  ThreadPlace place = wanted_.value_or(ThreadPlace());
  if (!wanted_) {
    place.checkpoint = checkpoint_;
    if (!rail_->markA().isEmpty() && !rail_->markB().isEmpty()) {
      place.b = rail_->markB();
      if (rail_->markA() != checkpoint_) place.a = rail_->markA();
    }
  }
  // The first one is there without being named, unless what is compared would lead elsewhere.
  if (tabs_->currentIndex() > 0 || !place.b.isEmpty()) place.tab = wordOf(*tabs_, tabs_->currentIndex());
  if (past_ != nullptr && past_->currentIndex() > 0 && tabs_->currentIndex() == 0)
    place.tab = wordOf(*past_, past_->currentIndex());
  return place;
}

void ThreadDetailPanel::setPlace(const ThreadPlace& place) {
  wanted_ = place;
  pagesSought_ = 0;
  const QString word = place.tab.isEmpty() && !place.b.isEmpty() ? QStringLiteral("diff") : place.tab;
  for (QTabWidget* tabs : {tabs_, past_}) {
    for (int index = 0; tabs != nullptr && index < tabs->count(); ++index) {
      if (wordOf(*tabs, index) == word) tabs->setCurrentIndex(index);
    }
  }
  if (!history_.empty()) goToWanted();
}

/// As far as it is known by now: what is not listed is read all the same, and looked for among older ones.
void ThreadDetailPanel::goToWanted() {
  const ThreadPlace place = *wanted_;
  bool listed = true;
  const auto keyOf = [this, &listed](const QString& name) {
    if (name.isEmpty()) return name;
    for (const models::CheckpointRow& row : history_) {
      if (row.key() == name || row.id == name) return row.key();
    }
    listed = false;
    return name;
  };
  const QString shown = keyOf(place.checkpoint);
  const QString b = keyOf(place.b);
  const QString a = b.isEmpty() ? QString() : place.a.isEmpty() ? shown : keyOf(place.a);
  {
    const QSignalBlocker quiet(rail_);
    rail_->setCurrentId(shown);
    if (!b.isEmpty() && (a != rail_->markA() || b != rail_->markB())) {
      rail_->setMarkA(a);
      rail_->setMarkB(b);
      compareMarks();
    }
  }
  if (!shown.isEmpty() && shown != checkpoint_) show(rowOf(shown).value_or(unlisted(shown)));
  if (listed || !older_->isVisibleTo(this) || ++pagesSought_ > kMostPagesSought) {
    wanted_.reset();
  } else {
    Q_EMIT moreHistoryRequested();
  }
}

void ThreadDetailPanel::show(const models::CheckpointRow& row) {
  checkpoint_ = row.key();
  updateHeader();
  Q_EMIT checkpointChosen(row_.id, row.ns, row.id);
}

void ThreadDetailPanel::compareMarks() {
  const QString a = rail_->markA();
  const QString b = rail_->markB();
  if (a.isEmpty() || b.isEmpty()) {
    showMarkHint();
    return;
  }
  diff_->showLoading();
  Q_EMIT compareRequested(rowOf(a).value_or(unlisted(a)), rowOf(b).value_or(unlisted(b)));
}

std::optional<models::CheckpointRow> ThreadDetailPanel::rowOf(const QString& key) const {
  for (const models::CheckpointRow& row : history_) {
    if (row.key() == key) return row;
  }
  return std::nullopt;
}

}  // namespace heddle::panels
