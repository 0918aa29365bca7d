// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/threads/saved_threads_page.h"

#include "ui/theme/text_size.h"
#include "ui/widgets/data_table.h"

namespace heddle::panels {

namespace {

/// Ids are any text, and the checkpointer's name stands before them where several share the Redis.
constexpr int kThreadColumn = 250;

ListWords words() {
  return {QStringLiteral("Threads"),
          QStringLiteral("thread id"),
          QStringLiteral("thread"),
          {},
          QStringLiteral("No threads yet"),
          QStringLiteral(
              "The checkpointer of this Redis has stored no state; the first run of a graph that uses it "
              "makes a thread.")};
}

}  // namespace

SavedThreadsPage::SavedThreadsPage(models::ThreadsTable& threads, QWidget* parent)
    : ListPanel(threads, words(), parent) {
  table().setColumnWidth(1, theme::scaled(kThreadColumn));
  table().setYielding({6, 4, 5});
}

}  // namespace heddle::panels
