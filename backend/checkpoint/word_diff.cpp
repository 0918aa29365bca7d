// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/word_diff.h"

#include "backend/checkpoint/array_alignment.h"

namespace heddle::checkpoint {
namespace {

using wire::Value;

bool isSpace(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Words, each with the white space behind it: joined they are the text again.
Value::Array wordsOf(std::string_view text) {
  Value::Array out;
  std::size_t start = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    if (i < text.size() && (isSpace(text[i]) || !isSpace(text[i - 1]))) continue;
    out.push_back(Value::ofString(std::string(text.substr(start, i - start))));
    start = i;
  }
  return out;
}

class Runs {
 public:
  void add(TextPart part, const std::string& text) {
    auto& pending = part == TextPart::removed ? removed_ : added_;
    if (part != TextPart::same) {
      pending += text;
      return;
    }
    flush();
    if (out_.empty() || out_.back().part != TextPart::same) out_.push_back({TextPart::same, {}});
    out_.back().text += text;
  }

  std::vector<TextRun> take() {
    flush();
    return std::move(out_);
  }

 private:
  /// Between two equal words first all that went, then all that came.
  void flush() {
    if (!removed_.empty()) out_.push_back({TextPart::removed, std::move(removed_)});
    if (!added_.empty()) out_.push_back({TextPart::added, std::move(added_)});
    removed_.clear();
    added_.clear();
  }

  std::vector<TextRun> out_;
  std::string removed_, added_;
};

}  // namespace

std::vector<TextRun> compareWords(std::string_view a, std::string_view b) {
  const auto before = wordsOf(a);
  const auto after = wordsOf(b);
  Runs runs;
  for (const auto& pair : alignItems(before, after)) {
    if (pair.a && pair.b && before[*pair.a] == after[*pair.b]) {
      runs.add(TextPart::same, before[*pair.a].string());
      continue;
    }
    if (pair.a) runs.add(TextPart::removed, before[*pair.a].string());
    if (pair.b) runs.add(TextPart::added, after[*pair.b].string());
  }
  return runs.take();
}

}  // namespace heddle::checkpoint
