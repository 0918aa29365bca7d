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

bool isBlank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool endsAuthority(char c) {
  return c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || isBlank(c);
}

/// Bytes of a text that are to be masked.
struct Span {
  std::size_t begin = 0, end = 0;
};

/// Whether `word`, in small letters, stands before `end`, in any case.
bool standsBefore(std::string_view text, std::size_t end, std::string_view word) {
  if (word.size() > end) return false;
  return std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(end - word.size()),
                    [](char small, char given) {
                      return small == static_cast<char>(std::tolower(static_cast<unsigned char>(given)));
                    });
}

template <std::size_t count>
bool standsBefore(std::string_view text, std::size_t end, const std::array<std::string_view, count>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return standsBefore(text, end, word); });
}

/// The pw of `scheme://user:pw@`, behind the colon of `://`.
Span passwordOf(std::string_view text, std::size_t colon) {
  if (text.substr(colon, 3) != "://") return {};
  const std::size_t begin = colon + 3;
  std::size_t end = begin;
  while (end < text.size() && !endsAuthority(text[end]))
    ++end;
  const auto authority = text.substr(begin, end - begin);
  const auto sign = authority.rfind('@');
  const auto user = authority.find(':');
  if (sign == std::string_view::npos || user == std::string_view::npos || user > sign) return {};
  return {begin + user + 1, begin + sign};
}

/// The value of `password=value`, behind its sign.
Span assignedTo(std::string_view text, std::size_t sign) {
  constexpr std::array<std::string_view, 8> kKeys = {"password", "passwd", "api_key",      "api-key",
                                                     "apikey",   "secret", "access_token", "auth_token"};
  if (!standsBefore(text, sign, kKeys)) return {};
  const std::size_t begin = sign + 1;
  std::size_t end = begin;
  if (end < text.size() && text[end] == '\'') {
    end = text.find('\'', end + 1);
    return {begin, end == std::string_view::npos ? text.size() : end + 1};
  }
  while (end < text.size() && text[end] != '&' && text[end] != ',' && text[end] != '"' && !isBlank(text[end]))
    ++end;
  return {begin, end};
}

/// `$LANGGRAPH_API_KEY`, in a command that was written to be run: where a secret is kept, not what it is.
bool namesVariable(std::string_view value) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  return value.starts_with('$') && value.find_first_not_of(kLetters, 1) == std::string_view::npos;
}

/// The value of `name: value`, up to the end of the line or of a quoted shell word.
Span headerBehind(std::string_view text, std::size_t colon) {
  constexpr std::array<std::string_view, 4> kNames = {"authorization", "x-api-key", "x-auth-token", "cookie"};
  if (!standsBefore(text, colon, kNames)) return {};
  std::size_t begin = colon + 1;
  while (begin < text.size() && text[begin] == ' ')
    ++begin;
  const std::size_t end = std::min(text.find_first_of("'\"\n\r", begin), text.size());
  const auto value = text.substr(begin, end - begin);
  return namesVariable(value) ? Span() : Span{begin, end};
}

Span secretBehind(std::string_view text, std::size_t at) {
  if (text[at] == '=') return assignedTo(text, at);
  const Span header = headerBehind(text, at);
  return header.end > header.begin ? header : passwordOf(text, at);
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

/// In one go over the text: states of many megabytes are masked as well.
std::string maskSecrets(std::string_view text) {
  std::string masked;
  std::size_t copied = 0;
  const auto next = [&text](char sign, std::size_t from) {
    return std::min(text.find(sign, from), text.size());
  };
  for (std::size_t equal = next('=', 0), colon = next(':', 0); std::min(equal, colon) < text.size();) {
    const std::size_t at = std::min(equal, colon);
    const Span secret = secretBehind(text, at);
    std::size_t from = at + 1;
    if (secret.begin < secret.end) {
      masked.append(text, copied, secret.begin - copied).append(kMask);
      copied = secret.end;
      from = std::max(from, secret.end);
    }
    if (equal < from) equal = next('=', from);
    if (colon < from) colon = next(':', from);
  }
  return masked.append(text.substr(copied));
}

}  // namespace heddle::core
