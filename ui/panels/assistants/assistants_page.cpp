// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/assistants/assistants_page.h"

#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"

#include <QHBoxLayout>

namespace heddle::panels {

namespace {

ListWords assistantWords() {
  return {
      QStringLiteral("Assistants"),
      QStringLiteral("assistant id"),
      QStringLiteral("assistant"),
      {},
      QStringLiteral("No assistants"),
      QStringLiteral("A server makes one for every graph it has loaded; none has done so in this database."),
      {{QStringLiteral("Made by people"), QStringLiteral("-has:system"),
        QStringLiteral("Not the ones the server makes for its graphs")}}};
}

}  // namespace

AssistantsPage::AssistantsPage(models::AssistantsTable& assistants, QWidget* parent)
    : ListPanel(assistants, assistantWords(), parent),
      run_(new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Run…"), this)),
      edit_(new QAction(theme::icon(QStringLiteral("edit")), QStringLiteral("Edit assistant…"), this)),
      version_(new QAction(theme::icon(QStringLiteral("history")), QStringLiteral("Set version…"), this)),
      local_(
          new QAction(theme::icon(QStringLiteral("server")), QStringLiteral("Start a local server"), this)) {
  table().setYielding({6, 4, 5});
  for (QAction* action : {edit_, version_})
    addTool(widgets::makeActionButton(action, theme::ButtonKind::Plain, this));
  addTool(widgets::makeActionButton(run_, theme::ButtonKind::Primary, this));
  connect(run_, &QAction::triggered, this, [this] { Q_EMIT runRequested(currentKey()); });
  connect(edit_, &QAction::triggered, this, [this] { Q_EMIT editRequested(currentKey()); });
  connect(version_, &QAction::triggered, this, [this] { Q_EMIT versionRequested(currentKey()); });
  connect(this, &ListPanel::currentChanged, this, [this](const QString&) { updateActions(); });
  connect(local_, &QAction::triggered, this, &AssistantsPage::localServerRequested);
  setGate({});
}

void AssistantsPage::setGate(const ActionGate& gate) {
  gate_ = gate;
  applyGate(run_, gate, true, QStringLiteral("Start a run of this assistant"), {});
  updateActions();
}

void AssistantsPage::updateActions() {
  const bool chosen = !currentKey().isEmpty();
  const QString whyNot = QStringLiteral("Select an assistant.");
  applyGate(edit_, gate_, chosen, QStringLiteral("Change name, config, context or metadata: a new version"),
            whyNot);
  applyGate(version_, gate_, chosen, QStringLiteral("Let new runs use another version"), whyNot);
}

void AssistantsPage::fillMenu(QMenu& menu, const QString&) {
  menu.addSeparator();
  menu.addAction(run_);
  updateActions();
  menu.addAction(edit_);
  menu.addAction(version_);
}

QList<QAction*> AssistantsPage::emptyActions() {
  return {local_};
}

}  // namespace heddle::panels
