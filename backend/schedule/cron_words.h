// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace heddle::schedule {

/// A cron expression as an English phrase: "every 15 minutes", "at 09:00 on Monday to Friday". What has no
/// short phrase is told field by field; what cannot be read comes back empty.
std::string wordsFor(std::string_view expression);

}  // namespace heddle::schedule
