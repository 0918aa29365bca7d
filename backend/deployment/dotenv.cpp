// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/dotenv.h"

#include <cctype>

namespace heddle::deployment {
namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

std::string_view unpadded(std::string_view text) {
  while (!text.empty() && isBlank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// Walks the text once; `line` is that of the next byte.
class DotenvReader {
 public:
  explicit DotenvReader(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  }

  core::Result<EnvironmentEntries> read() {
    EnvironmentEntries entries;
    while (!atEnd()) {
      skipBlanks();
      if (atEnd() || peek() == '\n' || peek() == '#') {
        skipLine();
        continue;
      }
      const int line = line_;
      std::string name = takeName();
      if (name.empty()) return wrong(line, "a line must read NAME=value");
      skipBlanks();
      if (atEnd() || peek() == '\n' || peek() == '#') {
        skipLine();
        continue;
      }
      if (peek() != '=') return wrong(line, "after the name " + name + " an equals sign is missing");
      next();
      core::Result<std::string> value = takeValue();
      if (!value) return value.error();
      entries.emplace_back(std::move(name), std::move(*value));
    }
    return entries;
  }

 private:
  bool atEnd() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  char next() {
    const char c = text_[at_++];
    if (c == '\n') ++line_;
    return c;
  }
  void skipBlanks() {
    while (!atEnd() && isBlank(peek()))
      next();
  }
  void skipLine() {
    while (!atEnd() && next() != '\n') {
    }
  }

  std::string takeWord() {
    std::string word;
    while (!atEnd() && isNameByte(peek()))
      word += next();
    return word;
  }

  std::string takeName() {
    std::string name = takeWord();
    if (name != "export" || atEnd() || !isBlank(peek())) return name;
    skipBlanks();
    if (!atEnd() && isNameByte(peek())) return takeWord();
    return name;  // a variable that is called export
  }

  core::Result<std::string> takeValue() {
    skipBlanks();
    if (atEnd()) return std::string();
    if (peek() == '\'' || peek() == '"') return takeQuoted(next());
    std::string_view rest = text_.substr(at_, text_.find('\n', at_) - at_);
    for (std::size_t mark = rest.find('#'); mark != std::string_view::npos; mark = rest.find('#', mark + 1)) {
      if (mark == 0 || isBlank(rest[mark - 1])) {
        rest = rest.substr(0, mark);
        break;
      }
    }
    skipLine();
    return std::string(unpadded(rest));
  }

  core::Result<std::string> takeQuoted(char quote) {
    const int opened = line_;
    std::string value;
    for (;;) {
      if (atEnd()) return wrong(opened, "the quote opened here is never closed");
      const char c = next();
      if (c == quote) break;
      if (c == '\\' && !atEnd()) {
        value += escaped(quote, next());
      } else {
        value += c;
      }
    }
    skipBlanks();
    if (!atEnd() && peek() != '\n' && peek() != '#')
      return wrong(line_, "there is text behind the closing quote");
    skipLine();
    return value;
  }

  static std::string escaped(char quote, char c) {
    if (quote == '\'') return c == '\'' || c == '\\' ? std::string(1, c) : std::string("\\") + c;
    switch (c) {
      case 'n':
        return "\n";
      case 'r':
        return "\r";
      case 't':
        return "\t";
      case '\\':
      case '"':
      case '$':
        return std::string(1, c);
      default:
        return std::string("\\") + c;
    }
  }

  static core::Error wrong(int line, const std::string& what) {
    return core::Error{core::ErrorCode::invalid, "line " + std::to_string(line) + ": " + what};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

core::Result<EnvironmentEntries> parseDotenv(std::string_view text) {
  return DotenvReader(text).read();
}

}  // namespace heddle::deployment
