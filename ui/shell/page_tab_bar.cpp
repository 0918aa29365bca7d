// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_tab_bar.h"

#include "ui/theme/paint.h"
#include "ui/theme/status_style.h"
#include "ui/theme/text_size.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace heddle::shell {
namespace {

constexpr int kClose = 22;
constexpr int kMaxTab = 320;
constexpr int kMinTab = 96;

int widthOf(const QFont& font, const QString& text) {
  return QFontMetrics(font).horizontalAdvance(text);
}

}  // namespace

PageTabBar::PageTabBar(QWidget* parent) : QTabBar(parent) {
  setTabsClosable(true);
  setMovable(true);
  setDrawBase(false);
  setExpanding(false);
  setUsesScrollButtons(true);
  theme::followHeight(this, theme::metrics::kTabBar);
  setMouseTracking(true);
  setAccessibleName(tr("Open pages"));
}

void PageTabBar::setMark(int tab, const QString& deployment, const QString& environment) {
  const QStringList mark{deployment, environment};
  if (tabData(tab).toStringList() == mark) return;
  setTabData(tab, mark);
  // The size of a tab is only asked again when its text is set.
  const QString text = tabText(tab);
  setTabText(tab, QString());
  setTabText(tab, text);
}

QSize PageTabBar::tabSizeHint(int tab) const {
  const QStringList mark = tabData(tab).toStringList();
  int width = 12 + widthOf(theme::fonts().medium, tabText(tab)) + 8 + kClose;
  if (!mark.value(1).isEmpty()) width += 14;
  if (!mark.value(0).isEmpty())
    width += 6 + std::min(theme::scaled(96), widthOf(theme::fonts().small, mark.value(0)));
  return {std::clamp(width, theme::scaled(kMinTab), theme::scaled(kMaxTab)),
          theme::scaled(theme::metrics::kTabBar)};
}

QSize PageTabBar::minimumTabSizeHint(int tab) const {
  return {std::min(theme::scaled(kMinTab), tabSizeHint(tab).width()), theme::scaled(theme::metrics::kTabBar)};
}

void PageTabBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  painter.fillRect(rect(), t.surface);
  painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
  for (int tab = 0; tab < count(); ++tab) {
    if (tab != currentIndex()) paintTab(&painter, tab);
  }
  if (currentIndex() >= 0) paintTab(&painter, currentIndex());
}

void PageTabBar::paintTab(QPainter* painter, int tab) const {
  const theme::Tokens& t = theme::tokens();
  const bool on = tab == currentIndex();
  const QRect r = tabRect(tab).adjusted(
      0, theme::scaled(theme::metrics::kTabBar) - theme::scaled(theme::metrics::kTab), -2, 0);
  const bool hover = r.contains(mapFromGlobal(QCursor::pos()));
  if (on || hover) {
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setClipRect(r);
    theme::drawBox(painter, r.adjusted(0, 0, 0, 8), theme::metrics::kControlRadius,
                   on ? t.background : t.hover, QColor());
    if (on) {
      painter->setClipRect(QRect(r.x(), r.y(), r.width(), 2));
      theme::drawBox(painter, r.adjusted(0, 0, 0, 8), theme::metrics::kControlRadius, t.accent, QColor());
    }
    painter->setClipping(false);
    if (!on) painter->fillRect(QRect(r.x(), height() - 1, r.width(), 1), t.line);
  }
  if (on && hasFocus()) theme::drawFocusRing(painter, r.adjusted(2, 3, -2, -2), 4);
  const QStringList mark = tabData(tab).toStringList();
  QRect text = r.adjusted(12, 1, -kClose, 0);
  if (!mark.value(1).isEmpty()) {
    const QRect dot(text.x(), text.center().y() - 3, 7, 7);
    theme::drawBox(painter, dot, 4, theme::environmentInk(mark.value(1)).strong, QColor());
    text.setLeft(text.left() + 14);
  }
  const QFont& font = on ? theme::fonts().medium : theme::fonts().text;
  const int title = std::min(widthOf(font, tabText(tab)) + 1, text.width());
  theme::drawLine(painter, QRect(text.x(), text.y(), title, text.height()), tabText(tab), font,
                  on ? t.text : t.muted, Qt::AlignLeft, Qt::ElideMiddle);
  text.setLeft(text.left() + title + 6);
  if (text.width() > 24)
    theme::drawLine(painter, text, mark.value(0), theme::fonts().small, t.faint, Qt::AlignLeft,
                    Qt::ElideMiddle);
}

void PageTabBar::mouseReleaseEvent(QMouseEvent* event) {
  const int tab = tabAt(event->position().toPoint());
  if (event->button() == Qt::MiddleButton && tab >= 0)
    Q_EMIT tabCloseRequested(tab);
  else
    QTabBar::mouseReleaseEvent(event);
}

void PageTabBar::contextMenuEvent(QContextMenuEvent* event) {
  const int tab = tabAt(event->pos());
  if (tab < 0) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QAction* close = menu->addAction(tr("Close"), this, [this, tab] { Q_EMIT tabCloseRequested(tab); });
  if (close_) close->setShortcut(close_->shortcut());
  menu->addAction(tr("Close others"), this, [this, tab] { Q_EMIT closeOthersRequested(tab); })
      ->setEnabled(count() > 1);
  menu->addAction(tr("Move to a new window"), this, [this, tab] { Q_EMIT detachRequested(tab); });
  menu->popup(event->globalPos());
}

}  // namespace heddle::shell
