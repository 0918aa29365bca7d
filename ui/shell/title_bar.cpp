// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/title_bar.h"

#include "ui/shell/key_hint.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/text_size.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace heddle::shell {

// Looks like a field, is a button: the palette it opens has the real one.
class GoToBox : public QPushButton {
 public:
  GoToBox() {
    setAccessibleName(tr("Go to run, thread, page"));
    setKey(nullptr);
    setMinimumWidth(120);
    setMaximumWidth(420);
    theme::followHeight(this, 26);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }

  void setKey(const QAction* action) {
    key_ = action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
    setToolTip(withKey(tr("Go to anything: a page, a deployment, a pasted id"), action));
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const theme::Tokens& t = theme::tokens();
    theme::drawBox(&painter, rect(), theme::metrics::kControlRadius, t.sunken,
                   underMouse() ? t.muted : t.line);
    theme::drawIcon(&painter, QStringLiteral("search"), t.faint, QPointF(10, height() / 2 - 7), 14);
    QRect text = rect().adjusted(34, 0, -8, 0);
    if (!key_.isEmpty()) {
      const int width = QFontMetrics(theme::fonts().monoSmall).horizontalAdvance(key_) + 10;
      const QRect box(rect().right() - width - 8, (height() - theme::scaled(16)) / 2, width,
                      theme::scaled(16));
      theme::drawBox(&painter, box, 4, QColor(), t.line);
      theme::drawLine(&painter, box, key_, theme::fonts().monoSmall, t.faint, Qt::AlignHCenter);
      text.setRight(box.left() - 6);
    }
    theme::drawLine(&painter, text, tr("Go to run, thread, page…"), theme::fonts().text, t.faint);
    if (hasFocus()) theme::drawFocusRing(&painter, rect());
  }

 private:
  QString key_;
};

QString environmentChipText(const DeploymentItem& item) {
  const QString lock = item.locked ? TitleBar::tr("read-only") : TitleBar::tr("unlocked");
  return TitleBar::tr("%1 · %2").arg(item.environment.toUpper(), lock);
}

TitleBar::TitleBar(QWidget* parent)
    : QWidget(parent),
      name_(new widgets::Chip),
      environment_(new widgets::Chip),
      server_(new widgets::Chip),
      goTo_(new GoToBox),
      actions_(new QHBoxLayout) {
  theme::followHeight(this, theme::metrics::kTitleBar);
  auto* row = new QHBoxLayout(this);
  theme::whenThemeChanges(this, [row] {
    row->setContentsMargins(theme::scaled(theme::metrics::kNavigationWidth) - 4, 0, 12, 1);
  });
  row->setSpacing(10);
  row->addWidget(name_);
  row->addWidget(environment_);
  row->addWidget(server_);
  row->addStretch(1);
  row->addWidget(goTo_, 3);
  actions_->setSpacing(8);
  row->addLayout(actions_);
  connect(goTo_, &QPushButton::clicked, this, &TitleBar::goToRequested);
  setDeployment(std::nullopt);
}

void TitleBar::setDeployment(const std::optional<DeploymentItem>& item) {
  name_->setVisible(item.has_value());
  environment_->setVisible(item.has_value());
  server_->setVisible(item && !item->server.isEmpty());
  if (!item) return;
  name_->setText(item->name);
  name_->setEnvironment(item->environment, true);
  environment_->setText(environmentChipText(*item));
  environment_->setEnvironment(item->environment, false);
  environment_->setIcon(item->locked ? QStringLiteral("lock") : QStringLiteral("unlock"));
  server_->setText(item->server);
}

void TitleBar::setGoToAction(const QAction* action) {
  goTo_->setKey(action);
  connect(action, &QAction::changed, goTo_, [this, action] { goTo_->setKey(action); });
}

void TitleBar::setActions(const QList<QAction*>& actions) {
  while (QLayoutItem* item = actions_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (QAction* action : actions) {
    actions_->addWidget(widgets::makeActionButton(action, theme::ButtonKind::Plain, this));
  }
}

void TitleBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  painter.fillRect(rect(), t.surface);
  painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
  theme::drawIcon(&painter, QStringLiteral("heddle"), t.text, QPointF(12, (height() - 19) / 2), 18);
  QFont name = theme::fonts().medium;
  name.setWeight(QFont::DemiBold);
  theme::drawLine(&painter, QRect(38, 0, 160, height() - 1), QStringLiteral("Heddle"), name, t.text);
}

}  // namespace heddle::shell
