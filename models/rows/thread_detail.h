// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/checkpoint_row.h"
#include "models/rows/message_row.h"
#include "models/rows/thread_row.h"

#include <memory>
#include <vector>

namespace heddle::models {

/// An interrupt somebody has to answer.
struct InterruptRow {
  QString id;
  QString node;
  QString value;  // what the graph asks, indented JSON or plain text

  bool operator==(const InterruptRow&) const = default;
};

/// The state of a thread at one checkpoint, decoded away from the GUI thread.
struct ThreadState {
  std::shared_ptr<const wire::Value> values;  // nullptr: there is none
  std::shared_ptr<const wire::Value> clear;   // with what is masked in `values`; nullptr: nothing is
  std::vector<MessageRow> messages;
  std::vector<InterruptRow> interrupts;
  QString checkpointId;
  bool encrypted = false;  // values that a key could open
  bool masked = false;     // something looks like a secret and is not in `values`
  QString note;            // where it was read from and what could not be decoded; one sentence
};

/// Everything the thread inspector shows but its runs, which are a table of their own.
struct ThreadDetail {
  ThreadRow row;
  std::shared_ptr<const wire::Value> metadata;
  QString error;
  ThreadState state;
  std::vector<CheckpointRow> history;  // newest first
  bool moreHistory = false;
};

}  // namespace heddle::models
