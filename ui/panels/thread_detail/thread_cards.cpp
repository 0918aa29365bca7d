// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/thread_detail/thread_cards.h"

#include "models/format/ids.h"
#include "models/tables/steps_table.h"

namespace heddle::panels {

QVector<widgets::MessageCard> messageCards(const models::ThreadState& state) {
  QVector<widgets::MessageCard> cards;
  cards.reserve(static_cast<qsizetype>(state.messages.size() + state.interrupts.size()));
  for (const models::MessageRow& message : state.messages) {
    widgets::MessageCard card;
    card.id = message.id;
    card.role =
        message.name.isEmpty() ? message.role : QString(message.role + QStringLiteral(" · ") + message.name);
    card.note = message.note;
    card.text = message.text;
    card.extra = QStringList(message.toolCalls.begin(), message.toolCalls.end());
    card.mono = message.text.startsWith(u'{') || message.text.startsWith(u'[');
    cards.append(card);
  }
  for (const models::InterruptRow& interrupt : state.interrupts) {
    widgets::MessageCard card;
    card.id = interrupt.id;
    card.role = interrupt.node.isEmpty() ? QStringLiteral("interrupt")
                                         : QString(QStringLiteral("interrupt · ") + interrupt.node);
    card.text = interrupt.value;
    card.mono = true;
    card.tone = theme::Tone::Interrupted;
    cards.append(card);
  }
  return cards;
}

namespace {

QString stepTitle(const models::CheckpointRow& row) {
  QString title = row.step ? QStringLiteral("step %1 · %2").arg(*row.step).arg(row.source) : row.source;
  if (title.isEmpty()) title = models::shortId(row.id);
  if (!row.ns.isEmpty()) title += QStringLiteral(" · ") + row.ns.section(u'|', -1).section(u':', 0, 0);
  return title;
}

/// A subgraph's first checkpoint hangs on the one of the graph above that started it: its namespace becomes a
/// lane of its own.
QString parentKey(const models::CheckpointRow& row) {
  if (row.ns.isEmpty()) return row.parentId;
  if (!row.parentId.isEmpty()) return row.ns + u'/' + row.parentId;
  if (row.outerId.isEmpty()) return {};
  const QString outer = row.ns.section(u'|', 0, -2);
  return outer.isEmpty() ? row.outerId : QString(outer + u'/' + row.outerId);
}

}  // namespace

QVector<widgets::RailEntry> railEntries(const std::vector<models::CheckpointRow>& newestFirst,
                                        const models::TimeFormat& format) {
  QVector<widgets::RailEntry> entries;
  entries.reserve(static_cast<qsizetype>(newestFirst.size()));
  for (const models::CheckpointRow& row : newestFirst) {
    widgets::RailEntry entry;
    entry.id = row.key();
    entry.parentId = parentKey(row);
    entry.title = stepTitle(row);
    entry.subtitle = row.createdUs > 0 ? models::timeText(row.createdUs, format) : QString();
    const QString marks = models::marksOf(row);
    if (!marks.isEmpty()) entry.subtitle += QStringLiteral(" · ") + marks;
    entry.tone = row.errors > 0       ? theme::Tone::Error
                 : row.interrupts > 0 ? theme::Tone::Interrupted
                                      : theme::Tone::Accent;
    entries.append(entry);
  }
  return entries;
}

QString whereText(const std::vector<models::CheckpointRow>& history, const QString& key,
                  const models::TimeFormat& format) {
  for (const models::CheckpointRow& row : history) {
    if (row.key() != key) continue;
    QString text = stepTitle(row);
    text[0] = text[0].toUpper();
    return row.createdUs > 0 ? text + QStringLiteral(" · ") + models::timeText(row.createdUs, format) : text;
  }
  return key.isEmpty() ? QStringLiteral("Newest state")
                       : QString(QStringLiteral("Checkpoint ") + models::shortId(key.section(u'/', -1)));
}

}  // namespace heddle::panels
