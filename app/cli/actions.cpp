// SPDX-License-Identifier: Apache-2.0
#include "app/cli/action_targets.h"
#include "app/cli/asking.h"
#include "app/cli/backup.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/actions/action_run.h"

#include <cstdio>

namespace heddle::cli {
namespace {

using client::ActionPlan;
using client::ActionPreview;
using client::Ceremony;
using client::ItemResult;
using wire::Value;

constexpr qsizetype kCallsShown = 5;

Value text(const QString& value) {
  return textValue(value.toStdString());
}

Value jsonOf(const std::vector<ItemResult>& items) {
  Value::Array list;
  for (const auto& item : items) {
    list.push_back(Value::ofObject({{"target", text(item.target)},
                                    {"result", text(word(item.outcome))},
                                    {"detail", text(item.sentence)}}));
  }
  return Value::ofArray(std::move(list));
}

Value jsonOf(const client::AuditCounts& counts) {
  return Value::ofObject({{"asked", Value::ofInt(counts.asked)},
                          {"done", Value::ofInt(counts.done)},
                          {"changed_meanwhile", Value::ofInt(counts.changedMeanwhile)},
                          {"failed", Value::ofInt(counts.failed)},
                          {"not_sent", Value::ofInt(counts.notSent)}});
}

/// To stderr, so that --json stays one document.
void printPreview(const ActionPlan& plan, const ActionPreview& preview,
                  const client::DeploymentSession& session) {
  const auto line = [](const QString& sentence) {
    std::fprintf(stderr, "%s\n", sentence.toUtf8().constData());
  };
  line(preview.what + QLatin1Char(' ') + preview.where + QLatin1Char('.'));
  line(preview.consequence);
  for (const auto& target : preview.sample)
    line(QStringLiteral("  ") + target);
  if (preview.count > preview.sample.size())
    line(QStringLiteral("  … and %1 more").arg(preview.count - preview.sample.size()));
  const auto& deployment = session.deployment();
  const QUrl base(deployment.apiUrls.empty() ? QString()
                                             : QString::fromStdString(deployment.apiUrls.front()));
  line(client::curlText(plan, base, deployment.apiKey.has_value(), kCallsShown));
}

/// What the command line lacks for this level, as a hint under the refusal.
std::string hintFor(Ceremony ceremony, const std::string& name) {
  if (ceremony == Ceremony::refused) return " Add --reason 'why'.";
  if (ceremony == Ceremony::typeName) return " Add --yes --confirm '" + name + "'.";
  return " Add --yes.";
}

/// The gate says why, and writes it down.
int refused(const ActionArguments& action, const client::WriteGate& gate) {
  client::WriteIntent intent;
  intent.verb = word(action.rollBack ? client::ActionVerb::rollBackRun : action.verb);
  for (const auto& id : action.ids)
    intent.targets.append(QString::fromStdString(id));
  const auto answer = gate.permit(std::move(intent), {});
  return complain(kRefused, answer.error().message + hintFor(Ceremony::refused, {}));
}

int rehearse(const Arguments& arguments, client::DeploymentSession& session, ActionPlan plan) {
  client::ActionRehearsal rehearsal(*session.api(), std::move(plan));
  QEventLoop loop;
  QObject::connect(&rehearsal, &client::ActionRehearsal::finished, &loop, &QEventLoop::quit);
  QMetaObject::invokeMethod(&rehearsal, &client::ActionRehearsal::start, Qt::QueuedConnection);
  loop.exec();
  if (arguments.json) {
    printJson(Value::ofObject({{"dry_run", Value::ofBool(true)},
                               {"report", text(rehearsal.report())},
                               {"items", jsonOf(rehearsal.items())}}));
    return kFine;
  }
  for (const auto& item : rehearsal.items())
    std::printf("%s  %s\n", item.target.toUtf8().constData(), item.sentence.toUtf8().constData());
  std::printf("%s\n", rehearsal.report().toUtf8().constData());
  return kFine;
}

int codeOf(const client::ActionRun& run) {
  const auto counts = run.counts();
  return counts.done == counts.asked ? kFine : kFindings;
}

/// The copy that was asked for, before anything is sent; without it nothing is, and the log says so.
int copied(const std::string& file, client::DeploymentSession& session, const ActionPlan& plan,
           const client::WritePermit& permit) {
  if (file.empty()) return kFine;
  const auto kept = keepCopy(session, plan, QString::fromStdString(file));
  if (kept.problem.isEmpty())
    return kept.omission.isEmpty() ? kFine : complain(kFine, kept.omission.toStdString());
  client::AuditCounts counts;
  counts.asked = counts.notSent = static_cast<int>(plan.request.targets.size());
  session.gate().ended(permit, counts, kept.problem);
  return complain(kFindings, kept.problem.toStdString());
}

int carryOut(const Arguments& arguments, client::DeploymentSession& session, ActionPlan plan,
             client::WritePermit permit) {
  const auto verb = word(plan.request.verb);
  client::ActionRun run(*session.api(), std::move(plan), std::move(permit));
  QEventLoop loop;
  QObject::connect(&run, &client::ActionRun::finished, &loop, &QEventLoop::quit);
  QMetaObject::invokeMethod(&run, &client::ActionRun::start, Qt::QueuedConnection);
  loop.exec();
  if (arguments.json) {
    Value::Object told{{"action", text(verb)},
                       {"deployment", text(session.name())},
                       {"report", text(run.report())},
                       {"counts", jsonOf(run.counts())},
                       {"items", jsonOf(run.items())}};
    if (const auto& file = arguments.action.backup; !file.empty())
      told.emplace_back("backup", textValue(file));
    printJson(Value::ofObject(std::move(told)));
    return codeOf(run);
  }
  for (const auto& item : run.items())
    std::printf("%-17s %s  %s\n", word(item.outcome).toUtf8().constData(), item.target.toUtf8().constData(),
                item.sentence.toUtf8().constData());
  std::printf("%s\n", run.report().toUtf8().constData());
  return codeOf(run);
}

}  // namespace

int act(const Arguments& arguments, client::DeploymentSession& session) {
  const auto& action = arguments.action;
  const auto& gate = session.gate();
  if (!action.reason.empty() && session.lock().needsUnlocking()) {
    if (const auto unlocked = session.lock().unlock(QString::fromStdString(action.reason)); !unlocked)
      return complain(kUsage, unlocked.error().message);
  }
  // Before anything is looked up: what is refused here needs no database that answers.
  if (!gate.isOpen() && !action.dryRun) return refused(action, gate);
  auto asked = requestOf(arguments, session);
  if (const auto* code = std::get_if<int>(&asked)) return *code;
  auto plan = planOf(std::get<client::ActionRequest>(std::move(asked)));
  if (!plan) return complain(kUsage, plan.error().message);
  const auto preview = previewOf(*plan, gate);
  printPreview(*plan, preview, session);
  if (session.api() == nullptr)
    return complain(kFindings, "This deployment has no API URL; only the API can change something.");
  if (action.dryRun) return rehearse(arguments, session, std::move(*plan));
  const client::Consent consent{true, action.yes, QString::fromStdString(action.confirm)};
  auto permit = gate.permit(plan->intent, consent);
  if (!permit)
    return complain(kRefused,
                    permit.error().message + hintFor(preview.ceremony, session.name().toStdString()));
  if (const int code = copied(action.backup, session, *plan, *permit); code != kFine) return code;
  return carryOut(arguments, session, std::move(*plan), std::move(*permit));
}

}  // namespace heddle::cli
