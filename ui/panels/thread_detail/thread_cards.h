// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"
#include "models/rows/thread_detail.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/message_model.h"

#include <vector>

namespace heddle::panels {

/// The messages of a state as cards, and after them what it waits for.
QVector<widgets::MessageCard> messageCards(const models::ThreadState& state);
/// The history as dots: title, time and what happened there. Ids are the rows' keys.
QVector<widgets::RailEntry> railEntries(const std::vector<models::CheckpointRow>& newestFirst,
                                        const models::TimeFormat& format);
/// "Newest state" or "Step 16 · 12:29:06": what stands above messages and state.
QString whereText(const std::vector<models::CheckpointRow>& history, const QString& key,
                  const models::TimeFormat& format);

}  // namespace heddle::panels
