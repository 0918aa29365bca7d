// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/thread_detail.h"
#include "models/tables/tail_table.h"
#include "models/values/masked_value.h"
#include "ui/panels/run_dialog/run_options.h"

#include <memory>
#include <vector>

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace heddle::widgets {
class InlineNotice;
class MessageList;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class JsonForm;
class RunOptionsForm;
class TailPane;
class ValuePane;

/// A graph that can be run: what is shown and what is sent.
struct RunChoice {
  QString assistant;  // id or graph name
  QString title;

  bool operator==(const RunChoice&) const = default;
};

/// "Run…" and "Resume…": what to send on the left, what comes back on the right, as it streams. Not modal;
/// the run goes on when the dialog is closed. Asks by signals. GUI thread.
class RunDialog : public QDialog {
  Q_OBJECT
 public:
  enum class Purpose { run, resume };

  RunDialog(Purpose purpose, const QString& deployment, models::TailTable& events, QWidget* parent = nullptr);

  /// The graphs there are; `preferred` (an assistant id or name) is chosen when it is among them.
  void setChoices(const std::vector<RunChoice>& choices, const QString& preferred);
  /// What the chosen graph takes; null where a graph does not say.
  void setSchemas(const wire::Value& input, const wire::Value& config, const wire::Value& context);
  void setThread(const QString& threadId);
  /// Resume: what is asked. Several questions are answered by an object of id and answer.
  void setQuestions(const std::vector<models::InterruptRow>& questions);

  void showStarted(const QString& runId, const QString& threadId);
  void showValues(const models::MaskedValue& values);
  /// The stream broke off and is looked for again; the run goes on. What came stays.
  void showBroken(const QString& sentence);
  /// An empty sentence: it ended well, or, where that is known, as the status says.
  void showEnded(const QString& failure, const QString& status = {});

 Q_SIGNALS:
  /// Another graph is in front: its schemas are wanted.
  void assistantChosen(const QString& assistant);
  void submitted(const heddle::panels::RunSubmission& submission);
  void cancelRequested();
  void rollbackRequested();
  void openRunRequested(const QString& runId);
  void openThreadRequested(const QString& threadId);

 private:
  QWidget* buildRequest();
  void buildForms();
  void wireForms();
  RunSubmission submission() const;
  QWidget* buildResult();
  void submit();
  void updateButtons();
  void setNotice(const QString& sentence, bool isFailure);

  Purpose purpose_;
  bool running_ = false;
  QString runId_, threadId_;
  QComboBox* graph_;
  QLineEdit* thread_;
  widgets::MessageList* questions_;
  QTabWidget* forms_;
  JsonForm* input_;
  JsonForm* config_;
  JsonForm* context_;
  RunOptionsForm* options_;
  widgets::InlineNotice* notice_;
  QPushButton* start_;
  QPushButton* cancel_;
  QPushButton* rollback_;
  QPushButton* openRun_;
  QPushButton* openThread_;
  QTabWidget* results_;
  widgets::MessageList* messages_;
  ValuePane* values_;
  TailPane* events_;
  models::TailTable& tail_;
};

}  // namespace heddle::panels
