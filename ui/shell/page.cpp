// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page.h"

namespace heddle::shell {

QJsonObject toJson(const PageKey& key, const QJsonObject& state) {
  return {{QStringLiteral("kind"), key.kind},
          {QStringLiteral("deployment"), key.deployment},
          {QStringLiteral("object"), key.object},
          {QStringLiteral("state"), state}};
}

PageKey keyFromJson(const QJsonObject& json) {
  return {json.value(QStringLiteral("kind")).toString(), json.value(QStringLiteral("deployment")).toString(),
          json.value(QStringLiteral("object")).toString()};
}

}  // namespace heddle::shell
