// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/deployment_switcher.h"

#include "ui/shell/key_hint.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/status_style.h"
#include "ui/theme/text_size.h"

#include <QMenu>
#include <QPainter>

namespace heddle::shell {
namespace {
constexpr int kHeight = 40;
}

QIcon environmentIcon(const QString& environment) {
  QIcon icon;
  for (const int scale : {1, 2}) {
    QPixmap pixmap(16 * scale, 16 * scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    theme::drawBox(&painter, QRect(4 * scale, 4 * scale, 8 * scale, 8 * scale), 4 * scale,
                   theme::environmentInk(environment).strong, QColor());
    painter.end();
    pixmap.setDevicePixelRatio(scale);
    icon.addPixmap(pixmap);
  }
  return icon;
}

DeploymentSwitcher::DeploymentSwitcher(QWidget* parent) : QAbstractButton(parent) {
  theme::followHeight(this, kHeight);
  setFocusPolicy(Qt::TabFocus);
  setAttribute(Qt::WA_Hover, true);
  setCurrent({});
  connect(this, &QAbstractButton::clicked, this, &DeploymentSwitcher::openMenu);
}

void DeploymentSwitcher::setDeployments(const QList<DeploymentItem>& items) {
  items_ = items;
  setCurrent(current_);
}

void DeploymentSwitcher::setCurrent(const QString& slug) {
  current_ = slug;
  const DeploymentItem* item = currentItem();
  const QString name =
      item ? tr("Deployment %1, %2").arg(item->name, item->environment) : tr("Choose a deployment");
  setAccessibleName(name);
  setToolTip(withKey(name, open_));
  update();
}

void DeploymentSwitcher::setOpenAction(const QAction* action) {
  open_ = action;
  connect(action, &QAction::changed, this, [this] { setCurrent(current_); });
}

void DeploymentSwitcher::setCompact(bool compact) {
  compact_ = compact;
  update();
}

QSize DeploymentSwitcher::sizeHint() const {
  return {compact_ ? 32 : 180, theme::scaled(kHeight)};
}

const DeploymentItem* DeploymentSwitcher::currentItem() const {
  for (const DeploymentItem& item : items_) {
    if (item.slug == current_) return &item;
  }
  return nullptr;
}

void DeploymentSwitcher::openMenu() {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const DeploymentItem& item : items_) {
    QAction* action =
        menu->addAction(environmentIcon(item.environment), item.name + u'\t' + item.environment);
    const QString slug = item.slug;
    connect(action, &QAction::triggered, this, [this, slug] { Q_EMIT chosen(slug); });
    if (slug == current_) menu->setActiveAction(action);
  }
  if (!items_.isEmpty() && !actions_.isEmpty()) menu->addSeparator();
  menu->addActions(actions_);
  if (menu->isEmpty()) menu->addAction(tr("No deployment yet"))->setEnabled(false);
  menu->setMinimumWidth(width());
  menu->popup(mapToGlobal(rect().bottomLeft() + QPoint(0, 2)));
}

void DeploymentSwitcher::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(&painter, rect(), theme::metrics::kControlRadius,
                 underMouse() || isDown() ? t.hover : t.surface, t.line);
  const DeploymentItem* item = currentItem();
  const QColor mark = item ? theme::environmentInk(item->environment).strong : t.faint;
  const int x = compact_ ? width() / 2 - 4 : 11;
  theme::drawBox(&painter, QRect(x, height() / 2 - 4, 8, 8), 4, mark, QColor());
  if (!compact_) {
    const QRect text(28, theme::scaled(4), width() - 52, theme::scaled(17));
    theme::drawLine(&painter, text, item ? item->name : tr("No deployment"), theme::fonts().medium, t.text,
                    Qt::AlignLeft, Qt::ElideMiddle);
    const QString below = item ? item->environment : tr("Choose or add one");
    theme::drawLine(&painter, text.translated(0, theme::scaled(16)), below, theme::fonts().small,
                    item ? mark : t.muted);
    theme::drawIcon(&painter, QStringLiteral("chevrons"), t.muted, QPointF(width() - 22, height() / 2 - 6),
                    12);
  }
  if (hasFocus()) theme::drawFocusRing(&painter, rect());
}

}  // namespace heddle::shell
