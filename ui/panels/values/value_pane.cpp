// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/values/value_pane.h"

#include "ui/widgets/json_tree.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

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
  column->addWidget(path_);
  note_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Faint, this);
  note_->setElide(Qt::ElideRight);
  note_->hide();
  column->addWidget(note_);
  connect(search_, &QLineEdit::returnPressed, this, &ValuePane::findNext);
  connect(search_, &widgets::SearchField::searchChanged, this, &ValuePane::findNext);
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ValuePane::showPath);
}

void ValuePane::buildTree() {
  tree_ = new widgets::JsonTree(this);
  tree_->setAccessibleName(name_);
  tree_->setModel(&model_);
  widgets::JsonTree::Roles roles;
  roles.path = models::ValueTree::PathRole;
  roles.json = models::ValueTree::JsonRole;
  tree_->setRoles(roles);
}

void ValuePane::setValue(std::shared_ptr<const wire::Value> value, const QString& whyNothing) {
  const bool first = model_.value() == nullptr;
  const auto before = model_.value();
  const QStringList open = tree_->openPaths();
  model_.setValue(std::move(value));
  if (looking_ && model_.value() != before) {
    looking_.reset();  // its rows are another value's
    search_->setRemark({});
  }
  if (model_.value() == nullptr) {
    states_->showEmpty(QStringLiteral("code"), whyNothing);
    path_->clear();
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

void ValuePane::findNext() {
  looking_.emplace(model_.value(), search_->text(), model_.rowsTo(tree_->currentIndex().siblingAtColumn(0)));
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
}

}  // namespace heddle::panels
