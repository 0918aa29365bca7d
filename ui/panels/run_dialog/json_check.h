// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/json_edit.h"

#include <optional>

namespace heddle::panels {

/// Whether a text is one JSON document, for JsonEdit.
std::optional<widgets::TextProblem> checkJson(const QString& text);

}  // namespace heddle::panels
