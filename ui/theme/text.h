// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QString>

namespace heddle::theme {

// "0198c41e…7f20b3": the first eight and last six characters of a long id, short ids whole.
QString elidedId(const QString& id);

// One line for a cell: control characters and runs of blanks become one blank, at most `limit` characters.
QString snippet(const QString& text, int limit = 400);

}  // namespace heddle::theme
