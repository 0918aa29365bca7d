// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// Binary units with one decimal: "64 B", "1.2 KiB", "18.4 MiB".
QString bytesText(qint64 bytes);
/// Digits in groups: "1,204,118".
QString countText(qint64 count);
/// With its noun: "1 fire", "1,204 fires".
QString countText(qint64 count, const QString& noun);
/// An estimate in two digits: "~1.2 M", "~430 k"; small numbers as they are.
QString estimateText(qint64 count);

}  // namespace heddle::models
