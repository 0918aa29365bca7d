// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/audit_log.h"
#include "backend/core/masking.h"

#include <array>
#include <utility>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace heddle::client {
namespace {

using Kind = AuditEntry::Kind;

constexpr std::array<std::pair<Kind, const char*>, 5> kKinds{{{Kind::asked, "asked"},
                                                              {Kind::ended, "ended"},
                                                              {Kind::refused, "refused"},
                                                              {Kind::unlocked, "unlocked"},
                                                              {Kind::locked, "locked"}}};

QString masked(const QString& text) {
  return QString::fromStdString(core::maskSecrets(text.toStdString()));
}

/// Microseconds as ISO 8601 in UTC.
QString isoOf(qint64 us) {
  const auto time = QDateTime::fromMSecsSinceEpoch(us / 1000, Qt::UTC);
  return time.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) +
         QStringLiteral(".%1Z").arg(us % 1'000'000, 6, 10, QLatin1Char('0'));
}

qint64 microsOf(const QString& iso) {
  const auto time = QDateTime::fromString(iso.left(19) + QLatin1Char('Z'), Qt::ISODate);
  return time.isValid() ? time.toMSecsSinceEpoch() * 1000 + iso.mid(20, 6).toLongLong() : 0;
}

void putText(QJsonObject& json, const char* key, const QString& value) {
  if (!value.isEmpty()) json.insert(QLatin1String(key), masked(value));
}

QJsonObject jsonOf(const AuditCounts& counts) {
  return {{QStringLiteral("asked"), counts.asked},
          {QStringLiteral("done"), counts.done},
          {QStringLiteral("changed_meanwhile"), counts.changedMeanwhile},
          {QStringLiteral("failed"), counts.failed},
          {QStringLiteral("not_sent"), counts.notSent}};
}

AuditCounts countsOf(const QJsonObject& json) {
  const auto at = [&](const char* key) { return json.value(QLatin1String(key)).toInt(); };
  return {at("asked"), at("done"), at("changed_meanwhile"), at("failed"), at("not_sent")};
}

}  // namespace

QString word(Kind kind) {
  for (const auto& [candidate, text] : kKinds) {
    if (candidate == kind) return QLatin1String(text);
  }
  return {};
}

QByteArray auditLine(const AuditEntry& entry) {
  QJsonObject json{{QStringLiteral("time"), isoOf(entry.timeUs)},
                   {QStringLiteral("kind"), word(entry.kind)},
                   {QStringLiteral("target_count"), entry.targetCount}};
  putText(json, "action", entry.action);
  putText(json, "deployment", entry.deployment);
  putText(json, "environment", entry.environment);
  putText(json, "level", entry.level);
  putText(json, "verb", entry.verb);
  putText(json, "filter", entry.filter);
  putText(json, "reason", entry.reason);
  putText(json, "result", entry.result);
  QJsonArray targets;
  for (const auto& target : entry.targets.mid(0, AuditEntry::kMostTargets))
    targets.append(masked(target));
  json.insert(QStringLiteral("targets"), targets);
  if (entry.kind == Kind::ended) json.insert(QStringLiteral("counts"), jsonOf(entry.counts));
  if (entry.durationMs >= 0) json.insert(QStringLiteral("duration_ms"), entry.durationMs);
  return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<AuditEntry> parseAuditLine(const QByteArray& line) {
  const auto json = QJsonDocument::fromJson(line).object();
  const auto at = [&](const char* key) { return json.value(QLatin1String(key)).toString(); };
  AuditEntry entry;
  bool known = false;
  for (const auto& [kind, text] : kKinds) {
    if (at("kind") != QLatin1String(text)) continue;
    entry.kind = kind;
    known = true;
  }
  if (!known) return std::nullopt;
  entry.timeUs = microsOf(at("time"));
  entry.action = at("action");
  entry.deployment = at("deployment");
  entry.environment = at("environment");
  entry.level = at("level");
  entry.verb = at("verb");
  entry.filter = at("filter");
  entry.reason = at("reason");
  entry.result = at("result");
  for (const auto& target : json.value(QLatin1String("targets")).toArray())
    entry.targets.append(target.toString());
  entry.targetCount = json.value(QLatin1String("target_count")).toInt();
  entry.counts = countsOf(json.value(QLatin1String("counts")).toObject());
  entry.durationMs = json.value(QLatin1String("duration_ms")).toInteger(-1);
  return entry;
}

}  // namespace heddle::client
