// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/safety/audit_log.h"

namespace heddle::cli {
namespace {

using client::AuditEntry;

std::vector<std::string> cellsOf(const AuditEntry& entry) {
  auto target = entry.targets.value(0);
  if (entry.targetCount > 1) target += QStringLiteral(" +%1").arg(entry.targetCount - 1);
  return {localTime(entry.timeUs),        entry.deployment.toStdString(), entry.level.toStdString(),
          word(entry.kind).toStdString(), entry.verb.toStdString(),       target.toStdString(),
          entry.result.toStdString()};
}

}  // namespace

int audit(const Arguments& arguments, const client::AuditLog& log) {
  // Entries of other deployments do not count against the limit.
  constexpr int kAll = 1'000'000;
  const bool filtered = !arguments.deployment.empty();
  auto reading = client::readAudit(log.path(), filtered ? kAll : arguments.limit);
  if (!reading) return complain(kUnreachable, reading.error().message);
  auto& entries = reading->entries;
  if (filtered)
    std::erase_if(entries,
                  [&](const auto& entry) { return entry.deployment.toStdString() != arguments.deployment; });
  if (entries.size() > static_cast<std::size_t>(arguments.limit))
    entries.resize(static_cast<std::size_t>(arguments.limit));
  if (arguments.json) {
    wire::Value::Array lines;
    for (const auto& entry : entries)
      lines.push_back(jsonValue(client::auditLine(entry).toStdString()));
    printJson(wire::Value::ofObject({{"entries", wire::Value::ofArray(std::move(lines))},
                                     {"unreadable", wire::Value::ofInt(reading->unreadable)}}));
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : entries)
    rows.push_back(cellsOf(entry));
  printTable({"TIME", "DEPLOYMENT", "LEVEL", "WHAT", "VERB", "TARGET", "RESULT"}, rows);
  if (reading->unreadable > 0)
    complain(kFine, std::to_string(reading->unreadable) + " lines of the log could not be read.");
  return kFine;
}

}  // namespace heddle::cli
