// SPDX-License-Identifier: Apache-2.0
#include "backend/core/masking.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace heddle::core {
namespace {

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool endsAuthority(char c) {
  return c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' ||
         std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// `scheme://user:pw@`: the span of pw, relative to `at`, the first byte after "://".
void maskUserInfo(std::string& text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    at += 3;
    std::size_t end = at;
    while (end < text.size() && !endsAuthority(text[end]))
      ++end;
    const std::size_t sign = text.rfind('@', end == 0 ? 0 : end - 1);
    if (sign == std::string::npos || sign < at) continue;
    const std::size_t colon = text.find(':', at);
    if (colon == std::string::npos || colon > sign) continue;
    text.replace(colon + 1, sign - colon - 1, kMask);
    at = colon + 1 + kMask.size();
  }
}

void maskAssignments(std::string& text) {
  constexpr std::array<std::string_view, 8> kKeys = {
      "password=", "passwd=", "api_key=", "api-key=", "apikey=", "secret=", "access_token=", "auth_token="};
  std::string lower = lowered(text);
  for (std::string_view key : kKeys) {
    for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at)) {
      at += key.size();
      std::size_t end = at;
      if (end < text.size() && text[end] == '\'') {
        end = text.find('\'', end + 1);
        end = end == std::string::npos ? text.size() : end + 1;
      } else {
        while (end < text.size() && text[end] != '&' && text[end] != ',' && text[end] != '"' &&
               std::isspace(static_cast<unsigned char>(text[end])) == 0) {
          ++end;
        }
      }
      text.replace(at, end - at, kMask);
      lower = lowered(text);
      at += kMask.size();
    }
  }
}

/// `name: value` up to the end of the line or of a quoted shell word.
void maskHeaders(std::string& text) {
  constexpr std::array<std::string_view, 4> kNames = {
      "authorization:", "x-api-key:", "x-auth-token:", "cookie:"};
  for (const auto name : kNames) {
    for (std::size_t at = lowered(text).find(name); at != std::string::npos;
         at = lowered(text).find(name, at)) {
      at += name.size();
      while (at < text.size() && text[at] == ' ')
        ++at;
      std::size_t end = at;
      while (end < text.size() && text[end] != '\'' && text[end] != '"' && text[end] != '\n' &&
             text[end] != '\r')
        ++end;
      if (end == at) continue;
      text.replace(at, end - at, kMask);
      at += kMask.size();
    }
  }
}

}  // namespace

bool namesSecret(std::string_view key) {
  constexpr std::array<std::string_view, 9> kWords = {"password",      "passwd",     "secret",
                                                      "api_key",       "api-key",    "apikey",
                                                      "authorization", "credential", "private_key"};
  const std::string lower = lowered(key);
  if (lower.starts_with("langgraph_auth_") || lower == "cookie" || lower == "set-cookie") return true;
  if (lower.ends_with("token")) return true;  // `tokens` and `token_usage` count what a model read
  return std::any_of(kWords.begin(), kWords.end(),
                     [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string maskSecrets(std::string_view text) {
  std::string masked(text);
  maskUserInfo(masked);
  maskAssignments(masked);
  maskHeaders(masked);
  return masked;
}

}  // namespace heddle::core
