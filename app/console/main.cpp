// SPDX-License-Identifier: Apache-2.0
#include "app/cli/cli.h"
#include "app/console/console.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QStandardPaths>

namespace {

heddle::console::ConsoleOptions readOptions(const QApplication& application) {
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Console for self-hosted LangGraph deployments."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption profile(
      QStringLiteral("profile-dir"), QStringLiteral("Folder for settings and the session."),
      QStringLiteral("DIR"), QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation));
  const QCommandLineOption open(QStringLiteral("open"),
                                QStringLiteral("Open a heddle:// link or a deployment.json."),
                                QStringLiteral("TARGET"));
  parser.addOption(profile);
  parser.addOption(open);
  parser.process(application);
  return {parser.value(profile), parser.value(open)};
}

}  // namespace

int main(int argc, char** argv) {
  // Verbs need no display: they are told apart before anything of the window exists.
  if (heddle::cli::isVerb(argc, argv)) return heddle::cli::runCli(argc, argv);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("heddle"));
  QApplication::setApplicationDisplayName(QStringLiteral("Heddle"));
  QApplication::setApplicationVersion(QStringLiteral(HEDDLE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("heddle"));
  heddle::console::Console console(readOptions(application));
  console.show();
  return QApplication::exec();
}
