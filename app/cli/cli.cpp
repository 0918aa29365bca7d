// SPDX-License-Identifier: Apache-2.0
#include "app/cli/cli.h"

#include "app/cli/asking.h"
#include "app/cli/verbs.h"
#include "backend/client/deployment_list.h"
#include "backend/client/secrets/secret_store.h"
#include "backend/deployment/deployment_json.h"

#include <string_view>

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace heddle::cli {
namespace {

using Opened = core::Result<deployment::Deployment>;

QString profileOf(const Arguments& arguments) {
  return arguments.profileDir.empty() ? QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
                                      : QString::fromStdString(arguments.profileDir);
}

/// By file, or by name from the list that the window keeps too.
Opened open(const Arguments& arguments) {
  const auto wanted = QString::fromStdString(arguments.deployment);
  if (wanted.endsWith(QLatin1String(".json")) || QFileInfo(wanted).isFile()) {
    return deployment::readDeploymentFile(QFileInfo(wanted).absoluteFilePath().toStdString());
  }
  client::SecretStore secrets;
  client::DeploymentList list(profileOf(arguments), secrets);
  if (!list.trouble().isEmpty()) return core::Error{core::ErrorCode::invalid, list.trouble().toStdString()};
  const auto* entry = list.find(wanted);
  if (entry == nullptr) {
    return core::Error{core::ErrorCode::notFound,
                       "There is no deployment named " + arguments.deployment +
                           "; add it in the window, or give the path of a deployment.json."};
  }
  QEventLoop loop;
  std::optional<Opened> opened;
  list.resolve(entry->key, &loop, [&](Opened answer) {
    opened = std::move(answer);
    loop.quit();
  });
  loop.exec();
  return *opened;
}

int dispatch(const Arguments& arguments, const deployment::Deployment& deployment,
             const client::AuditLog& log) {
  if (arguments.verb == Verb::connTest) return connTest(arguments, deployment);
  client::DeploymentSession session(deployment, &log);
  switch (arguments.verb) {
    case Verb::runsList:
      return runsList(arguments, session);
    case Verb::runsShow:
      return runsShow(arguments, session);
    case Verb::act:
      return act(arguments, session);
    case Verb::threadsList:
      return threadsList(arguments, session);
    case Verb::threadsState:
      return threadsState(arguments, session);
    case Verb::assistantsList:
      return assistantsList(arguments, session);
    case Verb::threadsHistory:
      return threadsHistory(arguments, session);
    case Verb::threadsDiff:
      return threadsDiff(arguments, session);
    case Verb::assistantsShow:
      return assistantsShow(arguments, session);
    case Verb::assistantsVersions:
      return assistantsVersions(arguments, session);
    case Verb::assistantsDiff:
      return assistantsDiff(arguments, session);
    case Verb::cronsList:
      return cronsList(arguments, session);
    case Verb::cronsShow:
      return cronsShow(arguments, session);
    case Verb::storeList:
      return storeList(arguments, session);
    case Verb::storeGet:
      return storeGet(arguments, session);
    case Verb::tail:
      return tail(arguments, session);
    case Verb::connTest:
    case Verb::audit:
      break;
  }
  return kUsage;
}

}  // namespace

bool isVerb(int argc, char** argv) {
  if (argc < 2) return false;
  const std::string_view first = argv[1];
  for (const std::string_view question : {"-h", "--help", "-v", "--version"}) {
    if (first == question) return true;
  }
  // The window takes options only: a word in first place is a verb, if perhaps an unknown one.
  return !first.empty() && first.front() != '-';
}

int runCli(int argc, char** argv) {
  const auto parsed = parseArguments(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed)) return *code;
  QCoreApplication application(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("heddle"));
  const auto& arguments = std::get<Arguments>(parsed);
  const auto profile = profileOf(arguments);
  const client::AuditLog log(profile);
  if (arguments.verb == Verb::audit) return audit(arguments, log);
  const auto opened = open(arguments);
  if (!opened) return complain(kUsage, opened.error().message);
  return dispatch(arguments, *opened, log);
}

}  // namespace heddle::cli
