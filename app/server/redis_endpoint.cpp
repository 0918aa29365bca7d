// SPDX-License-Identifier: Apache-2.0
#include "app/server/redis_endpoint.h"

#include "backend/deployment/redis_uri.h"
#include "backend/observe/log.h"

namespace heddle::server {

core::Result<redis::Endpoint> redisEndpoint(const std::string& uri, const std::string& keyPrefix) {
  core::Result<deployment::RedisTarget> target = deployment::parseRedis(uri);
  if (!target) return core::Error{target.error().code, "REDIS_URI: " + target.error().message};
  for (const std::string& warning : target->warnings)
    observe::warning(warning);
  redis::Endpoint endpoint;
  endpoint.host = target->host;
  endpoint.port = target->port;
  endpoint.socketPath = target->path;
  endpoint.tls = target->transport == deployment::RedisTransport::tls;
  endpoint.verifyPeer = target->certificateCheck != deployment::CertificateCheck::none;
  endpoint.checkHostname = target->checkHostname;
  endpoint.caFile = target->caFile;
  endpoint.certificateFile = target->certificateFile;
  endpoint.keyFile = target->keyFile;
  endpoint.user = target->username;
  endpoint.password = target->password;
  endpoint.database = target->database;
  endpoint.keyPrefix = keyPrefix;
  endpoint.connectTimeout = target->connectTimeout;
  return endpoint;
}

}  // namespace heddle::server
