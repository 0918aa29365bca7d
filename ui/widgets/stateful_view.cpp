// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/stateful_view.h"

#include "ui/theme/theme.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/state_views.h"
#include "ui/widgets/tab_chain.h"

#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace heddle::widgets {
namespace {

// Greys what lies beneath without an effect, which would paint everything through a pixmap. Lets the mouse
// through.
class Veil : public QWidget {
 public:
  explicit Veil(QWidget* parent) : QWidget(parent) { setAttribute(Qt::WA_TransparentForMouseEvents); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QColor color = theme::tokens().surface;
    color.setAlphaF(0.5F);
    QPainter(this).fillRect(rect(), color);
  }
};

}  // namespace

StatefulView::StatefulView(QWidget* content, QWidget* parent)
    : QWidget(parent),
      content_(content),
      stackHost_(new QWidget(this)),
      stack_(new QStackedLayout(stackHost_)),
      empty_(new EmptyState),
      error_(new ErrorState),
      loading_(new LoadingState),
      notice_(new InlineNotice),
      veil_(nullptr) {
  for (QWidget* page : {content, static_cast<QWidget*>(loading_), static_cast<QWidget*>(empty_),
                        static_cast<QWidget*>(error_)})
    stack_->addWidget(page);
  notice_->hide();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(notice_);
  column->addWidget(stackHost_, 1);
  veil_ = new Veil(stackHost_);
  veil_->hide();
  // It stands above the content.
  chainTabs(chainTabs(content_->previousInFocusChain(), notice_), content_);
  connect(notice_, &InlineNotice::actionTriggered, this, &StatefulView::retryRequested);
  connect(error_, &ErrorState::retryRequested, this, &StatefulView::retryRequested);
  connect(loading_, &LoadingState::cancelRequested, this, &StatefulView::cancelRequested);
}

void StatefulView::showContent(const QString& remark) {
  setStale(false);
  turnTo(State::Content);
  notice_->setContent(InlineNotice::Kind::Info, remark);
  notice_->setAction({});
  notice_->setVisible(!remark.isEmpty());
}

void StatefulView::showLoading(const QString& what) {
  setStale(false);
  loading_->start(what);
  turnTo(State::Loading);
}

void StatefulView::showEmpty(const QString& icon, const QString& sentence, const QString& hint,
                             const QList<QAction*>& actions) {
  setStale(false);
  empty_->setContent(icon, sentence, hint);
  empty_->setActions(actions);
  turnTo(State::Empty);
}

void StatefulView::showError(const QString& sentence, const QString& cause, const QString& details) {
  setStale(false);
  error_->setContent(sentence, cause, details);
  turnTo(State::Error);
}

void StatefulView::showStale(const QString& sentence) {
  notice_->setContent(InlineNotice::Kind::Warning, sentence);
  notice_->setAction(tr("Retry"));
  turnTo(State::Content);
  setStale(true);
}

void StatefulView::turnTo(State state) {
  state_ = state;
  if (state != State::Loading) loading_->stop();
  QWidget* const pages[] = {content_, loading_, empty_, error_};
  stack_->setCurrentWidget(pages[static_cast<int>(state)]);
}

void StatefulView::setStale(bool stale) {
  stale_ = stale;
  notice_->setVisible(stale);
  veil_->setVisible(stale);
  if (stale) {
    veil_->setGeometry(stackHost_->rect());
    veil_->raise();
  }
}

void StatefulView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  veil_->setGeometry(stackHost_->rect());
}

}  // namespace heddle::widgets
