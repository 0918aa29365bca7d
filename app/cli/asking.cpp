// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"

#include <cstdio>

namespace heddle::cli {

int complain(int code, const std::string& sentence) {
  std::fprintf(stderr, "heddle: %s\n", sentence.c_str());
  return code;
}

int complain(const client::SourceError& error) {
  using Kind = client::SourceError::Kind;
  int code = kUnreachable;
  if (error.kind == Kind::notFound || error.kind == Kind::unsupported || error.kind == Kind::timeout)
    code = kFindings;
  if (error.kind == Kind::invalid) code = kUsage;
  if (error.kind == Kind::forbidden) code = kRefused;
  return complain(code, error.sentence.toStdString());
}

client::PgSession* postgresOf(client::DeploymentSession& session) {
  if (session.postgres() == nullptr)
    complain(kFindings, "This deployment has no Postgres URI; the verb reads Postgres.");
  return session.postgres();
}

}  // namespace heddle::cli
