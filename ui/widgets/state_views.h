// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QAction>
#include <QElapsedTimer>
#include <QList>
#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QPlainTextEdit;
class QPushButton;
class QTimer;
class QVBoxLayout;

namespace heddle::widgets {

class TextLabel;

// Why there is nothing, and what can be done: icon, sentence, hint, actions, and room for more (a snippet to
// copy).
class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(QWidget* parent = nullptr);
  void setContent(const QString& icon, const QString& sentence, const QString& hint);
  // The first is the primary action. The actions stay with their owner. The same ones again leave their
  // buttons as they are: one may have the focus, or be pressed, while a list is looked at anew.
  void setActions(const QList<QAction*>& actions);
  // Shown beneath the actions; taken over.
  void setExtra(QWidget* extra);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void fitColumn();

  QString icon_;
  TextLabel* sentence_;
  TextLabel* hint_;
  QHBoxLayout* buttons_;
  QList<QPointer<QAction>> actions_;  // of the buttons
  QVBoxLayout* column_;
  QWidget* extra_ = nullptr;
};

// One sentence, the cause, Retry, and the details on demand.
class ErrorState : public QWidget {
  Q_OBJECT
 public:
  explicit ErrorState(QWidget* parent = nullptr);
  void setContent(const QString& sentence, const QString& cause, const QString& details);

 Q_SIGNALS:
  void retryRequested();

 private:
  TextLabel* sentence_;
  TextLabel* cause_;
  QPushButton* toggle_;
  QPlainTextEdit* details_;
};

// Nothing for 150 ms, then the bones of what is to come, after 1 s how long it has taken; cancel always.
class LoadingState : public QWidget {
  Q_OBJECT
 public:
  explicit LoadingState(QWidget* parent = nullptr);
  void start(const QString& what);
  void stop();
  bool skeletonShown() const { return bones_; }

 Q_SIGNALS:
  void cancelRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void tick();

  QElapsedTimer since_;
  QTimer* timer_;
  QString what_;
  TextLabel* elapsed_;
  QPushButton* cancel_;
  bool bones_ = false;
};

}  // namespace heddle::widgets
