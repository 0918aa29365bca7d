// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/threads_table.h"
#include "ui/panels/list/list_panel.h"

namespace heddle::panels {

/// The threads that a checkpointer keeps in Redis: only to be read.
class SavedThreadsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit SavedThreadsPage(models::ThreadsTable& threads, QWidget* parent = nullptr);
};

}  // namespace heddle::panels
