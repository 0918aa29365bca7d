// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_window.h"

#include "ui/shell/key_bindings.h"
#include "ui/shell/letter_guard.h"
#include "ui/shell/page_focus.h"
#include "ui/shell/side_panes.h"
#include "ui/shell/title_bar.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/accessible_role.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/text_label.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QCloseEvent>
#include <QPainter>
#include <QPointer>
#include <QSplitter>
#include <QVBoxLayout>

namespace heddle::shell {

PageWindow::PageWindow(const PageRegistry& registry, const PageKey& key, const QJsonObject& state,
                       KeyBindings& keys)
    : key_(key),
      page_(registry.find(key.kind)->create(key, nullptr)),
      title_(new widgets::TextLabel({}, widgets::TextRole::Title)),
      remark_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted)),
      environment_(new widgets::Chip),
      inspector_(new InspectorPane),
      columns_(new QSplitter(Qt::Horizontal)) {
  widgets::setAccessibleRole(this, QAccessible::Window);
  columns_->setHandleWidth(4);
  columns_->setChildrenCollapsible(false);
  columns_->addWidget(page_->widget());
  columns_->addWidget(inspector_);
  columns_->setStretchFactor(0, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(buildHead());
  column->addWidget(new widgets::Rule);
  column->addWidget(columns_, 1);
  toast_ = new widgets::Toast(this);
  if (!state.isEmpty()) page_->restoreState(state);
  inspector_->showFor(page_);
  inspector_->setVisible(inspector_->hasContent());
  addKeys(keys);
  wirePage();
  showTitle();
  setDeployment(std::nullopt);
  setWindowIcon(theme::icon(QStringLiteral("heddle"), theme::Tone::Text));
  resize(1180, 760);
}

PageWindow::~PageWindow() {
  page_->disconnect(this);
  page_->deactivate();
  // The widget goes before its page, as in a tab.
  const QPointer<QWidget> inspector = page_->inspector();
  delete inspector;
  delete page_->widget();
  delete page_;
}

QHBoxLayout* PageWindow::buildHead() {
  auto* head = new QHBoxLayout;
  head->setContentsMargins(theme::metrics::kPagePadding, 6, theme::metrics::kPagePadding, 6);
  head->setSpacing(10);
  title_->setElide(Qt::ElideMiddle);
  remark_->setElide(Qt::ElideRight);
  remark_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  head->addWidget(title_, 1);
  head->addWidget(environment_);
  head->addWidget(remark_, 1);
  auto* back = widgets::makeButton(tr("Back to the main window"), theme::ButtonKind::Plain,
                                   QStringLiteral("arrow-left"));
  theme::setSmall(back);
  connect(back, &QPushButton::clicked, this, &PageWindow::returnRequested);
  head->addWidget(back);
  return head;
}

// Under the names that they have in the main window, so that keys chosen there hold here.
void PageWindow::addKeys(KeyBindings& keys) {
  const auto add = [this](const char* name, const QString& text, auto does) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    connect(action, &QAction::triggered, this, does);
    addAction(action);
  };
  add("refresh", tr("Refresh"), [this] { page_->refresh(); });
  add("filter", tr("Filter the list"), [this] { page_->focusFilter(); });
  add("inspector", tr("Inspector"),
      [this] { inspector_->setVisible(inspector_->isHidden() && inspector_->hasContent()); });
  add("close-tab", tr("Close"), [this] { close(); });
  keys.adopt(actions());
  keys.adopt(*new widgets::ViewKeys(this));
  new LetterGuard(this);
}

void PageWindow::wirePage() {
  connect(page_, &Page::titleChanged, this, &PageWindow::showTitle);
  connect(page_, &Page::openRequested, this, &PageWindow::openRequested);
  connect(page_, &Page::statusText, remark_, &QLabel::setText);
  connect(page_, &Page::inspectorRequested, this,
          [this] { inspector_->setVisible(inspector_->hasContent()); });
  connect(page_, &Page::noticeRequested, this, [this](const QString& sentence) { toast_->say(sentence); });
}

void PageWindow::showTitle() {
  title_->setText(page_->title());
  setWindowTitle(tr("%1 · Heddle").arg(page_->title()));
}

void PageWindow::setDeployment(const std::optional<DeploymentItem>& item) {
  environment_->setVisible(item.has_value());
  if (!item) return;
  environment_->setText(tr("%1 · %2").arg(item->name, environmentChipText(*item)));
  environment_->setEnvironment(item->environment, false);
}

QJsonObject PageWindow::state() const {
  return page_->serializeState();
}

void PageWindow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  page_->activate();
  focusPage(page_->widget());
}

void PageWindow::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  page_->deactivate();
}

void PageWindow::closeEvent(QCloseEvent* event) {
  QWidget::closeEvent(event);
  Q_EMIT closed();
}

void PageWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::tokens().background);
}

}  // namespace heddle::shell
