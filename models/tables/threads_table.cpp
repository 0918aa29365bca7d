// SPDX-License-Identifier: Apache-2.0
#include "models/tables/threads_table.h"

namespace heddle::models {

namespace {

QVariant wholeSeconds(qint64 us) {
  return qMax<qint64>(0, us) / 1'000'000 * 1'000'000;
}

/// A checkpointer may not tell when a thread began.
QVariant known(qint64 us) {
  return us == 0 ? QVariant() : QVariant(us);
}

std::vector<Column<ThreadRow>> threadColumns() {
  return {
      {"Status", "status", CellKind::status, 116,
       [](const ThreadRow& r, const TimeFormat&) {
         const auto text = core::word(r.status);
         return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
       },
       false, "status"},
      {"Thread", "thread_id", CellKind::id, 130, [](const ThreadRow& r, const TimeFormat&) { return r.id; },
       false, "id"},
      {"Graph", "graph_id", CellKind::text, 110,
       [](const ThreadRow& r, const TimeFormat&) {
         return r.graph.isEmpty() ? QVariant() : QVariant(r.graph);
       },
       false, "graph"},
      {"Last activity", "updated_at", CellKind::time, 112,
       [](const ThreadRow& r, const TimeFormat&) { return known(r.updatedUs); }, false, "updated"},
      {"Created", "created_at", CellKind::time, 112,
       [](const ThreadRow& r, const TimeFormat&) { return known(r.createdUs); }, false, "created"},
      {"Age", "age_ms", CellKind::duration, 148,
       [](const ThreadRow& r, const TimeFormat& format) {
         return r.createdUs == 0 ? QVariant() : wholeSeconds(format.nowUs - r.createdUs);
       },
       true, "age"},
      {"Assistant", "assistant_id", CellKind::id, 0,
       [](const ThreadRow& r, const TimeFormat&) {
         return r.assistantId.isEmpty() ? QVariant() : QVariant(r.assistantId);
       },
       false, "assistant"},
  };
}

}  // namespace

ThreadsTable::ThreadsTable(QObject* parent) : KeyedTable(threadColumns(), parent) {}

}  // namespace heddle::models
