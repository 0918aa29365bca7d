// SPDX-License-Identifier: Apache-2.0
#include "app/server/access_log.h"

#include "backend/observe/log.h"

#include <string>

namespace heddle::server {
namespace {

/// Those of the request that langgraph.json wants in the log, as one text.
std::string headersToLog(const net::AccessRecord& record, const api::HeaderRules& rules) {
  std::string text;
  if (record.headers == nullptr || rules.includes.empty()) return text;
  for (const net::Header& header : *record.headers) {
    if (rules.takes(header.name)) text += (text.empty() ? "" : "; ") + header.name + ": " + header.value;
  }
  return text;
}

}  // namespace

void logAccess(const net::AccessRecord& record, const api::HeaderRules& loggingHeaders) {
  const bool failed = record.status >= 500;
  // Health checks come every few seconds for ever; they are told only to whoever asks for everything.
  const bool quiet = record.path == "/ok" || record.path == "/metrics";
  const observe::Level level = failed  ? observe::Level::error
                               : quiet ? observe::Level::debug
                                       : observe::Level::info;
  if (!observe::isLogged(level)) return;
  observe::log(level, "request",
               {{"method", record.method},
                {"path", record.path},
                {"status", record.status},
                {"ms", static_cast<double>(record.duration.count()) / 1000},
                {"in", record.bytesIn},
                {"out", record.bytesOut},
                {"request_id", record.requestId},
                {"peer", record.peer},
                {"headers", headersToLog(record, loggingHeaders)},
                {"error", record.error}});
}

}  // namespace heddle::server
