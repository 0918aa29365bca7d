// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_paths.h"

namespace heddle::api {

net::Response eventResponse(const std::string& run) {
  net::Response response;
  response.contentType = "text/event-stream; charset=utf-8";
  response.with("cache-control", "no-store").with("x-accel-buffering", "no");
  response.with("location", run + "/stream").with("content-location", run);
  return response;
}

net::Response resultResponse(const std::string& run) {
  net::Response response;
  response.with("location", run + "/join").with("content-location", run);
  return response;
}

}  // namespace heddle::api
