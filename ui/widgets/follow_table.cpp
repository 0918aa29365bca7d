// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/follow_table.h"

#include "ui/widgets/buttons.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>
#include <QWheelEvent>

namespace heddle::widgets {
namespace {
constexpr int kFrameMs = 33;
}

FollowTable::FollowTable(QWidget* parent)
    : DataTable(parent),
      pill_(makeButton({}, theme::ButtonKind::Primary, QStringLiteral("arrow-down"), this)),
      frame_(new QTimer(this)) {
  theme::setSmall(pill_);
  pill_->hide();
  pill_->setFocusPolicy(Qt::NoFocus);
  frame_->setSingleShot(true);
  frame_->setInterval(kFrameMs);
  connect(frame_, &QTimer::timeout, this, [this] { follow_ ? scrollToEnd() : placePill(); });
  connect(pill_, &QPushButton::clicked, this, [this] { setFollow(true); });
  connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &FollowTable::onScrolled);
}

void FollowTable::setModel(QAbstractItemModel* next) {
  if (model()) disconnect(model(), nullptr, this, nullptr);
  DataTable::setModel(next);
  unseen_ = 0;
  if (!next) return;
  connect(next, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex&, int first, int last) { onInserted(first, last); });
  connect(next, &QAbstractItemModel::rowsAboutToBeRemoved, this,
          [this](const QModelIndex&, int first, int last) { onRemoving(first, last); });
  connect(next, &QAbstractItemModel::modelReset, this, [this] {
    unseen_ = 0;
    frame_->start();
  });
  if (follow_) frame_->start();
}

void FollowTable::setFollow(bool follow) {
  if (follow) {
    unseen_ = 0;
    pill_->hide();
    scrollToEnd();
  }
  if (follow == follow_) return;
  follow_ = follow;
  Q_EMIT followChanged(follow);
}

void FollowTable::onInserted(int first, int last) {
  if (!follow_ && counting_) unseen_ += last - first + 1;
  if (!frame_->isActive()) frame_->start();
}

void FollowTable::onRemoving(int first, int last) {
  if (follow_ || first != 0) return;
  const int gone = rowViewportPosition(last) + rowHeight(last) - rowViewportPosition(first);
  ownScroll_ = true;
  verticalScrollBar()->setValue(std::max(0, verticalScrollBar()->value() - gone));
  ownScroll_ = false;
}

void FollowTable::onScrolled(int value) {
  if (ownScroll_ || !isVisible()) return;
  if (value >= verticalScrollBar()->maximum()) setFollow(true);
}

void FollowTable::scrollToEnd() {
  ownScroll_ = true;
  scrollToBottom();
  ownScroll_ = false;
  pill_->hide();
}

void FollowTable::placePill() {
  pill_->setVisible(unseen_ > 0);
  if (unseen_ == 0) return;
  pill_->setText(tr("+%1 new").arg(QLocale().toString(unseen_)));
  pill_->setAccessibleName(pill_->text());
  pill_->resize(pill_->sizeHint());
  pill_->move((width() - pill_->width()) / 2, viewport()->geometry().bottom() - pill_->height() - 12);
  pill_->raise();
}

void FollowTable::resizeEvent(QResizeEvent* event) {
  DataTable::resizeEvent(event);
  if (follow_)
    scrollToEnd();
  else
    placePill();
}

void FollowTable::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  if (key == Qt::Key_End) {
    DataTable::keyPressEvent(event);
    setFollow(true);
    return;
  }
  if (key == Qt::Key_Up || key == Qt::Key_PageUp || key == Qt::Key_Home) setFollow(false);
  DataTable::keyPressEvent(event);
}

bool FollowTable::perform(ViewCommand command) {
  if (command == ViewCommand::ExtendUp) setFollow(false);
  return DataTable::perform(command);
}

void FollowTable::wheelEvent(QWheelEvent* event) {
  if (event->angleDelta().y() > 0 && verticalScrollBar()->maximum() > 0) setFollow(false);
  DataTable::wheelEvent(event);
}

}  // namespace heddle::widgets
