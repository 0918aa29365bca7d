// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_focus.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QEvent>
#include <QPointer>

namespace heddle::shell {
namespace {

// Waits for one list to be shown, then goes away.
class FocusWhenShown : public QObject {
 public:
  FocusWhenShown(QAbstractItemView* list, QWidget* page) : QObject(list), list_(list), page_(page) {
    list->installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == list_ && event->type() == QEvent::Show) {
      if (page_ && QApplication::focusWidget() == page_) list_->setFocus();
      deleteLater();
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  QAbstractItemView* list_;
  QPointer<QWidget> page_;
};

}  // namespace

void focusPage(QWidget* page) {
  const QWidget* now = QApplication::focusWidget();
  if (!page || (now != page && page->isAncestorOf(now))) return;
  if (page->focusProxy() || page->focusPolicy() != Qt::NoFocus) return page->setFocus();
  QAbstractItemView* hidden = nullptr;
  for (auto* list : page->findChildren<QAbstractItemView*>()) {
    if (list->focusPolicy() == Qt::NoFocus) continue;
    if (list->isVisibleTo(page)) return list->setFocus();
    if (!hidden) hidden = list;
  }
  page->setFocus();  // the keys of the page act already
  if (hidden) new FocusWhenShown(hidden, page);
}

}  // namespace heddle::shell
