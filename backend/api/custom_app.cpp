// SPDX-License-Identifier: Apache-2.0
#include "backend/api/custom_app.h"

#include "backend/api/auth_handler.h"
#include "backend/api/errors.h"
#include "backend/api/gate.h"
#include "backend/net/response_head.h"
#include "backend/net/url.h"

#include <utility>

namespace heddle::api {
namespace {

bool isBelow(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) &&
         (path.size() == prefix.size() || path[prefix.size()] == '/' || prefix.empty());
}

/// Apps resolve `.` and `..`, written out or encoded, in ways of their own: what a handler or a proxy judged
/// would not be what they serve.
bool hasDotSegment(std::string_view path) {
  while (!path.empty()) {
    const auto end = path.find('/');
    const auto segment = net::percentDecode(path.substr(0, end));
    if (segment == "." || segment == "..") return true;
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
  }
  return false;
}

net::Response starting(const jobs::CustomAppInfo& app) {
  const bool broken = app.error.has_value();
  auto response = net::Response::json(net::detailJson(broken ? "The project's own app could not be loaded."
                                                             : "The project's own app is starting."),
                                      503);
  if (!broken) response.with("retry-after", "1");
  return response;
}

}  // namespace

core::Task<net::Claim> claimForApp(Api& api, net::Request& head) {
  const auto app = api.services.runners.info().app;
  if (!app || !isBelow(head.path, api.options.mountPrefix))
    co_return net::Claim(net::Response::json(net::detailJson("Not Found"), 404));
  if (hasDotSegment(head.path))
    co_return net::Claim(errorResponse(badRequest("A path must not have segments `.` or `..`")));
  if (auto problem = keyProblem(api, head)) co_return net::Claim(errorResponse(*problem));
  net::Passage passage;
  passage.prefix = api.options.mountPrefix;
  auto& user = passage.headers.emplace_back(net::Header{"x-heddle-user", {}});  // never the client's own
  if (api.options.customRouteAuth && api.auth != nullptr) {
    std::vector<Question> none;
    auto verdict = co_await api.auth->ask(head, std::move(none));
    if (!verdict) co_return net::Claim(errorResponse(verdict.error()));
    if (const auto* denied = std::get_if<Denied>(&*verdict)) co_return net::Claim(denial(*denied));
    user.value = std::move(std::get<Allowed>(*verdict).user);
  }
  if (app->socket.empty()) co_return net::Claim(starting(*app));
  passage.socket = app->socket;
  co_return net::Claim(std::move(passage));
}

}  // namespace heddle::api
