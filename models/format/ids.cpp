// SPDX-License-Identifier: Apache-2.0
#include "models/format/ids.h"

namespace heddle::models {

QString shortId(const QString& id) {
  if (id.size() <= 18) return id;
  return id.left(8) + QChar(0x2026) + id.right(6);
}

}  // namespace heddle::models
