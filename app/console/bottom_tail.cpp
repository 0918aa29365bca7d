// SPDX-License-Identifier: Apache-2.0
#include "app/console/bottom_tail.h"

#include "ui/theme/theme.h"

#include <QVBoxLayout>

namespace heddle::console {

BottomTail::BottomTail(OpenDeployments& deployments, WindowTime& time, QWidget* parent)
    : QWidget(parent),
      deployments_(deployments),
      pane_(new panels::TailPane(events_, QStringLiteral("Bottom tail"), panels::TailPane::Scope::manyRuns)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(theme::metrics::kPagePadding, 4, theme::metrics::kPagePadding, 4);
  column->addWidget(pane_);
  pane_->setSideBySide();
  connect(pane_, &panels::TailPane::retryRequested, this, &BottomTail::watch);
  connect(&time, &WindowTime::modeChanged, this, [this, &time] { events_.setTimeFormat(time.format()); });
  events_.setTimeFormat(time.format());
}

BottomTail::~BottomTail() {
  stream_.reset();
  // The pane reads the table, which goes with this object's members, before its children.
  delete pane_;
}

void BottomTail::setDeployment(const QString& slug) {
  if (slug == slug_) return;
  slug_ = slug;
  events_.clear();
  if (deployment_ != nullptr) disconnect(deployment_, nullptr, this, nullptr);
  deployment_ = nullptr;
  if (isVisible()) watch();
}

void BottomTail::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  watch();
}

void BottomTail::hideEvent(QHideEvent* event) {
  stream_.reset();
  QWidget::hideEvent(event);
}

void BottomTail::watch() {
  stream_.reset();
  if (slug_.isEmpty()) {
    pane_->showWaiting(QStringLiteral("No deployment is open"),
                       QStringLiteral("Choose one above the navigation."));
    return;
  }
  if (deployment_ == nullptr) {
    deployment_ = &deployments_.at(slug_);
    connect(deployment_, &OpenDeployment::opened, this, [this] {
      if (isVisible()) watch();
    });
    connect(deployment_, &OpenDeployment::closing, this, [this] {
      stream_.reset();
      events_.clear();
    });
    connect(deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
      pane_->showError(QStringLiteral("The deployment could not be opened."), why);
    });
    deployment_->open();
  }
  if (deployment_->session() == nullptr) return;
  stream_ = std::make_unique<RunStream>(*deployment_, events_, *pane_);
  stream_->watchDeployment();
}

}  // namespace heddle::console
