// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/deployment_session.h"
#include "backend/query/capabilities.h"

#include <QString>

namespace heddle::console {

/// Why a page has nothing to read from: a sentence, and its cause or what helps.
struct Absence {
  QString sentence, cause;
};

/// Of a deployment without Postgres. Where its Redis is known to hold a checkpointer's data, the sentence
/// says what such a one lacks; `heading` is for all others.
Absence noPostgres(const client::DeploymentSession& session, query::Part part, const QString& heading);
Absence noRedis(const QString& heading);
Absence noStoreInRedis(const client::DeploymentSession& session);

}  // namespace heddle::console
