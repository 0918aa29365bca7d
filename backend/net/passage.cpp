// SPDX-License-Identifier: Apache-2.0
#include "backend/net/passage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace heddle::net {
namespace {

/// Of one connection only (RFC 9110 §7.6.1); `connection` and `upgrade` are written anew.
constexpr std::array<std::string_view, 6> kHopByHop{"connection", "keep-alive", "proxy-connection",
                                                    "upgrade",    "te",         "x-forwarded-for"};

bool isReplaced(const Passage& passage, std::string_view name) {
  return std::any_of(passage.headers.begin(), passage.headers.end(),
                     [name](const Header& header) { return header.name == name; });
}

void append(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') head.push_back(c);
  }
  head.append("\r\n");
}

std::string lowered(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return low;
}

}  // namespace

std::string passageHead(const Request& request, const Passage& passage) {
  std::string_view target = request.target;
  if (target.starts_with(passage.prefix)) target.remove_prefix(passage.prefix.size());
  std::string head = request.methodWord + " ";
  if (!target.starts_with('/')) head.push_back('/');
  head.append(target).append(request.oldProtocol ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const Header& header : request.headers) {
    const bool hop = std::find(kHopByHop.begin(), kHopByHop.end(), header.name) != kHopByHop.end();
    if (!hop && !isReplaced(passage, header.name)) append(head, header.name, header.value);
  }
  for (const Header& header : passage.headers) {
    if (!header.value.empty()) append(head, header.name, header.value);
  }
  const auto before = request.header("x-forwarded-for");
  append(head, "x-forwarded-for", (before ? std::string(*before) + ", " : std::string()) + request.peer);
  if (!request.header("x-request-id")) append(head, "x-request-id", request.id);
  const auto upgrade = request.header("upgrade");
  // An upgrade that is not taken ends as well: what a client sends behind it never was looked at by us.
  append(head, "connection", upgrade ? "upgrade, close" : "close");
  if (upgrade) append(head, "upgrade", *upgrade);
  return head + "\r\n";
}

std::optional<PassedHead> readPassedHead(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  PassedHead head;
  head.length = end + 4;
  const auto space = bytes.find(' ');
  if (!bytes.starts_with("HTTP/1.") || space > end) return head;
  std::from_chars(bytes.data() + space + 1, bytes.data() + end, head.status);
  return head;
}

std::string returnedHead(std::string_view head, const std::vector<Header>& cors, std::string_view requestId) {
  const auto line = head.find("\r\n") + 2;
  const std::string known = lowered(head);
  std::string returned(head.substr(0, line));
  if (known.find("\r\naccess-control-allow-origin:") == std::string::npos) {
    for (const Header& header : cors)
      append(returned, header.name, header.value);
  }
  if (known.find("\r\nx-request-id:") == std::string::npos) append(returned, "x-request-id", requestId);
  returned.append(head.substr(line));
  return returned;
}

}  // namespace heddle::net
