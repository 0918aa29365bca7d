// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/write_gate.h"

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

constexpr std::array kActions{
    Route{"POST", "/threads"},
    Route{"POST", "/threads/*/runs"},
    Route{"POST", "/threads/*/runs/stream"},
    Route{"POST", "/runs/stream"},
    Route{"POST", "/threads/*/runs/*/cancel"},
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

}  // namespace

WriteGate::WriteGate(deployment::Environment environment, QString deploymentName)
    : level_(environment == deployment::Environment::local ? WriteLevel::open : WriteLevel::readOnly),
      name_(std::move(deploymentName)),
      environment_(environment) {}

QString WriteGate::refusal() const {
  if (isOpen()) return {};
  const auto word = QString::fromStdString(std::string(deployment::word(environment_)));
  const auto whose = name_.isEmpty() ? QStringLiteral("This deployment") : name_;
  return QStringLiteral(
             "%1 is a %2 deployment and therefore read-only here; actions are open on local deployments.")
      .arg(whose, word);
}

core::Result<void> WriteGate::allows(const QByteArray& method, const QString& path) const {
  const auto forbidden = [](const QString& sentence) {
    return core::Error{core::ErrorCode::forbidden, sentence.toStdString()};
  };
  const auto bare = path.section(QLatin1Char('?'), 0, 0);
  // As the server reads it: an encoded name is still the name.
  const auto query = QUrl::fromPercentEncoding(path.section(QLatin1Char('?'), 1).toUtf8());
  const auto unknown =
      QStringLiteral("This console does not send %1 %2.").arg(QString::fromLatin1(method), bare);
  if (!isPlain(bare)) return forbidden(unknown);
  // Closing such a stream would cancel the run: a read that writes.
  if (query.contains(QLatin1String("cancel_on_disconnect"))) return forbidden(unknown);
  if (isIn(kReads, method, bare)) return core::Result<void>();
  if (!isIn(kActions, method, bare)) return forbidden(unknown);
  if (!isOpen()) return forbidden(refusal());
  return core::Result<void>();
}

}  // namespace heddle::client
