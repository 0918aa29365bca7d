// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <QString>

namespace heddle::models {

/// Whether a text contains what is looked for, in any case. UTF-8 is searched as it stands, without a copy,
/// when the needle is plain ASCII: megabytes are looked through at the speed of memory.
class TextMatch {
 public:
  explicit TextMatch(const QString& needle = {});

  bool isEmpty() const { return needle_.isEmpty(); }
  const QString& needle() const { return needle_; }
  bool in(const QString& text) const { return text.contains(needle_, Qt::CaseInsensitive); }
  bool inUtf8(std::string_view text) const;

 private:
  QString needle_;
  std::string folded_;  // lower case; empty when the needle is not plain ASCII
};

}  // namespace heddle::models
