// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/http_effect.h"

#include "backend/wire/value.h"

#include <algorithm>
#include <array>

#include <QStringList>
#include <QUrl>

namespace heddle::client {
namespace {

struct Route {
  const char* method;
  const char* path;  // `*` stands for one segment, a trailing `**` for any rest
};

constexpr std::array kReads{
    Route{"GET", "/ok"},
    Route{"GET", "/info"},
    Route{"GET", "/metrics"},
    Route{"GET", "/openapi.json"},
    Route{"GET", "/assistants/**"},
    Route{"GET", "/threads/**"},
    Route{"GET", "/runs/**"},
    Route{"GET", "/store/items"},
    Route{"POST", "/assistants/search"},
    Route{"POST", "/assistants/count"},
    Route{"POST", "/assistants/*/versions"},
    Route{"POST", "/threads/search"},
    Route{"POST", "/threads/count"},
    Route{"POST", "/threads/*/history"},
    Route{"POST", "/threads/*/state/checkpoint"},
    Route{"POST", "/runs/crons/search"},
    Route{"POST", "/runs/crons/count"},
    Route{"POST", "/store/items/search"},
    Route{"POST", "/store/namespaces"},
};

constexpr std::array kWrites{
    Route{"POST", "/threads"},
    Route{"POST", "/threads/*/runs"},
    Route{"POST", "/threads/*/runs/stream"},
    Route{"POST", "/runs/stream"},
    Route{"POST", "/threads/*/runs/*/cancel"},
    Route{"PATCH", "/assistants/*"},
    Route{"POST", "/assistants/*/latest"},
    Route{"PATCH", "/runs/crons/*"},
    Route{"PUT", "/store/items"},
};

constexpr std::array kDeletions{
    Route{"DELETE", "/threads/*"},
    Route{"DELETE", "/threads/*/runs/*"},
    Route{"DELETE", "/runs/crons/*"},
    Route{"DELETE", "/store/items"},
};

bool matches(const QString& pattern, const QString& path) {
  const auto wanted = pattern.split(QLatin1Char('/'));
  const auto given = path.split(QLatin1Char('/'));
  for (qsizetype i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == QLatin1String("**")) return given.size() > i;
    if (i >= given.size()) return false;
    const bool any = wanted[i] == QLatin1String("*") && !given[i].isEmpty();
    if (!any && wanted[i] != given[i]) return false;
  }
  return given.size() == wanted.size();
}

template <typename Routes>
bool isIn(const Routes& routes, const QByteArray& method, const QString& path) {
  for (const auto& route : routes) {
    if (method == route.method && matches(QLatin1String(route.path), path)) return true;
  }
  return false;
}

/// Dots and encoded slashes could lead a server elsewhere than the pattern says.
bool isPlain(const QString& path) {
  return path.startsWith(QLatin1Char('/')) && !path.contains(QLatin1String("..")) &&
         !path.contains(QLatin1String("//")) && !path.contains(QLatin1Char('%')) &&
         !path.contains(QLatin1Char('\\')) && !path.contains(QLatin1Char('#'));
}

/// Ends a run and deletes it with its checkpoints, or lets a new run do so with those before it. The body is
/// read as a server reads it: escapes spell the word as well, and which of two members counts is its choice.
bool rollsBack(const QString& query, const QByteArray& body) {
  if (query.contains(QLatin1String("rollback"))) return true;
  if (body.isEmpty()) return false;
  const auto parsed = wire::parseJson(body.toStdString());
  if (!parsed) return true;
  if (!parsed->isObject()) return false;
  const auto& members = parsed->members();
  return std::any_of(members.begin(), members.end(), [](const auto& member) {
    return member.first == "multitask_strategy" && member.second.isString() &&
           member.second.string() == "rollback";
  });
}

}  // namespace

HttpEffect effectOf(const HttpCall& call) {
  const auto bare = call.path.section(QLatin1Char('?'), 0, 0);
  // As the server reads it: an encoded name is still the name.
  const auto query = QUrl::fromPercentEncoding(call.path.section(QLatin1Char('?'), 1).toUtf8());
  if (!isPlain(bare)) return HttpEffect::unknown;
  // Closing such a stream would cancel the run: a read that writes.
  if (query.contains(QLatin1String("cancel_on_disconnect"))) return HttpEffect::unknown;
  if (isIn(kReads, call.method, bare)) return HttpEffect::reads;
  if (isIn(kDeletions, call.method, bare)) return HttpEffect::destroys;
  if (!isIn(kWrites, call.method, bare)) return HttpEffect::unknown;
  return rollsBack(query, call.body) ? HttpEffect::destroys : HttpEffect::writes;
}

}  // namespace heddle::client
