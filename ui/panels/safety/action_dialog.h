// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/action_items_table.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class CodeView;
class DataTable;
class InlineNotice;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// What an action would do, in words.
struct ActionQuestion {
  QString what;         // "Delete 3 threads"
  QString where;        // "on prod-eu, a production deployment"
  QString environment;  // for the colour
  QString consequence;
  QString calls;      // the requests as text, without secrets
  QString verb;       // of the button: "Delete"
  QString typedName;  // empty: a click is enough
  bool destructive = false;
  bool keepable = false;  // a copy of what goes can be kept here first
  bool wholeCopy = true;  // of checkpoints; false: those of subgraphs are missing
  bool bulk = false;      // several objects: dry run and stop are offered
};

/// Shows an action before it happens, while it happens, and what really became of it. The default button is
/// Cancel. The items are of the model, which outlives the dialog. Asks by signals; deletes itself when
/// closed, which stops nothing that is on its way. GUI thread.
class ActionDialog : public QDialog {
  Q_OBJECT
 public:
  ActionDialog(const ActionQuestion& question, models::ActionItemsTable& items, QWidget* parent = nullptr);

  /// A copy of what goes is wanted first.
  bool keepsCopy() const;

  void showRehearsing();
  /// The dry run is over: the items say what would change.
  void showRehearsed(const QString& report);
  /// Agreed; a copy is being kept and nothing has been sent.
  void showKeeping(int kept, int total);
  /// The copy is kept, but not of everything: to be agreed to again.
  void showGap(const QString& sentence);
  /// Agreed; nothing has been sent for so many seconds more.
  void showUndoable(int seconds);
  void showSending(int settled, int total);
  void showChecking(int settled, int total);
  /// `complete`: everything asked for was done; `retryable`: some failed.
  void showReport(const QString& report, bool complete, bool retryable);
  void showProblem(const QString& sentence);

 Q_SIGNALS:
  void dryRunRequested();
  void agreed(const QString& typedName);
  /// Before anything was sent, or between two requests.
  void stopRequested();
  void retryRequested();

 protected:
  void reject() override;

 private:
  enum class Stage { asking, rehearsing, keeping, undoable, sending, checking, over };
  void buildHead(QVBoxLayout* column, const ActionQuestion& question);
  void buildItems(QVBoxLayout* column, const ActionQuestion& question);
  void buildButtons(QVBoxLayout* column, const ActionQuestion& question);
  void turnTo(Stage stage);
  void updateAgree();

  Stage stage_ = Stage::asking;
  QString wanted_;
  bool bulk_ = false;
  widgets::TextLabel* progress_ = nullptr;
  widgets::InlineNotice* notice_ = nullptr;
  widgets::DataTable* items_ = nullptr;
  QCheckBox* keep_ = nullptr;
  QLineEdit* name_ = nullptr;
  QPushButton* dryRun_ = nullptr;
  QPushButton* stop_ = nullptr;
  QPushButton* retry_ = nullptr;
  QPushButton* cancel_ = nullptr;
  QPushButton* agree_ = nullptr;
};

}  // namespace heddle::panels
