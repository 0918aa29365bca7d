// SPDX-License-Identifier: Apache-2.0
#include "app/console/write_actions.h"

#include "models/format/ids.h"
#include "models/values/value_text.h"

namespace heddle::console {

using client::ActionRun;
using client::ActionVerb;
using client::Ceremony;
using panels::ActionDialog;

namespace {

constexpr std::chrono::seconds kUndo{10};
constexpr qsizetype kCallsShown = 5;

models::ActionItemRow rowOf(std::size_t index, const client::ItemResult& item) {
  return {QString::number(index), item.target, word(item.outcome), item.sentence};
}

QString callsOf(const client::ActionPlan& plan, const deployment::Deployment& deployment) {
  const QUrl base(deployment.apiUrls.empty() ? QString() : models::qtext(deployment.apiUrls.front()));
  return curlText(plan, base, deployment.apiKey.has_value(), kCallsShown);
}

}  // namespace

WriteActions::WriteActions(QObject* parent) : QObject(parent) {}

client::ActionRequest WriteActions::onRun(ActionVerb verb, const QString& threadId, const QString& runId) {
  client::ActionTarget target;
  target.id = runId;
  target.threadId = threadId;
  client::ActionRequest request;
  request.verb = verb;
  request.targets.push_back(std::move(target));
  return request;
}

client::ActionRequest WriteActions::onIds(ActionVerb verb, const QStringList& ids) {
  client::ActionRequest request;
  request.verb = verb;
  for (const QString& id : ids) {
    client::ActionTarget target;
    target.id = id;
    request.targets.push_back(std::move(target));
  }
  return request;
}

void WriteActions::ask(OpenDeployment& deployment, client::ActionRequest request) {
  if (deployment.session() == nullptr || deployment.session()->api() == nullptr) {
    Q_EMIT noticed(deployment.refusal());
    return;
  }
  auto plan = planOf(std::move(request));
  if (!plan) {
    Q_EMIT noticed(models::qtext(plan.error().message));
    return;
  }
  (new WriteTask(deployment, std::move(*plan), this))->begin();
}

WriteTask::WriteTask(OpenDeployment& deployment, client::ActionPlan plan, WriteActions* actions)
    : QObject(actions),
      deployment_(deployment),
      session_(deployment.session()),
      plan_(std::move(plan)),
      actions_(actions) {
  // What a session carries ends with it: neither its gate nor its API is there any more.
  connect(session_, &QObject::destroyed, this, [this] {
    run_.reset();
    rehearsal_.reset();
    backup_.reset();
    if (dialog_) dialog_->showProblem(QStringLiteral("The deployment was closed; nothing more is sent."));
    if (!dialog_) deleteLater();
  });
  // A copy reads through the session: it goes while that stands.
  connect(&deployment_, &OpenDeployment::closing, this, [this] { backup_.reset(); });
  std::vector<models::ActionItemRow> rows;
  for (const auto& target : plan_.request.targets)
    rows.push_back(rowOf(rows.size(), {target.text(), client::ItemResult::Outcome::waiting, {}}));
  items_.replaceAll(std::move(rows));
}

void WriteTask::begin() {
  const auto preview = previewOf(plan_, session_->gate());
  // A refusal is the gate's to tell, and to write down.
  if (preview.ceremony == Ceremony::none || preview.ceremony == Ceremony::refused)
    carryOut({});
  else
    askFirst(preview);
}

void WriteTask::askFirst(const client::ActionPreview& preview) {
  panels::ActionQuestion question;
  question.what = preview.what;
  question.where = preview.where;
  question.environment = deployment_.environment();
  question.consequence = preview.consequence;
  question.calls = callsOf(plan_, session_->deployment());
  question.verb = preview.verbText;
  question.typedName = preview.typedName;
  question.destructive = preview.destructive;
  question.bulk = preview.bulk;
  question.keepable = !actions_->copies().isEmpty() && client::canKeepCopy(plan_.request.verb);
  question.wholeCopy = session_->postgres() != nullptr || !client::hasSubgraphs(plan_.request.verb);
  dialog_ = new ActionDialog(question, items_, actions_->window());
  connect(dialog_, &ActionDialog::dryRunRequested, this, &WriteTask::rehearse);
  connect(dialog_, &ActionDialog::agreed, this, [this](const QString& name) { agreed({true, true, name}); });
  connect(dialog_, &ActionDialog::stopRequested, this, [this] {
    if (run_) run_->stop();
  });
  connect(dialog_, &ActionDialog::retryRequested, this, [this] {
    if (run_) run_->retryFailures();
  });
  connect(dialog_, &QObject::destroyed, this, [this] {
    const bool busy = run_ && run_->phase() != ActionRun::Phase::finished;
    if (!busy) deleteLater();
  });
  dialog_->show();
}

void WriteTask::rehearse() {
  if (!session_) return;
  rehearsal_ = std::make_unique<client::ActionRehearsal>(*session_->api(), plan_);
  connect(rehearsal_.get(), &client::ActionRehearsal::itemChanged, this,
          [this](int index) { showItem(index, rehearsal_->items()[static_cast<std::size_t>(index)]); });
  connect(rehearsal_.get(), &client::ActionRehearsal::finished, this, [this] {
    if (dialog_) dialog_->showRehearsed(rehearsal_->report());
  });
  if (dialog_) dialog_->showRehearsing();
  rehearsal_->start();
}

/// One object that is gone for good: there is time to take it back before it is sent.
bool WriteTask::takesUndo() const {
  switch (plan_.request.verb) {
    case ActionVerb::deleteRun:
    case ActionVerb::deleteThread:
    case ActionVerb::deleteCron:
    case ActionVerb::deleteItem:
      return plan_.request.targets.size() == 1;
    default:
      return false;
  }
}

/// What was closed before it was sent is not sent.
void WriteTask::agreed(const client::Consent& consent) {
  if (!session_ || !dialog_) return;
  if (!dialog_->keepsCopy() || !copy_.isEmpty()) {
    carryOut(consent);
    return;
  }
  using client::TargetBackup;
  backup_ = std::make_unique<TargetBackup>(*session_->api(), plan_, client::BackupPlace{actions_->copies()});
  backup_->readSubgraphsFrom(session_->makeThreadDetails(client::Source::postgres), session_->aesKey());
  const int total = backup_->total();
  connect(backup_.get(), &TargetBackup::progressed, dialog_,
          [this, total](int kept) { dialog_->showKeeping(kept, total); });
  connect(backup_.get(), &TargetBackup::failed, dialog_,
          [this](const QString& why) { dialog_->showProblem(why); });
  connect(backup_.get(), &TargetBackup::finished, dialog_, [this, consent](const QString& path) {
    copy_ = path;
    // What goes without a copy after all is agreed to once more, by its name.
    if (const QString gap = backup_->omission(); !gap.isEmpty())
      dialog_->showGap(QStringLiteral("A copy is in %1. %2").arg(path, gap));
    else
      carryOut(consent);
  });
  dialog_->showKeeping(0, total);
  backup_->start();
}

void WriteTask::carryOut(const client::Consent& consent) {
  if (!session_) return;
  auto permit = session_->gate().permit(plan_.intent, consent);
  if (!permit) {
    const QString sentence = models::qtext(permit.error().message);
    if (dialog_) {
      dialog_->showProblem(sentence);
    } else {
      Q_EMIT actions_->noticed(sentence);
      deleteLater();
    }
    return;
  }
  client::ActionPace pace;
  if (takesUndo()) pace.undo = kUndo;
  run_ = std::make_unique<ActionRun>(*session_->api(), plan_, std::move(*permit), pace);
  wireRun();
  run_->start();
}

void WriteTask::wireRun() {
  connect(run_.get(), &ActionRun::phaseChanged, this, &WriteTask::showPhase);
  connect(run_.get(), &ActionRun::undoTicked, this, &WriteTask::showPhase);
  connect(run_.get(), &ActionRun::itemChanged, this, [this](int index) {
    showItem(index, run_->items()[static_cast<std::size_t>(index)]);
    showPhase();
  });
  connect(run_.get(), &ActionRun::finished, this, &WriteTask::over);
}

void WriteTask::showItem(int index, const client::ItemResult& item) {
  items_.append({rowOf(static_cast<std::size_t>(index), item)});
}

void WriteTask::showPhase() {
  if (!dialog_) return;
  const int total = static_cast<int>(run_->items().size());
  switch (run_->phase()) {
    case ActionRun::Phase::undoable:
      dialog_->showUndoable(static_cast<int>(run_->undoLeft().count()));
      break;
    case ActionRun::Phase::sending:
      dialog_->showSending(run_->settled(), total);
      break;
    case ActionRun::Phase::checking:
      dialog_->showChecking(run_->settled(), total);
      break;
    case ActionRun::Phase::finished:
      break;
  }
}

void WriteTask::over() {
  const auto counts = run_->counts();
  const bool complete = counts.done == counts.asked;
  if (dialog_) {
    QString kept = copy_.isEmpty() ? QString() : QStringLiteral(" A copy is in %1.").arg(copy_);
    if (backup_ && !backup_->omission().isEmpty()) kept += u' ' + backup_->omission();
    dialog_->showReport(run_->report() + kept, complete, counts.failed > 0);
  } else {
    const auto& first = run_->items().front();
    Q_EMIT actions_->noticed(
        counts.asked == 1 ? QStringLiteral("%1 %2: %3")
                                .arg(word(plan_.request.verb), models::shortId(first.target), first.sentence)
                          : run_->report());
    deleteLater();
  }
  Q_EMIT actions_->changed(deployment_.slug());
}

}  // namespace heddle::console
