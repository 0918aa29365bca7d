// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/tail_row.h"
#include "models/tables/tail_table.h"
#include "ui/panels/freshness.h"

#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class Chip;
class CodeView;
class SearchField;
class SplitPane;
class StatefulView;
class TailView;
class TextLabel;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

/// Events as they pass: source, counters, filter by text and mode, pause, follow, clear, and the whole event
/// beneath. The ring belongs to the caller, who appends to it; this only shows and filters. GUI thread.
class TailPane : public QWidget {
  Q_OBJECT
 public:
  /// Of one run the run column says nothing and stays hidden.
  enum class Scope { oneRun, manyRuns };

  TailPane(models::TailTable& events, const QString& name, Scope scope, QWidget* parent = nullptr);

  void setScope(Scope scope);
  /// Low and wide, as in the bottom panel: the picked event stands beside the list.
  void setSideBySide();
  /// "run 0198…a41c", "redis": what is watched and through what.
  void setSource(const QString& what, const QString& through);
  void setCounters(const models::TailCounters& counters);
  /// Why there is nothing to see, or what comes; shown while the ring is empty.
  void showWaiting(const QString& sentence, const QString& hint);
  /// Events on the screen stay, greyed, until showConnected().
  void showError(const QString& sentence, const QString& cause);
  void showConnected();
  void focusFilter();

 Q_SIGNALS:
  void retryRequested();
  void runRequested(const QString& runId);

 private:
  void buildBar(QVBoxLayout* column);
  void buildBody(QVBoxLayout* column);
  void applyFilter();
  void showCounts();
  void showPicked(int row);
  void togglePause();
  QString name(const char* part) const;

  models::TailTable& events_;
  QString name_;
  models::TailCounters counters_;
  widgets::Chip* what_;
  widgets::Chip* through_;
  widgets::TextLabel* counts_;
  widgets::SearchField* filter_;
  QList<widgets::ToggleChip*> modes_;
  QPushButton* pause_;
  QPushButton* follow_;
  widgets::SplitPane* split_;
  widgets::TailView* view_;
  widgets::StatefulView* states_;
  widgets::CodeView* event_;
  QString waiting_, hint_;
  Freshness freshness_;
  bool cut_ = false;  // nothing can arrive for now
};

}  // namespace heddle::panels
