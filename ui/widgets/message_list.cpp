// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/message_list.h"

#include "ui/widgets/follow_selection.h"
#include "ui/widgets/message_delegate.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QScrollBar>

namespace heddle::widgets {

MessageList::MessageList(QWidget* parent) : QListView(parent), messages_(new MessageModel(this)) {
  setItemDelegate(new MessageDelegate(messages_, this));
  setModel(messages_);
  setFrameShape(QFrame::NoFrame);
  viewport()->setAutoFillBackground(false);  // cards lie on what is behind the list
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setLayoutMode(Batched);
  setBatchSize(200);
  setResizeMode(Adjust);
  setAccessibleName(tr("Messages"));
  verticalScrollBar()->setSingleStep(24);
  connect(messages_, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
    if (!atEnd() || messages_->rowCount() == 0) return;
    QMetaObject::invokeMethod(this, &QListView::scrollToBottom, Qt::QueuedConnection);
  });
  connect(messages_, &QAbstractItemModel::dataChanged, this, [this] {
    const bool follow = atEnd();
    scheduleDelayedItemsLayout();
    if (follow) QMetaObject::invokeMethod(this, &QListView::scrollToBottom, Qt::QueuedConnection);
  });
  connect(this, &QListView::doubleClicked, this, &MessageList::opened);
}

void MessageList::fitUpTo(int height) {
  mostHeight_ = height;
  scheduleDelayedItemsLayout();
}

void MessageList::doItemsLayout() {
  QListView::doItemsLayout();
  if (mostHeight_ <= 0) return;
  const int wanted = std::min(mostHeight_, contentsSize().height() + 2 * frameWidth());
  if (wanted > 0 && wanted != maximumHeight()) setFixedHeight(wanted);
}

bool MessageList::atEnd() const {
  return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 4;
}

void MessageList::keyPressEvent(QKeyEvent* event) {
  if (!ViewKeys::perform(*this, *this, event)) QListView::keyPressEvent(event);
}

void MessageList::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QListView::selectionChanged(selected, deselected);
  followSelection(*this, selected);
}

bool MessageList::perform(ViewCommand command) {
  const QModelIndex index = currentIndex();
  const bool open = command == ViewCommand::Open;
  if (!index.isValid() || (!open && command != ViewCommand::CopyCell)) return false;
  if (open)
    Q_EMIT opened(index);
  else
    QApplication::clipboard()->setText(index.data(MessageModel::TextRole).toString());
  return true;
}

void MessageList::resizeEvent(QResizeEvent* event) {
  QListView::resizeEvent(event);
  if (event->oldSize().width() != event->size().width()) scheduleDelayedItemsLayout();
}

}  // namespace heddle::widgets
