// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/values/value_pane.h"

#include "ui/widgets/json_tree.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QItemSelectionModel>
#include <QVBoxLayout>

namespace heddle::panels {

ValuePane::ValuePane(const QString& name, QWidget* parent) : QWidget(parent), name_(name) {
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
  const QStringList open = tree_->openPaths();
  model_.setValue(std::move(value));
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
  const QModelIndex found = model_.find(search_->text(), tree_->currentIndex().siblingAtColumn(0));
  if (!found.isValid()) {
    search_->setRemark(search_->text().isEmpty() ? QString() : QStringLiteral("not found"));
    return;
  }
  search_->setRemark({});
  tree_->setCurrentIndex(found);
  tree_->scrollTo(found);
}

void ValuePane::showPath() {
  path_->setText(model_.value() ? model_.pathOf(tree_->currentIndex()) : QString());
}

}  // namespace heddle::panels
