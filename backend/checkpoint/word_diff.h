// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::checkpoint {

enum class TextPart { same, removed, added };

struct TextRun {
  TextPart part = TextPart::same;
  std::string text;  // whole words with the space behind them
};

/// Two texts compared word by word. Runs joined give A without the added ones and B without the removed ones.
/// Very long texts come back as one removed and one added run between their equal ends.
std::vector<TextRun> compareWords(std::string_view a, std::string_view b);

}  // namespace heddle::checkpoint
