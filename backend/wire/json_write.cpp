// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/base64.h"
#include "backend/wire/utf8.h"
#include "backend/wire/value.h"

namespace heddle::wire {
namespace {

void appendEscape(std::string& out, unsigned char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kDigits[c >> 4];
      out += kDigits[c & 0x0f];
  }
}

class Writer {
 public:
  Writer(std::string& out, JsonStyle style) : out_(out), style_(style) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::null:
        out_ += "null";
        return;
      case Value::Kind::boolean:
        out_ += value.boolean() ? "true" : "false";
        return;
      case Value::Kind::number:
        out_ += value.numberText();
        return;
      case Value::Kind::string:
        appendJsonString(out_, value.string());
        return;
      case Value::Kind::bytes:
        out_ += R"({"__bytes__":")" + encodeBase64(value.bytes()) + R"("})";
        return;
      case Value::Kind::array:
        writeArray(value.items());
        return;
      case Value::Kind::object:
        writeObject(value.members());
        return;
    }
  }

 private:
  void writeArray(const Value::Array& items) {
    out_ += '[';
    ++level_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      separate(i);
      write(items[i]);
    }
    close(items.empty(), ']');
  }

  void writeObject(const Value::Object& members) {
    out_ += '{';
    ++level_;
    for (std::size_t i = 0; i < members.size(); ++i) {
      separate(i);
      appendJsonString(out_, members[i].first);
      out_ += style_ == JsonStyle::indented ? ": " : ":";
      write(members[i].second);
    }
    close(members.empty(), '}');
  }

  void separate(std::size_t index) {
    if (index > 0) out_ += ',';
    breakLine();
  }

  void close(bool empty, char bracket) {
    --level_;
    if (!empty) breakLine();
    out_ += bracket;
  }

  void breakLine() {
    if (style_ == JsonStyle::compact) return;
    out_ += '\n';
    out_.append(level_ * 2, ' ');
  }

  std::string& out_;
  JsonStyle style_;
  std::size_t level_ = 0;
};

}  // namespace

void appendJsonString(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8Length(text, i);
    if (length > 0 && c >= 0x20 && c != '"' && c != '\\') {
      i += length;
      continue;
    }
    out.append(text, plain, i - plain);
    if (length == 0) {
      out += "\xef\xbf\xbd";
    } else {
      appendEscape(out, c);
    }
    plain = ++i;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

std::string writeJson(const Value& value, JsonStyle style) {
  std::string out;
  Writer(out, style).write(value);
  return out;
}

}  // namespace heddle::wire
