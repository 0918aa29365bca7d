// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::net {

/// Which browser pages may read our answers.
struct CorsPolicy {
  std::vector<std::string> origins{"*"};
  std::optional<std::regex> originPattern;  // over whole origins, beside the list
  std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  std::vector<std::string> headers;  // empty or "*": whatever is asked for
  bool credentials = true;           // for origins that are not "*"
  int maxAge = 600;                  // seconds
  std::vector<std::string> exposed{"content-location", "location", "x-pagination-total", "x-pagination-next",
                                   "x-request-id"};

  /// From the comma list of CORS_ALLOW_ORIGINS; empty text means any origin.
  static CorsPolicy fromList(std::string_view list);
};

/// Headers that an ordinary answer to this request carries; none when it comes from no browser page or from
/// an origin that is not allowed.
std::vector<Header> corsHeaders(const CorsPolicy& policy, const Request& request);

/// WebSockets know no preflight: false for a page of an origin that is neither allowed nor the server's own.
bool admitsSocket(const CorsPolicy& policy, const Request& request);

/// True for the question a browser asks before the request proper.
bool isPreflight(const Request& request);
Response preflightResponse(const CorsPolicy& policy, const Request& request);

}  // namespace heddle::net
