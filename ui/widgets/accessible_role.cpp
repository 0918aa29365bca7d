// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/accessible_role.h"

#include <QAccessibleWidget>
#include <QLabel>

namespace heddle::widgets {
namespace {

constexpr char kRole[] = "heddleAccessibleRole";

class Described : public QAccessibleWidget {
 public:
  Described(QWidget* widget, QAccessible::Role role) : QAccessibleWidget(widget, role) {}

  QString text(QAccessible::Text part) const override {
    const auto* label = qobject_cast<const QLabel*>(widget());
    if (!label || part != QAccessible::Name) return QAccessibleWidget::text(part);
    const QString name = label->accessibleName();
    return name.isEmpty() ? label->text() : QString(name + QStringLiteral(": ") + label->text());
  }
};

QAccessibleInterface* describe(const QString&, QObject* object) {
  if (!object->isWidgetType()) return nullptr;
  const QVariant role = object->property(kRole);
  if (!role.isValid()) return nullptr;
  return new Described(static_cast<QWidget*>(object), static_cast<QAccessible::Role>(role.toInt()));
}

}  // namespace

void setAccessibleRole(QWidget* widget, QAccessible::Role role) {
  QAccessible::installFactory(describe);  // kept once, however often
  widget->setProperty(kRole, static_cast<int>(role));
}

}  // namespace heddle::widgets
