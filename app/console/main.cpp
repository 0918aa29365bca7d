// SPDX-License-Identifier: Apache-2.0
#include "app/cli/cli.h"
#include "app/console/console.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <QApplication>
#include <QCommandLineParser>
#include <QScreen>
#include <QStandardPaths>

namespace {

heddle::console::ConsoleOptions readOptions(const QApplication& application) {
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Console for self-hosted LangGraph deployments."));
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

/// Qt would end in a crash that says nothing of what to do.
bool lacksDisplay(int argc, char** argv) {
#ifdef Q_OS_LINUX
  if (std::find(argv, argv + argc, std::string_view("-platform")) != argv + argc) return false;
  for (const char* place : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    if (!qEnvironmentVariableIsEmpty(place)) return false;
  }
  return true;
#else
  static_cast<void>(argc), static_cast<void>(argv);
  return false;
#endif
}

/// With room for the frame that the desktop puts around it: the status line is at the very bottom.
void fitOnScreen(QWidget& window) {
  constexpr QSize kFrame(16, 48);
  window.resize(window.size().boundedTo(window.screen()->availableSize() - kFrame));
}

}  // namespace

int main(int argc, char** argv) {
  // Verbs need no display: they are told apart before anything of the window exists.
  if (heddle::cli::isVerb(argc, argv)) return heddle::cli::runCli(argc, argv);
  if (lacksDisplay(argc, argv)) {
    std::fputs(
        "heddle: the window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set. The verbs need "
        "none: "
        "heddle --help\n",
        stderr);
    return heddle::cli::kUnreachable;
  }
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("heddle"));
  QApplication::setApplicationDisplayName(QStringLiteral("Heddle"));
  QApplication::setApplicationVersion(QStringLiteral(HEDDLE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("heddle"));
  heddle::console::Console console(readOptions(application));
  fitOnScreen(console.window());
  console.show();
  return QApplication::exec();
}
