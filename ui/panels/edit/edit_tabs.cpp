// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/edit/edit_tabs.h"

#include "ui/panels/run_dialog/json_check.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/widgets/json_edit.h"

#include <QPlainTextEdit>

namespace heddle::panels {

using widgets::JsonEdit;

EditTabs::EditTabs(const QString& name, QWidget* parent) : QTabWidget(parent), name_(name) {
  setDocumentMode(true);
  setAccessibleName(name_ + QStringLiteral(" JSON"));
  connect(this, &QTabWidget::currentChanged, this, [this] {
    Q_EMIT turned();
    if (!showsChanges()) return;
    changes_->showLoading();
    Q_EMIT changesWanted();
  });
}

JsonEdit* EditTabs::addJson(const QString& title, const QString& text) {
  auto* json = new JsonEdit(this);
  json->setCheck(checkJson);
  json->setText(text);
  json->editor()->setAccessibleName(name_ + u' ' + title.toLower());
  documents_.append(json);
  addTab(json, title);
  connect(json, &JsonEdit::checked, this, &EditTabs::edited);
  return json;
}

void EditTabs::addChanges() {
  changes_ = new DiffPane(name_ + QStringLiteral(" changes"), this);
  addTab(changes_, QStringLiteral("Changes"));
}

bool EditTabs::isValid() {
  for (JsonEdit* document : documents_) {
    if (document->isValid()) continue;
    setCurrentWidget(document);
    return false;
  }
  return true;
}

bool EditTabs::showsChanges() const {
  return changes_ != nullptr && currentWidget() == changes_;
}

void EditTabs::showChanges() {
  setCurrentWidget(changes_);
}

void EditTabs::setChanges(std::shared_ptr<const checkpoint::Diff> diff) {
  if (diff)
    changes_->setDiff(std::move(diff), QStringLiteral("A: as it is · B: as edited"));
  else
    changes_->showProblem(QStringLiteral("The JSON cannot be read; there is nothing to compare."));
}

}  // namespace heddle::panels
