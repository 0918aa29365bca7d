// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/detail_buttons.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"

#include <QHBoxLayout>

namespace heddle::panels {

namespace {
constexpr int kGap = 8;
}

DetailButtons::DetailButtons(Layout layout, QWidget* parent) : QWidget(parent), layout_(layout) {
  if (layout_ == Layout::full) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(kGap);
    return;
  }
  new widgets::FlowLayout(this, kGap);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void DetailButtons::add(QAction* action, theme::ButtonKind kind) {
  QWidget::layout()->addWidget(widgets::makeActionButton(action, kind, this, scopedName(layout_, {})));
}

}  // namespace heddle::panels
