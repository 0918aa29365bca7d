// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/tail_event.h"
#include "backend/wire/sse.h"
#include "models/rows/tail_row.h"

#include <string>
#include <string_view>

namespace heddle::console {

/// The text made last, given again while the same is asked for.
class LastText {
 public:
  const QString& of(std::string_view text);

 private:
  std::string last_;
  QString made_;
};

/// The same for an id, whose spelling is made only when it changes. What is of none has no spelling.
template <typename Id>
class LastId {
 public:
  const QString& of(const Id& id) {
    if (made_.isEmpty() || id != last_) {
      last_ = id;
      made_ = id == Id() ? QString() : QString::fromStdString(id.text());
    }
    return made_;
  }

 private:
  Id last_;
  QString made_;
};

/// Rows of one tail. What repeats from event to event (run, thread, mode, namespace) is made once and shared:
/// at 20,000 events a second and 100,000 rows kept, that is most of the time and of the memory.
class TailRows {
 public:
  models::TailRow row(const client::TailEvent& event);

 private:
  LastId<core::RunId> run_;
  LastId<core::ThreadId> thread_;
  LastText mode_, ns_;
};

models::TailRow tailRow(const wire::SseEvent& event, const QString& threadId, const QString& runId,
                        qint64 nowUs);

}  // namespace heddle::console
