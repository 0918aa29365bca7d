// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::panels {

/// Where a detail is shown: beside a list, or as a page of its own.
enum class Layout { compact, full };

/// Accessible names are unique per window: what stands in the inspector says so.
inline QString scopedName(Layout layout, const QString& name) {
  return layout == Layout::compact ? QString(QStringLiteral("Inspector: ") + name) : name;
}

}  // namespace heddle::panels
