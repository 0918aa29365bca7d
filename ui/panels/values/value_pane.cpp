// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/values/value_pane.h"

#include "ui/panels/values/reveal_time.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QTimer>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

constexpr std::chrono::milliseconds kSearchSlice{8};

}  // namespace

ValuePane::ValuePane(const QString& name, QWidget* parent)
    : QWidget(parent), name_(name), nextSlice_(new QTimer(this)) {
  nextSlice_->setSingleShot(true);
  nextSlice_->setInterval(0);
  connect(nextSlice_, &QTimer::timeout, this, &ValuePane::searchOn);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  search_ = new widgets::SearchField(QStringLiteral("Find in keys and values"), this);
  search_->setAccessibleName(name_ + QStringLiteral(": find"));
  column->addWidget(search_);
  buildTree();
  states_ = new widgets::StatefulView(tree_, this);
  column->addWidget(states_, 1);
  path_ = new widgets::TextLabel({}, widgets::TextRole::Mono, theme::Tone::Muted, this);
  path_->setAccessibleName(name_ + QStringLiteral(": path"));
  path_->setElide(Qt::ElideMiddle);
  auto* line = new QHBoxLayout;
  line->addWidget(path_, 1);
  buildReveal(*line);
  column->addLayout(line);
  note_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Faint, this);
  note_->setElide(Qt::ElideRight);
  note_->hide();
  column->addWidget(note_);
  connect(search_, &QLineEdit::returnPressed, this, &ValuePane::findNext);
  connect(search_, &widgets::SearchField::searchChanged, this, &ValuePane::findNext);
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ValuePane::showPath);
}

/// In the menu of the row as well, and beside its path: only where there is something to reveal.
void ValuePane::buildReveal(QHBoxLayout& line) {
  reveal_ = new QAction(theme::icon(QStringLiteral("eye")), QStringLiteral("Reveal value"), this);
  reveal_->setVisible(false);
  tree_->addAction(reveal_);
  auto* button =
      widgets::makeActionButton(reveal_, theme::ButtonKind::Quiet, this, name_ + QStringLiteral(": "));
  line.addWidget(button);
  revealTime_ = new RevealTime(this);
  connect(reveal_, &QAction::triggered, this, &ValuePane::turnReveal);
  connect(revealTime_, &RevealTime::ticked, this, &ValuePane::showReveal);
  connect(revealTime_, &RevealTime::over, this, &ValuePane::hideRevealed);
}

/// The time runs from the value revealed last: one clock for all that is to be seen.
void ValuePane::turnReveal() {
  const QModelIndex index = tree_->currentIndex();
  const bool reveal = !model_.isRevealed(index);
  model_.setRevealed(index, reveal);
  if (reveal)
    revealTime_->start();
  else if (!model_.hasRevealed())
    revealTime_->stop();
  showReveal();
}

void ValuePane::hideRevealed() {
  revealTime_->stop();
  model_.hideRevealed();
  showReveal();
}

void ValuePane::setGate(const ActionGate& gate) {
  revealTime_->setGate(gate);
}

void ValuePane::showReveal() {
  const QModelIndex index = tree_->currentIndex();
  const bool revealed = index.isValid() && model_.isRevealed(index);
  reveal_->setVisible(revealed || (index.isValid() && model_.isMasked(index)));
  reveal_->setText(revealed ? revealTime_->label(QStringLiteral("Hide value"))
                            : QStringLiteral("Reveal value"));
  reveal_->setToolTip(revealed
                          ? QStringLiteral("Masks it again")
                          : QStringLiteral("Shows what stands there for a minute, or until something else "
                                           "is shown"));
}

void ValuePane::buildTree() {
  tree_ = new widgets::JsonTree(this);
  tree_->setAccessibleName(name_);
  tree_->setModel(&model_);
  widgets::JsonTree::Roles roles;
  roles.path = models::ValueTree::PathRole;
  roles.json = models::ValueTree::WriterRole;
  tree_->setRoles(roles);
}

void ValuePane::setValue(models::MaskedValue value, const QString& whyNothing) {
  const bool first = model_.value() == nullptr;
  const auto before = model_.value();
  const QStringList open = tree_->openPaths();
  model_.setValue(std::move(value));
  if (!model_.hasRevealed()) revealTime_->stop();
  if (looking_ && model_.value() != before) {
    looking_.reset();  // its rows are another value's
    search_->setRemark({});
  }
  if (model_.value() == nullptr) {
    states_->showEmpty(QStringLiteral("code"), whyNothing);
    path_->clear();
    showReveal();
    return;
  }
  states_->showContent();
  if (first) {
    tree_->expandToDepth(0);
  } else {
    tree_->openPathsAgain(open);
  }
  showPath();
}

void ValuePane::setNote(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

/// Secrets are not looked through, revealed or not.
void ValuePane::findNext() {
  QModelIndex from = tree_->currentIndex().siblingAtColumn(0);
  for (QModelIndex above = from; above.isValid(); above = above.parent()) {
    if (model_.isRevealed(above)) from = above;
  }
  looking_.emplace(model_.value(), search_->text(), model_.rowsTo(from));
  searchOn();
}

/// A slice of the search; the rest follows when the window has done what waits.
void ValuePane::searchOn() {
  if (!looking_) return;
  const auto step = looking_->run(kSearchSlice);
  if (step == models::ValueSearch::Step::goOn) {
    search_->setRemark(QStringLiteral("searching…"));
    nextSlice_->start();
    return;
  }
  nextSlice_->stop();
  const bool found = step == models::ValueSearch::Step::found;
  const auto rows = looking_->path();
  looking_.reset();
  search_->setRemark(found || search_->text().isEmpty() ? QString() : QStringLiteral("not found"));
  if (!found) return;
  const QModelIndex index = model_.indexAt(rows);
  tree_->setCurrentIndex(index);
  tree_->scrollTo(index);
}

void ValuePane::showPath() {
  path_->setText(model_.value() ? model_.pathOf(tree_->currentIndex()) : QString());
  showReveal();
}

}  // namespace heddle::panels
