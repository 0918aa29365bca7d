// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QList>
#include <QWidget>

class QAction;
class QStackedLayout;

namespace heddle::widgets {

class EmptyState;
class ErrorState;
class InlineNotice;
class LoadingState;

// Any content with its four other states. A failure while rows are on screen keeps them, greyed, with a line
// above that says how old they are and why.
class StatefulView : public QWidget {
  Q_OBJECT
 public:
  enum class State { Content, Loading, Empty, Error };

  explicit StatefulView(QWidget* content, QWidget* parent = nullptr);

  State state() const { return state_; }
  bool isStale() const { return stale_; }

  // `remark` stands above the content: what it leaves out, mostly nothing.
  void showContent(const QString& remark = {});
  void showLoading(const QString& what);
  void showEmpty(const QString& icon, const QString& sentence, const QString& hint = {},
                 const QList<QAction*>& actions = {});
  void showError(const QString& sentence, const QString& cause = {}, const QString& details = {});
  // Content stays, greyed; `sentence` says age and reason: "12 s old: Postgres does not answer."
  void showStale(const QString& sentence);

  EmptyState* emptyState() const { return empty_; }

 Q_SIGNALS:
  void retryRequested();
  void cancelRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void turnTo(State state);
  void setStale(bool stale);

  State state_ = State::Content;
  bool stale_ = false;
  QWidget* content_;
  QWidget* stackHost_;
  QStackedLayout* stack_;
  EmptyState* empty_;
  ErrorState* error_;
  LoadingState* loading_;
  InlineNotice* notice_;
  QWidget* veil_;
};

}  // namespace heddle::widgets
