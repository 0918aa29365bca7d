// SPDX-License-Identifier: Apache-2.0
#include "backend/net/message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle::net {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods{{{"GET", Method::get},
                                                                       {"HEAD", Method::head},
                                                                       {"POST", Method::post},
                                                                       {"PUT", Method::put},
                                                                       {"PATCH", Method::patch},
                                                                       {"DELETE", Method::del},
                                                                       {"OPTIONS", Method::options}}};

}  // namespace

Method parseMethod(std::string_view text) {
  for (const auto& [name, method] : kMethods) {
    if (name == text) return method;
  }
  return Method::other;
}

std::string_view word(Method method) {
  for (const auto& [name, value] : kMethods) {
    if (value == method) return name;
  }
  return "OTHER";
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& entry : headers) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

const std::string& Request::param(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : params) {
    if (key == name) return value;
  }
  return none;
}

Response Response::json(std::string text, int status) {
  Response response;
  response.status = status;
  response.body = std::move(text);
  return response;
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  response.contentType.clear();
  return response;
}

Response& Response::with(std::string name, std::string value) {
  headers.push_back(Header{std::move(name), std::move(value)});
  return *this;
}

bool wantsSocket(const Request& request) {
  const auto upgrade = request.header("upgrade");
  const auto same = [](char given, char wanted) { return (given | 0x20) == wanted; };
  return upgrade && std::ranges::equal(*upgrade, std::string_view("websocket"), same) &&
         request.header("sec-websocket-key");
}

}  // namespace heddle::net
