// SPDX-License-Identifier: Apache-2.0
#include "backend/net/router.h"

#include <utility>

namespace heddle::net {

struct Router::Node {
  struct Endpoint {
    Handler handler;
    std::vector<std::string> names;  // of the parameters, in path order
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::map<Method, Endpoint> endpoints;
};

namespace {

std::vector<std::string_view> segmentsOf(std::string_view path) {
  std::vector<std::string_view> segments;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  while (!path.empty()) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
    if (path.empty()) segments.emplace_back();
  }
  return segments;
}

bool isParameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Walks the tree with backtracking; collects the methods known for the path on the way.
template <typename Node>
struct Search {
  const std::vector<std::string>& segments;
  Method wanted;
  std::map<Method, bool> known;
  std::vector<std::string_view> values;

  const typename Node::Endpoint* at(const Node& node, std::size_t depth) {
    if (depth == segments.size()) {
      for (const auto& [method, endpoint] : node.endpoints)
        known[method] = true;
      const auto it = node.endpoints.find(wanted);
      return it == node.endpoints.end() ? nullptr : &it->second;
    }
    if (const auto it = node.literals.find(segments[depth]); it != node.literals.end()) {
      if (const auto* found = at(*it->second, depth + 1)) return found;
    }
    if (!node.parameter || segments[depth].empty()) return nullptr;
    values.push_back(segments[depth]);
    if (const auto* found = at(*node.parameter, depth + 1)) return found;
    values.pop_back();
    return nullptr;
  }
};

std::string allowOf(const std::map<Method, bool>& known) {
  std::string allow;
  for (const auto& [method, yes] : known) {
    allow += std::string(word(method)) + ", ";
    if (method == Method::get) allow += "HEAD, ";
  }
  return allow + "OPTIONS";
}

}  // namespace

Router::Router(std::string_view mountPrefix) : root_(std::make_unique<Node>()) {
  for (const auto segment : segmentsOf(mountPrefix))
    prefix_ += "/" + std::string(segment);
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view path, Handler handler) {
  Node* node = root_.get();
  std::vector<std::string> names;
  for (const auto segment : segmentsOf(path)) {
    auto& next = isParameter(segment) ? node->parameter : node->literals[std::string(segment)];
    if (isParameter(segment)) names.emplace_back(segment.substr(1, segment.size() - 2));
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  node->endpoints[method] = Node::Endpoint{std::move(handler), std::move(names)};
}

Match Router::match(Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with(prefix_)) return match;
  path.remove_prefix(prefix_.size());
  if (!path.empty() && path.front() != '/') return match;
  std::vector<std::string> decoded;
  for (const auto segment : segmentsOf(path)) {
    auto text = percentDecode(segment);
    if (!text) {
      match.kind = Match::Kind::badPath;
      return match;
    }
    decoded.push_back(std::move(*text));
  }
  Search<Node> search{decoded, method == Method::head ? Method::get : method, {}, {}};
  if (const auto* endpoint = search.at(*root_, 0)) {
    match.kind = Match::Kind::found;
    match.handler = &endpoint->handler;
    for (std::size_t i = 0; i < endpoint->names.size(); ++i) {
      match.params.emplace_back(endpoint->names[i], std::string(search.values[i]));
    }
  } else if (!search.known.empty()) {
    match.kind = Match::Kind::methodNotAllowed;
    match.allow = allowOf(search.known);
  }
  return match;
}

}  // namespace heddle::net
