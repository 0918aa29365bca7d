// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/deployment.h"

#include "backend/core/masking.h"
#include "backend/deployment/percent.h"
#include "backend/deployment/postgres_uri.h"
#include "backend/deployment/redis_uri.h"

namespace heddle::deployment {
namespace {

/// `http://user:pw@host` loses what stands before the @.
std::string withoutUserinfo(const std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return {};
  const auto end = url.find_first_of("/?#", start + 3);
  const auto at = url.rfind('@', end);
  if (at == std::string::npos || at < start + 3) return url;
  return url.substr(0, start + 3) + url.substr(at + 1);
}

}  // namespace

std::string slugOf(std::string_view name) {
  std::string slug;
  for (const char c : lowered(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept)
      slug.push_back(c);
    else if (!slug.empty() && slug.back() != '-')
      slug.push_back('-');
  }
  while (!slug.empty() && slug.back() == '-')
    slug.pop_back();
  return slug.empty() ? "deployment" : slug;
}

Deployment redacted(const Deployment& deployment) {
  auto plain = deployment;
  plain.apiKey.reset();
  for (auto& url : plain.apiUrls)
    url = core::maskSecrets(withoutUserinfo(url));
  const auto postgres = parsePostgres(deployment.database);
  plain.database = postgres ? postgres->redacted() : std::string();
  const auto redis = parseRedis(deployment.redis);
  plain.redis = redis ? redis->redacted() : std::string();
  return plain;
}

core::Result<void> check(const Deployment& deployment) {
  const auto invalid = [](std::string sentence) {
    return core::Error{core::ErrorCode::invalid, std::move(sentence)};
  };
  if (!deployment.hasSource()) {
    return invalid("A deployment needs at least one of a Postgres URI, a Redis URI and an API URL.");
  }
  if (!deployment.database.empty()) {
    if (const auto target = parsePostgres(deployment.database); !target) return target.error();
  }
  if (!deployment.redis.empty()) {
    if (const auto target = parseRedis(deployment.redis); !target) return target.error();
  }
  for (const auto& url : deployment.apiUrls) {
    const auto start = lowered(url.substr(0, 8));
    if (!start.starts_with("http://") && !start.starts_with("https://")) {
      return invalid("An API URL begins with http:// or https://.");
    }
  }
  return core::Result<void>();
}

}  // namespace heddle::deployment
