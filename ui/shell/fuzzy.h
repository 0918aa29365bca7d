// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include <QString>

namespace heddle::shell {

// How well `pattern` matches `text`, higher is better; nothing when its letters do not all occur in order.
// Beginnings of words and runs count more, so "rt" finds "Refresh toggle" before "Start". Case does not
// matter.
std::optional<int> fuzzyScore(const QString& pattern, const QString& text);

}  // namespace heddle::shell
