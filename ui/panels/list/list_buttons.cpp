// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/list_buttons.h"

#include "ui/widgets/buttons.h"

#include <utility>

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace heddle::panels {

void addListButtons(QHBoxLayout* bar, const QString& list, QWidget* page, ListMenus menus) {
  const auto add = [&](const QString& text, const char* icon) {
    auto* button = widgets::makeButton(text, theme::ButtonKind::Plain, QLatin1String(icon), page);
    button->setAccessibleName(list + QStringLiteral(": ") + text.toLower());
    bar->addWidget(button, 0, Qt::AlignTop);
    return button;
  };
  const auto opens = [page](QPushButton* button, std::function<void(QMenu*)> fill) {
    QObject::connect(button, &QPushButton::clicked, page, [page, button, fill = std::move(fill)] {
      auto* menu = new QMenu(page);
      menu->setAttribute(Qt::WA_DeleteOnClose);
      fill(menu);
      menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    });
  };
  opens(add(QStringLiteral("Views"), "layers"), std::move(menus.views));
  QObject::connect(add(QStringLiteral("Columns"), "settings"), &QPushButton::clicked, page,
                   std::move(menus.columns));
  opens(add(QStringLiteral("Export"), "download"), std::move(menus.exports));
}

}  // namespace heddle::panels
