// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <optional>

namespace heddle::shell {

// heddle://DEPLOYMENT/PAGE/ID; a page of no deployment has an empty host. Holds no secret, never acts.
QString pageLink(const PageKey& key);
std::optional<PageKey> pageFromLink(const QString& link);

}  // namespace heddle::shell
