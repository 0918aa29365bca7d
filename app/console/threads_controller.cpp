// SPDX-License-Identifier: Apache-2.0
#include "app/console/threads_controller.h"

#include "app/console/run_actions.h"
#include "app/console/write_actions.h"
#include "models/format/snippets.h"

#include <QClipboard>
#include <QGuiApplication>

namespace heddle::console {

ThreadsController::ThreadsController(const shell::PageKey& pageKey, PageContext& pageContext, QObject* parent)
    : ListController(pageKey, pageContext, parent),
      inspection_(deployment(), pageContext, panels::Layout::compact, this) {
  connect(&panel(), &panels::ListPanel::openRequested, this,
          [this](const QString& id, bool newTab) { open(QStringLiteral("thread"), id, newTab); });
  connect(&panel(), &panels::ListPanel::peekRequested, this, [this](const QString& id) {
    inspection_.show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&panel(), &panels::ListPanel::currentChanged, &inspection_, &ThreadInspection::show);
  connect(&inspection_, &ThreadInspection::openRequested, this, &ThreadsController::open);
  wireActions();
  sourceChanged();
}

void ThreadsController::wireActions() {
  connect(&panel(), &panels::ThreadsPage::runRequested, this,
          [this] { context().actions.run(deployment(), {}, {}); });
  connect(&panel(), &panels::ThreadsPage::resumeRequested, this, [this](const QString& id) {
    inspection_.show(id);
    const models::ThreadRow* row = table().find(id);
    if (row == nullptr) return;
    // The questions are shown by the thread's own page, where the state is read first.
    open(QStringLiteral("thread"), id, false);
  });
  connect(&inspection_, &ThreadInspection::resumeRequested, this,
          [this](const QString& id, const std::vector<models::InterruptRow>& questions) {
            context().actions.resume(deployment(), inspection_.row().assistantId, id, questions);
          });
  connect(&panel(), &panels::ThreadsPage::deleteRequested, this, [this](const QStringList& ids) {
    context().writes.ask(deployment(), WriteActions::onIds(client::ActionVerb::deleteThread, ids));
  });
  connect(&panel(), &panels::ThreadsPage::snippetRequested, this, [this] {
    QGuiApplication::clipboard()->setText(models::sdkSnippet(deployment().apiUrl(), {}));
    Q_EMIT noticeRequested(QStringLiteral("The SDK snippet is in the clipboard."));
  });
  connect(&panel(), &panels::ThreadsPage::localServerRequested, this, [this] {
    Q_EMIT openRequested({QStringLiteral("local-servers"), {}, {}}, shell::OpenMode::NewTab);
  });
  connect(&context().actions, &RunActions::runsChanged, this, [this](const QString& slug) {
    if (slug == key().deployment && active()) look();
  });
}

void ThreadsController::sourceChanged() {
  panel().setGate({deployment().actionsAllowed(), deployment().refusal()});
}

QString ThreadsController::unreadable(const query::Capabilities& capabilities) const {
  return noList(capabilities, query::Part::threads);
}

}  // namespace heddle::console
