// SPDX-License-Identifier: Apache-2.0
#include "app/console/runs_controller.h"

#include "app/console/run_actions.h"
#include "app/console/write_actions.h"
#include "models/format/snippets.h"

#include <QClipboard>
#include <QGuiApplication>

namespace heddle::console {

RunsController::RunsController(const shell::PageKey& pageKey, PageContext& pageContext, QObject* parent)
    : ListController(pageKey, pageContext, parent),
      inspection_(deployment(), pageContext, panels::Layout::compact, this) {
  connect(&panel(), &panels::ListPanel::openRequested, this,
          [this](const QString& id, bool newTab) { open(QStringLiteral("run"), id, newTab); });
  connect(&panel(), &panels::ListPanel::peekRequested, this, [this](const QString& id) {
    inspection_.show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&panel(), &panels::ListPanel::currentChanged, &inspection_, &RunInspection::show);
  connect(&inspection_, &RunInspection::openRequested, this, &RunsController::open);
  connect(&inspection_, &RunInspection::noticed, this, &Page::noticeRequested);
  wireActions();
  sourceChanged();
}

void RunsController::wireActions() {
  connect(&panel(), &panels::RunsPage::runRequested, this,
          [this] { context().actions.run(deployment(), {}, {}); });
  const auto act = [this](client::ActionVerb verb) {
    return [this, verb](const QStringList& ids) { changeRuns(verb, ids); };
  };
  using client::ActionVerb;
  connect(&panel(), &panels::RunsPage::cancelRequested, this, act(ActionVerb::cancelRun));
  connect(&panel(), &panels::RunsPage::rollbackRequested, this, act(ActionVerb::rollBackRun));
  connect(&panel(), &panels::RunsPage::deleteRequested, this, act(ActionVerb::deleteRun));
  connect(&panel(), &panels::RunsPage::snippetRequested, this, [this] {
    QGuiApplication::clipboard()->setText(models::sdkSnippet(deployment().apiUrl(), {}));
    Q_EMIT noticeRequested(QStringLiteral("The SDK snippet is in the clipboard."));
  });
  connect(&panel(), &panels::RunsPage::localServerRequested, this, [this] {
    Q_EMIT openRequested({QStringLiteral("local-servers"), {}, {}}, shell::OpenMode::NewTab);
  });
  connect(&context().actions, &RunActions::runsChanged, this, [this](const QString& slug) {
    if (slug == key().deployment && active()) look();
  });
}

void RunsController::changeRuns(client::ActionVerb verb, const QStringList& ids) {
  client::ActionRequest request;
  request.verb = verb;
  for (const QString& id : ids) {
    const models::RunRow* row = table().find(id);
    if (row == nullptr) continue;
    request.targets.push_back(WriteActions::onRun(verb, row->threadId, id).targets.front());
  }
  context().writes.ask(deployment(), std::move(request));
}

void RunsController::started() {
  connect(feed(), &client::RunFeed::summarised, this, &RunsController::summarised);
}

void RunsController::looked() {
  summary_ = feed()->summarise();
  inspection_.look();
}

void RunsController::summarised(quint64 generation, const query::PendingSummary& summary) {
  if (generation != summary_) return;
  panels::QueueFigures figures;
  figures.pending = summary.pending;
  figures.running = summary.running;
  if (summary.oldestPending) figures.oldestPendingUs = summary.databaseTime - *summary.oldestPending;
  panel().setQueue(figures);
}

void RunsController::sourceChanged() {
  panel().setGate({deployment().actionsAllowed(), deployment().refusal()});
}

QString RunsController::unreadable(const query::Capabilities& capabilities) const {
  return noList(capabilities, query::Part::runs);
}

}  // namespace heddle::console
