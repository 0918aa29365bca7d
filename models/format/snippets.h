// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// The address of an API as copies show it: without login, query and fragment. Empty: that of a local server.
QString plainAddress(const QString& apiUrl);

/// Python that talks to a deployment through the official SDK: create a thread, stream a run. Copied from the
/// empty states. `graph` may be empty when none is known yet.
QString sdkSnippet(const QString& apiUrl, const QString& graph);

}  // namespace heddle::models
