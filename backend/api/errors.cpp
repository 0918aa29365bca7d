// SPDX-License-Identifier: Apache-2.0
#include "backend/api/errors.h"

#include "backend/net/response_head.h"

#include <utility>

namespace heddle::api {

int statusOf(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::invalid:
      return 422;
    case core::ErrorCode::badRequest:
      return 400;
    case core::ErrorCode::unauthorized:
      return 401;
    case core::ErrorCode::forbidden:
      return 403;
    case core::ErrorCode::notFound:
      return 404;
    case core::ErrorCode::conflict:
      return 409;
    case core::ErrorCode::tooLarge:
      return 413;
    case core::ErrorCode::unavailable:
      return 503;
    case core::ErrorCode::unsupported:
      return 501;
    case core::ErrorCode::internal:
      break;
  }
  return 500;
}

net::Response errorResponse(const core::Error& error) {
  auto response = net::Response::json(net::detailJson(error.message), statusOf(error.code));
  if (error.code == core::ErrorCode::unavailable) response.with("retry-after", "1");
  return response;
}

core::Error invalid(std::string message) {
  return {core::ErrorCode::invalid, std::move(message)};
}
core::Error badRequest(std::string message) {
  return {core::ErrorCode::badRequest, std::move(message)};
}
core::Error notFound(std::string message) {
  return {core::ErrorCode::notFound, std::move(message)};
}
core::Error unknownThread(const core::ThreadId& id) {
  return notFound("Thread with ID " + id.text() + " not found");
}

}  // namespace heddle::api
