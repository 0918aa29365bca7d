// SPDX-License-Identifier: Apache-2.0
#include "backend/api/sse_text.h"

namespace heddle::api {
namespace {

void appendWord(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c != '\r' && c != '\n') out.push_back(c);
  }
}

void appendLine(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    out.append(text.substr(0, end));
    if (end == std::string_view::npos) return;
    out.push_back(' ');
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void appendSse(std::string& out, std::string_view event, std::string_view data, std::string_view id) {
  out.reserve(out.size() + event.size() + data.size() + id.size() + 32);
  out.append("event: ");
  appendWord(out, event);
  out.append("\r\ndata: ");
  appendLine(out, data);
  out.append("\r\n");
  if (!id.empty()) {
    out.append("id: ");
    appendWord(out, id);
    out.append("\r\n");
  }
  out.append("\r\n");
}

}  // namespace heddle::api
