// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// "3 ms", "6.1 s", "4 min 12 s", "2 h 11 min", "3 d 4 h 7 min": three units at most. Negative values keep
/// their sign.
QString durationText(qint64 microseconds);

}  // namespace heddle::models
