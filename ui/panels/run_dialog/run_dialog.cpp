// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_dialog/run_dialog.h"

#include "models/format/ids.h"
#include "models/tables/cell_text.h"
#include "models/values/messages.h"
#include "models/values/value_text.h"
#include "ui/panels/form/json_form.h"
#include "ui/panels/run_dialog/run_options_form.h"
#include "ui/panels/tail/tail_pane.h"
#include "ui/panels/thread_detail/thread_cards.h"
#include "ui/panels/values/value_pane.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/message_list.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/text_label.h"
#include "ui/widgets/view_keys.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QShortcut>
#include <QTabWidget>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

const QString kSampleInput =
    QStringLiteral("{\n  \"messages\": [\n    {\"role\": \"user\", \"content\": \"hello\"}\n  ]\n}");

/// Questions longer than this scroll: the answer needs the room.
constexpr int kMostQuestions = 220;

}  // namespace

RunDialog::RunDialog(Purpose purpose, const QString& deployment, models::TailTable& events, QWidget* parent)
    : QDialog(parent), purpose_(purpose), tail_(events) {
  setAttribute(Qt::WA_DeleteOnClose);
  const bool resume = purpose == Purpose::resume;
  setWindowTitle((resume ? QStringLiteral("Resume — ") : QStringLiteral("Run — ")) + deployment);
  resize(1240, 720);
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  split->add(buildRequest(), 1, 640);
  split->add(buildResult(), 1, 560);
  column->addWidget(split, 1);
  input_->setStart(resume ? QStringLiteral("true") : kSampleInput);
  updateButtons();
  input_->focusFirst();
}

QWidget* RunDialog::buildRequest() {
  auto* side = new QWidget(this);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  graph_ = new QComboBox(side);
  graph_->setAccessibleName(QStringLiteral("Graph"));
  thread_ = new QLineEdit(side);
  thread_->setPlaceholderText(QStringLiteral("a new thread"));
  thread_->setAccessibleName(QStringLiteral("Thread"));
  thread_->setReadOnly(purpose_ == Purpose::resume);
  auto* form = new QFormLayout;
  form->addRow(new TextLabel(QStringLiteral("Graph"), TextRole::Text, theme::Tone::Muted), graph_);
  form->addRow(new TextLabel(QStringLiteral("Thread"), TextRole::Text, theme::Tone::Muted), thread_);
  column->addLayout(form);
  questions_ = new widgets::MessageList(side);
  questions_->setAccessibleName(QStringLiteral("Questions"));
  questions_->setVisible(purpose_ == Purpose::resume);
  questions_->fitUpTo(theme::scaled(kMostQuestions));
  column->addWidget(questions_);
  forms_ = new QTabWidget(side);
  forms_->setDocumentMode(true);
  forms_->setAccessibleName(QStringLiteral("What is sent"));
  buildForms();
  column->addWidget(forms_, 3);
  auto* buttons = new QHBoxLayout;
  start_ = widgets::makeButton(purpose_ == Purpose::resume ? QStringLiteral("Resume") : QStringLiteral("Run"),
                               theme::ButtonKind::Primary, QStringLiteral("play"), side);
  start_->setToolTip(QStringLiteral("Ctrl+Enter"));
  for (const Qt::Key enter : {Qt::Key_Return, Qt::Key_Enter}) {
    auto* key = new QShortcut(QKeySequence(Qt::CTRL | enter), this);
    key->setAutoRepeat(false);
    // Among the events of a run it means the event.
    connect(key, &QShortcut::activated, this, [this] {
      if (dynamic_cast<widgets::KeyedView*>(focusWidget()) == nullptr) submit();
    });
  }
  cancel_ = widgets::makeButton(QStringLiteral("Cancel run"), theme::ButtonKind::Danger,
                                QStringLiteral("stop"), side);
  buttons->addWidget(start_);
  rollback_ =
      widgets::makeButton(QStringLiteral("Cancel and roll back…"), theme::ButtonKind::Quiet, {}, side);
  rollback_->setToolTip(QStringLiteral("Ends the run and deletes it with its checkpoints"));
  buttons->addWidget(cancel_);
  buttons->addWidget(rollback_);
  buttons->addStretch(1);
  column->addLayout(buttons);
  connect(start_, &QPushButton::clicked, this, &RunDialog::submit);
  connect(cancel_, &QPushButton::clicked, this, &RunDialog::cancelRequested);
  connect(rollback_, &QPushButton::clicked, this, &RunDialog::rollbackRequested);
  wireForms();
  return side;
}

void RunDialog::buildForms() {
  const bool resume = purpose_ == Purpose::resume;
  input_ = new JsonForm(resume ? QStringLiteral("Answer") : QStringLiteral("Input"), forms_);
  config_ = new JsonForm(QStringLiteral("Configurable"), forms_);
  context_ = new JsonForm(QStringLiteral("Context"), forms_);
  options_ = new RunOptionsForm(resume ? RunOptionsForm::Thread::fixed : RunOptionsForm::Thread::chosen);
  for (JsonForm* form : {config_, context_})
    form->setStart(QStringLiteral("{}"));
  auto* scrolled = new QScrollArea(forms_);
  scrolled->setWidgetResizable(true);
  scrolled->setFrameShape(QFrame::NoFrame);
  scrolled->setFocusPolicy(Qt::NoFocus);
  scrolled->setWidget(options_);
  forms_->addTab(input_, resume ? QStringLiteral("Answer") : QStringLiteral("Input"));
  forms_->addTab(config_, QStringLiteral("Config"));
  forms_->addTab(context_, QStringLiteral("Context"));
  forms_->addTab(scrolled, QStringLiteral("Options"));
}

void RunDialog::wireForms() {
  for (JsonForm* form : {input_, config_, context_}) {
    connect(form, &JsonForm::changed, this, &RunDialog::updateButtons);
  }
  connect(options_, &RunOptionsForm::ownThreadChosen, thread_, &QWidget::setDisabled);
  connect(graph_, &QComboBox::currentIndexChanged, this, [this](int index) {
    if (index >= 0) Q_EMIT assistantChosen(graph_->itemData(index).toString());
  });
}

void RunDialog::setSchemas(const wire::Value& input, const wire::Value& config, const wire::Value& context) {
  // What a graph asks in an interrupt has no schema.
  if (purpose_ == Purpose::run) input_->setSchema(input);
  config_->setSchema(config);
  context_->setSchema(context);
  updateButtons();
}

QWidget* RunDialog::buildResult() {
  auto* side = new QWidget(this);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  notice_ = new widgets::InlineNotice(side);
  notice_->hide();
  column->addWidget(notice_);
  results_ = new QTabWidget(side);
  results_->setDocumentMode(true);
  results_->setAccessibleName(QStringLiteral("Result"));
  messages_ = new widgets::MessageList(results_);
  messages_->setAccessibleName(QStringLiteral("Result messages"));
  values_ = new ValuePane(QStringLiteral("Result values"), results_);
  values_->setValue(nullptr, QStringLiteral("Values appear here while the run streams."));
  events_ = new TailPane(tail_, QStringLiteral("Result events"), TailPane::Scope::oneRun, results_);
  events_->showWaiting(QStringLiteral("Nothing has been started"),
                       QStringLiteral("Events appear here as they stream."));
  results_->addTab(values_, QStringLiteral("Values"));
  results_->addTab(messages_, QStringLiteral("Messages"));
  results_->addTab(events_, QStringLiteral("Events"));
  column->addWidget(results_, 1);
  auto* links = new QHBoxLayout;
  openRun_ =
      widgets::makeButton(QStringLiteral("Open run"), theme::ButtonKind::Plain, QStringLiteral("open"), side);
  openThread_ = widgets::makeButton(QStringLiteral("Open thread"), theme::ButtonKind::Plain,
                                    QStringLiteral("thread"), side);
  links->addStretch(1);
  links->addWidget(openRun_);
  links->addWidget(openThread_);
  column->addLayout(links);
  connect(openRun_, &QPushButton::clicked, this, [this] { Q_EMIT openRunRequested(runId_); });
  connect(openThread_, &QPushButton::clicked, this, [this] { Q_EMIT openThreadRequested(threadId_); });
  return side;
}

void RunDialog::setChoices(const std::vector<RunChoice>& choices, const QString& preferred) {
  {
    const QSignalBlocker quiet(graph_);
    graph_->clear();
    for (const RunChoice& choice : choices) {
      graph_->addItem(choice.title, choice.assistant);
      if (choice.assistant == preferred || choice.title == preferred)
        graph_->setCurrentIndex(graph_->count() - 1);
    }
  }
  updateButtons();
  if (graph_->count() > 0) Q_EMIT assistantChosen(graph_->currentData().toString());
}

void RunDialog::setThread(const QString& threadId) {
  thread_->setText(threadId);
}

void RunDialog::setQuestions(const std::vector<models::InterruptRow>& questions) {
  models::ThreadState asked;
  asked.interrupts = questions;
  questions_->messages()->setCards(messageCards(asked));
  if (questions.size() < 2) return;
  QStringList lines;
  for (const models::InterruptRow& question : questions)
    lines.append(QStringLiteral("  ") + models::jsonQuoted(question.id) + QStringLiteral(": true"));
  input_->setStart(QStringLiteral("{\n") + lines.join(QStringLiteral(",\n")) + QStringLiteral("\n}"));
}

void RunDialog::submit() {
  // A check that is still due is made now, and turns the button.
  if (!input_->isValid() || !config_->isValid() || !context_->isValid()) return;
  if (running_ || !start_->isEnabled() || graph_->currentIndex() < 0) return;
  const RunSubmission sent = submission();
  running_ = true;
  runId_.clear();
  tail_.clear();
  messages_->messages()->setCards({});
  values_->setValue(nullptr, QStringLiteral("Waiting for the first values."));
  events_->showWaiting(QStringLiteral("Waiting for events"), {});
  setNotice(QStringLiteral("Starting…"), false);
  updateButtons();
  Q_EMIT submitted(sent);
}

RunSubmission RunDialog::submission() const {
  const auto document = [](const JsonForm& form) {
    const auto value = wire::parseJson(models::utf8(form.text()));
    return value && value->size() > 0 ? form.text() : QString();
  };
  RunSubmission sent{graph_->currentData().toString(),
                     thread_->text().trimmed(),
                     input_->text(),
                     document(*config_),
                     document(*context_),
                     options_->options()};
  if (!sent.options.onCompletion.isEmpty()) sent.threadId.clear();
  return sent;
}

void RunDialog::showStarted(const QString& runId, const QString& threadId) {
  runId_ = runId;
  threadId_ = threadId;
  events_->setSource(QStringLiteral("run ") + models::shortId(runId), QStringLiteral("http"));
  setNotice(QStringLiteral("Run %1 on thread %2.").arg(models::shortId(runId), models::shortId(threadId)),
            false);
  updateButtons();
}

void RunDialog::showValues(const models::MaskedValue& values) {
  models::ThreadState state;
  state.messages = models::messagesOf(*values.shown);
  messages_->messages()->setCards(messageCards(state));
  values_->setValue(values, {});
}

void RunDialog::showBroken(const QString& sentence) {
  setNotice(QStringLiteral("The stream broke off; it is joined again when the API answers. %1").arg(sentence),
            true);
  updateButtons();
}

void RunDialog::showEnded(const QString& failure, const QString& status) {
  running_ = false;
  const QString well = status.isEmpty() ? QStringLiteral("The run has ended.")
                                        : QStringLiteral("The run has ended: %1.").arg(status);
  setNotice(failure.isEmpty() ? well : failure, !failure.isEmpty());
  updateButtons();
}

void RunDialog::setNotice(const QString& sentence, bool isFailure) {
  notice_->setContent(isFailure ? widgets::InlineNotice::Kind::Error : widgets::InlineNotice::Kind::Info,
                      sentence);
  notice_->show();
}

void RunDialog::updateButtons() {
  // An answer belongs to the question shown: once it is given, the next one is asked on the thread's page.
  const bool answered = purpose_ == Purpose::resume && !runId_.isEmpty();
  start_->setEnabled(!running_ && !answered && graph_->count() > 0 && input_->isValid() &&
                     config_->isValid() && context_->isValid());
  for (QPushButton* stop : {cancel_, rollback_})
    stop->setEnabled(running_ && !runId_.isEmpty());
  openRun_->setEnabled(!runId_.isEmpty());
  openThread_->setEnabled(!threadId_.isEmpty());
}

}  // namespace heddle::panels
