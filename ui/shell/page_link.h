// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <optional>

namespace heddle::shell {

// heddle://DEPLOYMENT/PAGE/ID; a page of no deployment has an empty host. Holds no secret, never acts.
QString pageLink(const PageKey& key);
// With what a page shows: heddle://DEPLOYMENT/runs?filter=…; texts and flags only.
QString pageLink(const PageKey& key, const QJsonObject& state);
// What follows the question mark, for Page::restoreState; empty when there is nothing.
QJsonObject stateFromLink(const QString& link);
std::optional<PageKey> pageFromLink(const QString& link);

}  // namespace heddle::shell
