// SPDX-License-Identifier: Apache-2.0
#include "backend/net/response_head.h"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

namespace heddle::net {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr std::array<Phrase, 22> kPhrases{{{200, "OK"},
                                           {201, "Created"},
                                           {202, "Accepted"},
                                           {204, "No Content"},
                                           {304, "Not Modified"},
                                           {400, "Bad Request"},
                                           {401, "Unauthorized"},
                                           {403, "Forbidden"},
                                           {404, "Not Found"},
                                           {405, "Method Not Allowed"},
                                           {406, "Not Acceptable"},
                                           {408, "Request Timeout"},
                                           {409, "Conflict"},
                                           {413, "Content Too Large"},
                                           {415, "Unsupported Media Type"},
                                           {422, "Unprocessable Content"},
                                           {429, "Too Many Requests"},
                                           {431, "Request Header Fields Too Large"},
                                           {500, "Internal Server Error"},
                                           {501, "Not Implemented"},
                                           {502, "Bad Gateway"},
                                           {503, "Service Unavailable"}}};

void appendValue(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  }
}

void appendHeader(std::string& out, std::string_view name, std::string_view value) {
  out.append(name);
  out.append(": ");
  appendValue(out, value);
  out.append("\r\n");
}

void appendNumber(std::string& out, std::size_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// Text of the Date header, made anew once a second.
std::string_view dateText() {
  thread_local std::time_t shown = 0;
  thread_local std::array<char, 40> text{};
  thread_local std::size_t size = 0;
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now != shown) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    shown = now;
  }
  return {text.data(), size};
}

void appendFraming(std::string& out, const HeadOptions& options) {
  if (options.framing == Framing::chunked) out.append("transfer-encoding: chunked\r\n");
  if (options.framing == Framing::length) {
    out.append("content-length: ");
    appendNumber(out, options.length);
    out.append("\r\n");
  }
  if (!options.keepAlive) out.append("connection: close\r\n");
  if (options.keepAlive && (options.oldProtocol || options.framing == Framing::chunked)) {
    out.append("connection: keep-alive\r\n");
  }
}

/// Length of the UTF-8 sequence at the front of `text`, 0 when it is none. Over-long forms are left to JSON's
/// readers: what matters here is that a byte of a path cannot swallow the closing quote.
std::size_t sequenceLength(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length == 0 || first > 0xf4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::string_view reasonPhrase(int status) {
  for (const auto& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return "Unknown";
}

std::string responseHead(const Response& response, const std::vector<Header>& extra,
                         std::string_view requestId, const HeadOptions& options) {
  std::string out;
  out.reserve(384);
  out.append(options.oldProtocol ? "HTTP/1.0 " : "HTTP/1.1 ");
  appendNumber(out, static_cast<std::size_t>(response.status));
  out.push_back(' ');
  out.append(reasonPhrase(response.status));
  out.append("\r\nserver: heddle\r\ndate: ");
  out.append(dateText());
  out.append("\r\n");
  if (!response.contentType.empty()) appendHeader(out, "content-type", response.contentType);
  appendFraming(out, options);
  if (!requestId.empty()) appendHeader(out, "x-request-id", requestId);
  for (const auto& header : response.headers)
    appendHeader(out, header.name, header.value);
  for (const auto& header : extra)
    appendHeader(out, header.name, header.value);
  out.append("\r\n");
  return out;
}

std::string detailJson(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "{\"detail\":\"";
  while (!text.empty()) {
    const auto length = sequenceLength(text);
    const char c = text.front();
    if (length == 0) {
      out.push_back('?');
    } else if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00");
      out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + "\"}";
}

}  // namespace heddle::net
