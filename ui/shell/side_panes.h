// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <QWidget>

class QAction;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace heddle::widgets {
class TextLabel;
}

namespace heddle::shell {

// The right side: shows the inspector of the page in front.
class InspectorPane : public QWidget {
  Q_OBJECT
 public:
  explicit InspectorPane(QWidget* parent = nullptr);
  void showFor(Page* page);
  bool hasContent() const;

 private:
  QStackedWidget* stack_;
  QWidget* nothing_;
};

// The lower side: panels of the whole window (tail, tasks, log) in tabs.
class BottomPanel : public QWidget {
  Q_OBJECT
 public:
  explicit BottomPanel(QWidget* parent = nullptr);
  // Takes the widget over.
  void addPanel(const QString& title, QWidget* panel);
  void showPanel(QWidget* panel);
  // Whose key the closing button says.
  void setHideAction(const QAction* action);
  int count() const;

 Q_SIGNALS:
  void closeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QTabBar* tabs_;
  QToolButton* close_;
  QStackedWidget* stack_;
};

}  // namespace heddle::shell
