// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QString>

class QWidget;

namespace heddle::panels {

/// Asks before a run is cancelled and rolled back, which deletes it and its checkpoints. Does not block;
/// `confirmed` is called when the user agrees, and not after `parent` is gone. The default is to leave the
/// run alone.
void askBeforeRollback(QWidget* parent, const QString& runId, std::function<void()> confirmed);

}  // namespace heddle::panels
