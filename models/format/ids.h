// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

namespace heddle::models {

/// "0198c41e…7f20b3": the first eight and the last six characters; short ids stay whole.
QString shortId(const QString& id);
/// The UUID in pasted text, lower case with dashes; nothing when the text is anything else.
std::optional<QString> pastedId(const QString& text);

}  // namespace heddle::models
