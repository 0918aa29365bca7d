// SPDX-License-Identifier: Apache-2.0
#include "app/console/run_actions.h"

#include "app/console/decode_pool.h"
#include "app/console/masked_tree.h"
#include "app/console/rows.h"
#include "app/console/tail_rows.h"
#include "backend/client/api/run_body.h"
#include "models/values/value_text.h"

#include <utility>

namespace heddle::console {

using panels::RunDialog;

namespace {

std::vector<std::string> words(const QStringList& list) {
  std::vector<std::string> out;
  for (const QString& word : list)
    out.push_back(models::utf8(word));
  return out;
}

client::RunRequest requestOf(const panels::RunSubmission& submission) {
  const panels::RunOptions& options = submission.options;
  client::RunRequest request;
  request.assistant = models::utf8(submission.assistant);
  request.threadId = models::utf8(submission.threadId);
  request.configurable = models::utf8(submission.configurable);
  request.context = models::utf8(submission.context);
  request.streamModes = words(options.streamModes);
  request.subgraphs = options.subgraphs;
  request.interruptBefore = words(options.interruptBefore);
  request.interruptAfter = words(options.interruptAfter);
  request.multitask = models::utf8(options.multitask);
  request.durability = models::utf8(options.durability);
  request.onCompletion = models::utf8(options.onCompletion);
  request.recursionLimit = options.recursionLimit;
  return request;
}

}  // namespace

RunActions::RunActions(WriteActions& writes, QObject* parent) : QObject(parent), writes_(writes) {
  connect(&writes_, &WriteActions::changed, this, &RunActions::runsChanged);
}

/// No dialog for what may not be sent; that it was tried stands in the log like any other refusal.
bool RunActions::refused(OpenDeployment& deployment, const QString& threadId) {
  if (deployment.actionsAllowed()) return false;
  if (const auto* session = deployment.session(); session != nullptr && !session->gate().isOpen()) {
    client::WriteIntent intent;
    intent.verb = QStringLiteral("start run");
    if (!threadId.isEmpty()) intent.targets.append(threadId);
    if (session->gate().permit(std::move(intent), {})) return false;
  }
  Q_EMIT noticed(deployment.refusal());
  return true;
}

void RunActions::run(OpenDeployment& deployment, const QString& assistant, const QString& threadId) {
  if (refused(deployment, threadId)) return;
  auto* task = new RunTask(RunDialog::Purpose::run, deployment, window_, this);
  task->dialog().setThread(threadId);
  task->loadChoices(assistant);
  task->dialog().show();
}

void RunActions::resume(OpenDeployment& deployment, const QString& assistant, const QString& threadId,
                        const std::vector<models::InterruptRow>& questions) {
  if (refused(deployment, threadId)) return;
  auto* task = new RunTask(RunDialog::Purpose::resume, deployment, window_, this);
  task->dialog().setThread(threadId);
  task->dialog().setQuestions(questions);
  task->loadChoices(assistant);
  task->dialog().show();
}

RunTask::RunTask(RunDialog::Purpose purpose, OpenDeployment& deployment, QWidget* window, RunActions* actions)
    : QObject(actions), purpose_(purpose), deployment_(deployment), actions_(actions) {
  dialog_ = new RunDialog(purpose, deployment.name(), events_, window);
  wireDialog();
  wireDeployment();
}

void RunTask::wireDeployment() {
  connect(&deployment_, &OpenDeployment::closing, this, &RunTask::letGo);
  connect(&deployment_, &OpenDeployment::opened, this, [this] {
    if (std::exchange(left_, false) && dialog_) loadChoices(assistant_);
  });
  connect(&deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
    if (left_ && dialog_) dialog_->showEnded(why);
  });
}

/// What is offered comes from the server that goes; a run that was started there goes on without us.
void RunTask::letGo() {
  left_ = true;
  if (confirmation_) confirmation_->close();  // it asked about what goes
  const bool streaming = stream_ != 0 || join_;
  if (stream_ != 0) deployment_.session()->api()->stop(std::exchange(stream_, 0));
  join_.reset();
  if (!dialog_) return;
  dialog_->setChoices({}, {});
  dialog_->showEnded(
      streaming ? QStringLiteral("The deployment changed its address; the run goes on without this view.")
                : QStringLiteral("The deployment changed its address; it is read again."));
}

client::ApiSession* RunTask::api() {
  if (deployment_.actionsAllowed()) return deployment_.session()->api();
  if (dialog_) dialog_->showEnded(deployment_.refusal());
  return nullptr;
}

void RunTask::wireDialog() {
  connect(dialog_, &QObject::destroyed, this, &QObject::deleteLater);
  connect(dialog_, &RunDialog::assistantChosen, this, &RunTask::loadSchemas);
  connect(dialog_, &RunDialog::submitted, this, &RunTask::submit);
  connect(dialog_, &RunDialog::cancelRequested, this, [this] { cancel(client::ActionVerb::cancelRun); });
  connect(dialog_, &RunDialog::rollbackRequested, this, [this] { cancel(client::ActionVerb::rollBackRun); });
  connect(dialog_, &RunDialog::openRunRequested, this, [this](const QString& id) {
    Q_EMIT actions_->openRequested({QStringLiteral("run"), deployment_.slug(), id}, shell::OpenMode::NewTab);
  });
  connect(dialog_, &RunDialog::openThreadRequested, this, [this](const QString& id) {
    Q_EMIT actions_->openRequested({QStringLiteral("thread"), deployment_.slug(), id},
                                   shell::OpenMode::NewTab);
  });
}

RunTask::~RunTask() {
  // The run goes on; only our end of its stream closes.
  if (stream_ != 0) deployment_.session()->api()->stop(stream_);
}

void RunTask::loadChoices(const QString& preferred) {
  client::ApiSession* asked = api();
  if (asked == nullptr) return;
  asked->searchAssistants(this, [this, preferred](const wire::Value& answer,
                                                  const client::SourceError* error) {
    if (!dialog_) return;
    if (error != nullptr) {
      dialog_->showEnded(QStringLiteral("The graphs could not be read: ") + error->sentence);
      return;
    }
    std::vector<panels::RunChoice> choices;
    if (answer.isArray()) {
      for (const wire::Value& item : answer.items()) {
        const QString name = models::qtext(item.stringAt("name"));
        const QString graph = models::qtext(item.stringAt("graph_id"));
        choices.push_back(
            {models::qtext(item.stringAt("assistant_id")),
             name.isEmpty() || name == graph ? graph : QString(name + QStringLiteral(" (") + graph + u')')});
      }
    }
    dialog_->setChoices(choices, preferred);
  });
}

void RunTask::loadSchemas(const QString& assistant) {
  assistant_ = assistant;
  client::ApiSession* asked = api();
  if (asked == nullptr) return;
  asked->schemas(assistant.toStdString(), this,
                 [this, assistant](const wire::Value& answer, const client::SourceError* error) {
                   // A graph that does not say what it takes is run by its JSON alone.
                   if (!dialog_ || assistant != assistant_ || error != nullptr) return;
                   const auto part = [&answer](const char* name) {
                     const wire::Value* found = answer.find(name);
                     return found != nullptr ? *found : wire::Value();
                   };
                   dialog_->setSchemas(part("input_schema"), part("config_schema"), part("context_schema"));
                 });
}

void RunTask::cancel(client::ActionVerb verb) {
  actions_->writes().ask(deployment_, WriteActions::onRun(verb, threadId_, runId_));
}

void RunTask::submit(const panels::RunSubmission& submission) {
  client::ApiSession* asked = api();
  if (asked == nullptr) return;
  client::RunRequest request = requestOf(submission);
  if (purpose_ == RunDialog::Purpose::resume) {
    request.command = "{\"resume\": " + models::utf8(submission.input) + "}";
  } else {
    request.input = models::utf8(submission.input);
  }
  const auto intent = client::runIntent(request);
  if (!intent) {
    dialog_->showEnded(models::qtext(intent.error().message));
    return;
  }
  // The dialog shows all of it, and its button is the yes, unless it takes away what others did.
  const auto& gate = deployment_.session()->gate();
  if (gate.isOpen() && gate.isDestructive(*intent))
    confirm(*intent);
  else
    start(*intent, {true, true, {}});
}

void RunTask::confirm(const client::WriteIntent& intent) {
  const auto* session = deployment_.session();
  const auto& gate = session->gate();
  client::ActionPlan plan;
  plan.intent = intent;
  panels::ActionQuestion question;
  question.what = QStringLiteral("Start a run that rolls back");
  question.where = whereOf(gate);
  question.environment = deployment_.environment();
  question.consequence = QStringLiteral(
      "Runs of its thread that are pending or running are ended and deleted with their checkpoints before "
      "the new one starts. This cannot be undone.");
  question.calls = curlText(plan, QUrl(deployment_.apiUrl()), session->deployment().apiKey.has_value(),
                            static_cast<qsizetype>(intent.calls.size()));
  question.verb = QStringLiteral("Roll back and run");
  if (gate.ceremony(intent) == client::Ceremony::typeName) question.typedName = gate.place().name;
  question.destructive = true;
  rolledBack_.replaceAll({{QStringLiteral("0"), intent.targets.value(0), QStringLiteral("waiting"), {}}});
  auto* asked = new panels::ActionDialog(question, rolledBack_, dialog_);
  connect(asked, &panels::ActionDialog::agreed, this, [this, intent, asked](const QString& name) {
    asked->disconnect(dialog_);
    asked->close();
    start(intent, {true, true, name});
  });
  connect(asked, &QDialog::rejected, dialog_,
          [dialog = dialog_] { dialog->showEnded(QStringLiteral("Nothing was sent.")); });
  confirmation_ = asked;
  asked->open();
}

void RunTask::start(const client::WriteIntent& intent, const client::Consent& consent) {
  client::ApiSession* asked = api();
  if (asked == nullptr) return;
  const auto permit = deployment_.session()->gate().permit(intent, consent);
  if (!permit) {
    dialog_->showEnded(models::qtext(permit.error().message));
    return;
  }
  runId_.clear();
  failure_.clear();
  lastId_.clear();
  join_.reset();
  stream_ = asked->startRun(
      *permit, this, [this](const client::StreamEvents& batch) { arrived(batch); },
      [this](const client::SourceError* error) { streamEnded(error); });
}

void RunTask::streamEnded(const client::SourceError* error) {
  stream_ = 0;
  // Without a thread there is no stream to come back to.
  const bool known = !runId_.isEmpty() && !threadId_.isEmpty();
  if (error != nullptr && known && canJoinAgain(*error))
    joinAgain(error->sentence);
  else
    over(error != nullptr ? error->sentence : failure_);
}

/// The run goes on without us: its stream is joined where it broke off, as soon as somebody answers.
void RunTask::joinAgain(const QString& why) {
  broken_ = true;
  if (dialog_) dialog_->showBroken(why);
  join_ = std::make_unique<RunJoin>(deployment_, RunPlace{threadId_, runId_, lastId_});
  connect(join_.get(), &RunJoin::arrived, this, &RunTask::arrived);
  connect(join_.get(), &RunJoin::ended, this, &RunTask::askStatus);
  connect(join_.get(), &RunJoin::broken, this, [this](const QString& sentence, bool again) {
    broken_ = true;
    if (again && dialog_)
      dialog_->showBroken(sentence);
    else
      askStatus();
  });
  join_->startLater();
}

/// What was said while nobody listened may have been its end: only the run itself knows.
void RunTask::askStatus() {
  client::DeploymentSession* session = deployment_.session();
  if (session == nullptr || session->api() == nullptr) return;
  session->api()->request(
      "GET", QStringLiteral("/threads/%1/runs/%2").arg(threadId_, runId_), {}, this,
      [this](const wire::Value& run, const client::SourceError* error) {
        if (!join_) return;
        if (error != nullptr && canJoinAgain(*error)) {
          if (dialog_) dialog_->showBroken(error->sentence);
          join_->startLater();
        } else if (error != nullptr) {
          const bool gone = error->kind == client::SourceError::Kind::notFound;
          over(gone ? QStringLiteral("The run has ended and is not kept.") : error->sentence);
        } else {
          statusArrived(models::qtext(run.stringAt("status")));
        }
      });
}

void RunTask::statusArrived(const QString& status) {
  if (status == u"pending" || status == u"running") {
    join_->startLater();  // its stream ended without it
    return;
  }
  const bool failed = status == u"error" || status == u"timeout";
  if (failed && failure_.isEmpty()) failure_ = QStringLiteral("The run has ended: %1.").arg(status);
  over(failed ? failure_ : QString(), status);
}

void RunTask::over(const QString& failure, const QString& status) {
  join_.reset();
  broken_ = false;
  if (dialog_) dialog_->showEnded(failure, status);
  Q_EMIT actions_->runsChanged(deployment_.slug());
}

void RunTask::arrived(const client::StreamEvents& batch) {
  if (!dialog_) return;
  for (const wire::SseEvent& event : batch.events) {
    if (!event.id.empty()) lastId_ = event.id;
  }
  if (std::exchange(broken_, false)) dialog_->showStarted(runId_, threadId_);
  if (runId_.isEmpty() && !batch.runId.empty()) {
    runId_ = models::qtext(batch.runId);
    threadId_ = models::qtext(batch.threadId);
    dialog_->showStarted(runId_, threadId_);
    Q_EMIT actions_->runsChanged(deployment_.slug());
  }
  events_.append(rowsOf(batch.events, [this](const wire::SseEvent& event) {
    return tailRow(event, threadId_, runId_, models::currentUs());
  }));
  const wire::SseEvent* newest = nullptr;
  for (const wire::SseEvent& event : batch.events) {
    if (event.event == "values") newest = &event;
    if (event.event == "error")
      failure_ =
          QStringLiteral("The run failed: ") + models::summaryText(QByteArray::fromStdString(event.data));
  }
  if (newest == nullptr) return;
  // Only the newest values of a batch are shown; they are parsed away from the GUI thread.
  decode(
      this, [json = newest->data] { return maskedJson(json); },
      [this](const models::MaskedValue& values) {
        if (values.shown && dialog_) dialog_->showValues(values);
      });
}

}  // namespace heddle::console
