// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace heddle::widgets {
class TextLabel;
}

namespace heddle::shell {

class SourceDot;

// The 26 px row at the foot: sources of the active deployment, refresh interval, time mode, tasks, what the
// page says.
class StatusBar : public QWidget {
  Q_OBJECT
 public:
  explicit StatusBar(QWidget* parent = nullptr);

  void setSources(const SourceStates& states);
  // Without a deployment there are no sources to speak of.
  void setSourcesShown(bool shown);
  // Seconds; 0 is off.
  void setRefreshInterval(int seconds);
  int refreshInterval() const { return refresh_; }
  void setTimeModes(const QStringList& words, int current);
  void showTimeMode(const QString& word);
  // The entries of both menus, for the palette; they stay with their menus, and separators are among them.
  QList<QAction*> menuCommands() const;
  void setPageText(const QString& text);
  void setTasksText(const QString& text);
  // At the right end; the actions stay with their owner.
  void addToggles(const QList<QAction*>& actions);

 Q_SIGNALS:
  void refreshIntervalChosen(int seconds);
  void timeModeChosen(int mode);
  void timeZoneWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QToolButton* addMenuButton(const QString& name);
  void fillRefreshMenu();

  QHBoxLayout* row_;
  SourceDot* postgres_;
  SourceDot* redis_;
  SourceDot* api_;
  widgets::TextLabel* clock_;
  QToolButton* refreshButton_;
  QToolButton* timeButton_;
  widgets::TextLabel* page_;
  widgets::TextLabel* tasks_;
  int refresh_ = 5;
};

}  // namespace heddle::shell
