// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/navigation.h"

#include "ui/shell/deployment_switcher.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/text_size.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace heddle::shell {
namespace {

constexpr int kSectionRow = 34;

class NavigationCell : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  bool collapsed = false;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const bool section = index.data(NavigationModel::SectionRole).toBool();
    return {60, section ? (collapsed ? 13 : theme::scaled(kSectionRow))
                        : theme::scaled(theme::metrics::kNavigationRow)};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const theme::Tokens& t = theme::tokens();
    const QRect& r = option.rect;
    if (index.data(NavigationModel::SectionRole).toBool()) {
      if (collapsed)
        painter->fillRect(QRect(r.x() + 4, r.center().y(), r.width() - 8, 1), t.lineFaint);
      else
        theme::drawLine(painter, r.adjusted(8, 12, -8, -2), index.data().toString(), theme::fonts().caption,
                        t.faint);
      return;
    }
    const bool on = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool hover = enabled && option.state.testFlag(QStyle::State_MouseOver);
    if (on || hover)
      theme::drawBox(painter, r, theme::metrics::kControlRadius, on ? t.selection : t.hover, QColor());
    const bool focused = option.state.testFlag(QStyle::State_HasFocus) &&
                         option.state.testFlag(QStyle::State_KeyboardFocusChange);
    if (focused) theme::drawFocusRing(painter, r);
    const QColor ink = !enabled ? t.faint : on ? t.accent : t.muted;
    const QString icon = index.data(NavigationModel::IconRole).toString();
    const int x = collapsed ? r.center().x() - 7 : r.x() + 8;
    theme::drawIcon(painter, icon, ink, QPointF(x, r.y() + (r.height() - theme::metrics::kIcon) / 2));
    if (collapsed) return;
    QRect text = r.adjusted(32, 0, -8, 0);
    const QString count = index.data(NavigationModel::CountRole).toString();
    theme::drawLine(painter, text, count, theme::fonts().small, t.muted, Qt::AlignRight);
    if (!count.isEmpty())
      text.setRight(text.right() - QFontMetrics(theme::fonts().small).horizontalAdvance(count) - 6);
    theme::drawLine(painter, text, index.data().toString(), on ? theme::fonts().medium : theme::fonts().text,
                    enabled ? t.text : t.faint);
  }
};

}  // namespace

NavigationList::NavigationList(NavigationModel* pages, QWidget* parent) : QListView(parent) {
  setItemDelegate(new NavigationCell(this));
  setModel(pages);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(ScrollPerPixel);
  setEditTriggers(NoEditTriggers);
  setMouseTracking(true);
  setAccessibleName(tr("Pages"));
}

void NavigationList::setCollapsed(bool collapsed) {
  static_cast<NavigationCell*>(itemDelegate())->collapsed = collapsed;
  setVerticalScrollBarPolicy(collapsed ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
  scheduleDelayedItemsLayout();
}

void NavigationList::choose(const QModelIndex& index, Qt::KeyboardModifiers modifiers) {
  if (!index.isValid() || !index.flags().testFlag(Qt::ItemIsEnabled)) return;
  const bool newTab = modifiers.testFlag(Qt::ControlModifier);
  Q_EMIT pageChosen(index.data(NavigationModel::KindRole).toString(),
                    newTab ? OpenMode::NewTab : OpenMode::InPlace);
}

void NavigationList::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter)
    choose(currentIndex(), event->modifiers());
  else
    QListView::keyPressEvent(event);
}

void NavigationList::mouseReleaseEvent(QMouseEvent* event) {
  QListView::mouseReleaseEvent(event);
  const bool middle = event->button() == Qt::MiddleButton;
  if (event->button() != Qt::LeftButton && !middle) return;
  choose(indexAt(event->position().toPoint()), middle ? Qt::ControlModifier : event->modifiers());
}

Navigation::Navigation(const PageRegistry& registry, QWidget* parent)
    : QWidget(parent),
      model_(new NavigationModel(registry, this)),
      list_(new NavigationList(model_)),
      switcher_(new DeploymentSwitcher) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 9, 8);
  column->setSpacing(4);
  column->addWidget(switcher_);
  column->addWidget(list_, 1);
  theme::whenThemeChanges(this, [this] { setCollapsed(collapsed_); });
  connect(list_, &NavigationList::pageChosen, this, &Navigation::pageChosen);
  connect(model_, &NavigationModel::modelReset, this, [this] { setCurrentKind(currentKind_); });
}

void Navigation::setCollapsed(bool collapsed) {
  collapsed_ = collapsed;
  setFixedWidth(collapsed ? theme::metrics::kNavigationCollapsedWidth
                          : theme::scaled(theme::metrics::kNavigationWidth));
  list_->setCollapsed(collapsed);
  switcher_->setCompact(collapsed);
}

void Navigation::setCurrentKind(const QString& kind) {
  currentKind_ = kind;
  const int row = model_->rowOf(kind);
  if (row >= 0)
    list_->setCurrentIndex(model_->index(row));
  else
    list_->setCurrentIndex({});
}

void Navigation::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::tokens().surface);
  painter.fillRect(QRect(width() - 1, 0, 1, height()), theme::tokens().line);
}

}  // namespace heddle::shell
