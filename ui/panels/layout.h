// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QString>

namespace heddle::panels {

/// Where a detail is shown: beside a list, or as a page of its own.
enum class Layout { compact, full };

/// Below this the inspector's tabs and buttons would be cut.
inline constexpr int kInspectorWidth = 380;

/// Accessible names are unique per window: what stands in the inspector says so.
inline QString scopedName(Layout layout, const QString& name) {
  return layout == Layout::compact ? QString(QStringLiteral("Inspector: ") + name) : name;
}

/// Fields of one thing among several of its kind: "API" becomes "API of support-agent".
inline void nameAfter(const QWidget* fields, const QString& owner) {
  const QString suffix = QStringLiteral(" of ") + owner;
  for (QLabel* label : fields->findChildren<QLabel*>()) {
    const QString name = label->accessibleName();
    if (!name.isEmpty() && !name.endsWith(suffix)) label->setAccessibleName(name + suffix);
  }
}

}  // namespace heddle::panels
