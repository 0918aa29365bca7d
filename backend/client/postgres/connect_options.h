// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/postgres_uri.h"

#include <QString>

namespace heddle::client {

/// What QPSQL takes: everything as connect options, but for a password those cannot express.
struct ConnectOptions {
  QString options, password;
};

/// Adds application_name, connect_timeout and keepalives where they are not set. Errors: invalid, when a
/// value other than the password holds a semicolon, which QPSQL would turn into a space.
core::Result<ConnectOptions> connectOptions(const deployment::PostgresTarget& target);

/// Plain cause and likely fix of libpq's connect failure, without any part of the password.
QString connectFailureSentence(const deployment::PostgresTarget& target, const QString& message);

}  // namespace heddle::client
