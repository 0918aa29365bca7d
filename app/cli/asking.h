// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli.h"
#include "backend/client/deployment_session.h"
#include "backend/client/source.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <QEventLoop>
#include <QObject>

namespace heddle::cli {

/// Prints the sentence to stderr and answers the exit code that goes with the kind of failure.
int complain(const client::SourceError& error);
int complain(int code, const std::string& sentence);

/// The Postgres of the session, or nothing after a complaint.
client::PgSession* postgresOf(client::DeploymentSession& session);

/// Asks a feed one question and waits for its answer or failure.
template <typename T, typename Feed, typename Signal, typename Ask>
std::variant<T, client::SourceError> answerOf(Feed& feed, Signal signal, Ask ask) {
  QEventLoop loop;
  std::optional<T> value;
  std::optional<client::SourceError> failure;
  QObject::connect(&feed, signal, &loop, [&](quint64, const T& answer) {
    value = answer;
    loop.quit();
  });
  QObject::connect(&feed, &Feed::failed, &loop, [&](quint64, const client::SourceError& error) {
    failure = error;
    loop.quit();
  });
  ask();
  loop.exec();
  if (failure) return *failure;
  return std::move(*value);
}

}  // namespace heddle::cli
