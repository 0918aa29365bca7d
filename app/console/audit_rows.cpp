// SPDX-License-Identifier: Apache-2.0
#include "app/console/audit_rows.h"

#include "models/format/time_text.h"

#include <algorithm>

#include <QHash>
#include <QSet>

namespace heddle::console {

namespace {

using client::AuditEntry;
using Kind = AuditEntry::Kind;

QString outcomeOf(const AuditEntry& entry) {
  if (entry.kind == Kind::asked) return QStringLiteral("cut off");  // its end was never written
  if (entry.kind != Kind::ended) return word(entry.kind);
  const auto& counts = entry.counts;
  if (counts.done == counts.asked) return QStringLiteral("done");
  return counts.done > 0 || counts.failed == 0 ? QStringLiteral("partly") : QStringLiteral("failed");
}

QString targetOf(const AuditEntry& entry) {
  const QString first = entry.targets.value(0);
  return entry.targetCount > 1 ? QStringLiteral("%1 +%2").arg(first).arg(entry.targetCount - 1) : first;
}

models::AuditRow auditRowOf(const AuditEntry& entry) {
  models::AuditRow row;
  row.timeUs = entry.timeUs;
  row.deployment = entry.deployment;
  row.environment = entry.environment;
  row.level = entry.level;
  row.outcome = outcomeOf(entry);
  row.verb = entry.verb;
  row.target = targetOf(entry);
  row.filter = entry.filter;
  row.result = entry.result;
  row.reason = entry.reason;
  row.tookUs = entry.durationMs >= 0 ? entry.durationMs * 1000 : -1;
  return row;
}

/// Quoted when it must be; a leading sign that a spreadsheet takes for a formula is kept from it.
QString csvField(QString text) {
  static const QString kFormula = QStringLiteral("=+-@\t");
  if (!text.isEmpty() && kFormula.contains(text.front())) text.prepend(u'\'');
  if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n') && !text.contains(u'\r'))
    return text;
  return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

}  // namespace

std::vector<models::AuditRow> auditRows(const std::vector<AuditEntry>& entries) {
  std::vector<models::AuditRow> rows;
  QSet<QString> ended;
  for (const AuditEntry& entry : entries) {
    // A retried action ends more than once: the newest end tells.
    if (!entry.action.isEmpty() && ended.contains(entry.action)) continue;
    if (!entry.action.isEmpty()) ended.insert(entry.action);
    models::AuditRow row = auditRowOf(entry);
    row.id =
        entry.action.isEmpty() ? QStringLiteral("%1-%2").arg(entry.timeUs).arg(rows.size()) : entry.action;
    rows.push_back(std::move(row));
  }
  return rows;
}

bool AuditFilter::lets(const models::AuditRow& row) const {
  if (!outcomes.isEmpty() && !outcomes.contains(row.outcome)) return false;
  const QStringList fields{row.deployment, row.environment, row.level,  row.verb,
                           row.target,     row.filter,      row.result, row.reason};
  return text.isEmpty() || std::any_of(fields.begin(), fields.end(), [this](const QString& field) {
           return field.contains(text, Qt::CaseInsensitive);
         });
}

std::vector<AuditEntry> auditEntries(const std::vector<AuditEntry>& entries, const AuditFilter& filter) {
  std::vector<AuditEntry> kept;
  QHash<QString, bool> wanted;  // by action: its newest line, as the row does, speaks for the others
  for (const AuditEntry& entry : entries) {
    const auto known = entry.action.isEmpty() ? wanted.end() : wanted.find(entry.action);
    const bool lets = known != wanted.end() ? *known : filter.lets(auditRowOf(entry));
    if (!entry.action.isEmpty()) wanted.insert(entry.action, lets);
    if (lets) kept.push_back(entry);
  }
  return kept;
}

QByteArray auditCsv(const std::vector<AuditEntry>& entries) {
  QByteArray csv =
      "time,kind,action,deployment,environment,level,verb,targets,target_count,filter,result,"
      "reason,asked,done,changed_meanwhile,failed,not_sent,duration_ms\n";
  for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
    const bool counted = entry->kind == Kind::ended;
    QStringList fields{models::isoUtcText(entry->timeUs),
                       word(entry->kind),
                       entry->action,
                       entry->deployment,
                       entry->environment,
                       entry->level,
                       entry->verb,
                       entry->targets.join(u' '),
                       QString::number(entry->targetCount),
                       entry->filter,
                       entry->result,
                       entry->reason};
    for (const int count : {entry->counts.asked, entry->counts.done, entry->counts.changedMeanwhile,
                            entry->counts.failed, entry->counts.notSent})
      fields.append(counted ? QString::number(count) : QString());
    fields.append(entry->durationMs >= 0 ? QString::number(entry->durationMs) : QString());
    for (QString& field : fields)
      field = csvField(field);
    csv += fields.join(u',').toUtf8() + '\n';
  }
  return csv;
}

QByteArray auditJsonLines(const std::vector<AuditEntry>& entries) {
  QByteArray lines;
  for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry)
    lines += auditLine(*entry) + '\n';
  return lines;
}

}  // namespace heddle::console
