// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::net {

/// What the table says about one request.
struct Match {
  enum class Kind { found, notFound, methodNotAllowed, badPath } kind = Kind::notFound;
  const Handler* handler = nullptr;  // kind found; owned by the router
  std::vector<std::pair<std::string, std::string>> params;
  std::string allow;  // kind methodNotAllowed, and for OPTIONS: value of the Allow header
};

/// Routes by path: literal segments and `{name}` parameters. A literal wins over a parameter if it knows the
/// method. One trailing slash is ignored; HEAD is answered by GET. Filled once, then only read.
class Router {
 public:
  /// `mountPrefix` such as "/api" stands before every route; requests outside it are not found.
  explicit Router(std::string_view mountPrefix = {});
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  void add(Method method, std::string_view path, Handler handler);
  Match match(Method method, std::string_view path) const;

 private:
  struct Node;
  std::string prefix_;
  std::unique_ptr<Node> root_;
};

}  // namespace heddle::net
