// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::panels {

/// What of a thread is looked at, as links and sessions keep it. A checkpoint is named as by
/// CheckpointRow::key(); the id alone will do.
struct ThreadPlace {
  QString tab;         // "state", "diff", "runs" …; empty: as it is, or "diff" when two are compared
  QString checkpoint;  // the one shown; empty: the newest
  QString a, b;        // compared, when there is a `b`; an empty `a` is the one shown

  bool operator==(const ThreadPlace&) const = default;
};

}  // namespace heddle::panels
