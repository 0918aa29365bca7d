// SPDX-License-Identifier: Apache-2.0
#include "app/console/absence.h"

#include "models/values/value_text.h"

namespace heddle::console {

Absence noPostgres(const client::DeploymentSession& session, query::Part part, const QString& heading) {
  const auto sentence = query::absence(session.redisFlavour(), part);
  if (sentence.empty()) {
    return {heading,
            QStringLiteral("The deployment has no Postgres address; add one on the Deployments page.")};
  }
  return {models::qtext(sentence), QStringLiteral("%1: its threads are on the Threads page.")
                                       .arg(models::qtext(query::badge(session.redisSavers())))};
}

Absence noRedis(const QString& heading) {
  return {heading, QStringLiteral("The deployment has no Redis address; add one on the Deployments page.")};
}

Absence noStoreInRedis(const client::DeploymentSession& session) {
  if (session.redis() == nullptr) return noRedis(QStringLiteral("This store is read from Redis."));
  return {QStringLiteral("No store was found in this Redis."),
          QStringLiteral("Here are the items of programs that keep them with LangGraph's RedisStore; the "
                         "server's own are on the Store page.")};
}

}  // namespace heddle::console
