// SPDX-License-Identifier: Apache-2.0
#include "app/server/command_line.h"

#include <iostream>

#include <CLI/CLI.hpp>

namespace heddle::server {
namespace {

void addServing(CLI::App& verb, ServeArguments& arguments) {
  verb.add_option("--config", arguments.config, "The langgraph.json that names the graphs")
      ->capture_default_str();
  verb.add_option("--host", arguments.host, "Address to listen on")->capture_default_str();
  verb.add_option("--port", arguments.port, "Port to listen on; 0 takes any free one")->capture_default_str();
  verb.add_option("--python", arguments.python,
                  "Python that runs the graphs (default: $VIRTUAL_ENV, .venv, ours)");
  verb.add_option("--node", arguments.node,
                  "Node that runs the JavaScript graphs (default: the one on the path, ours)");
  verb.add_flag("--require-license", arguments.requireLicense,
                "Do not start unless LangSmith accepts LANGSMITH_API_KEY");
}

}  // namespace

std::variant<Command, int> parseCommandLine(int argc, char** argv) {
  CLI::App app("heddle-server runs LangGraph graphs behind the LangGraph HTTP API.", "heddle-server");
  app.require_subcommand(1);

  DevArguments dev;
  dev.host = "127.0.0.1";
  dev.port = 2024;
  CLI::App* devVerb = app.add_subcommand("dev", "Serve with a private PostgreSQL and Redis, for one machine");
  addServing(*devVerb, dev);
  devVerb->add_option("--data-dir", dev.dataDir, "Where data is kept (default: .heddle beside the config)");
  devVerb->add_flag("--ephemeral", dev.ephemeral, "Keep nothing: a temporary data folder, removed at the end")
      ->excludes("--data-dir");
  devVerb->add_flag("!--no-reload", dev.reload, "Do not load graphs anew when their files change");

  CLI::Option* debugPort =
      devVerb->add_option("--debug-port", dev.debugPort,
                          "Port on loopback where a debugger finds the graphs (debugpy, Node's inspector)");
  devVerb->add_flag("--wait-for-client", dev.waitForClient, "Load no graph before a debugger has come")
      ->needs(debugPort);

  ServeArguments serve;
  serve.host = "0.0.0.0";
  serve.port = 8000;
  CLI::App* serveVerb =
      app.add_subcommand("serve", "Serve on the database of DATABASE_URI and the Redis of REDIS_URI");
  addServing(*serveVerb, serve);
  serveVerb->get_option("--port")->envname("PORT");
  serveVerb->get_option("--host")->envname("LANGGRAPH_SERVER_HOST");

  CLI::App* migrateVerb =
      app.add_subcommand("migrate", "Bring the database of DATABASE_URI to this version, and end");
  CLI::App* versionVerb = app.add_subcommand("version", "Print the version");

  constexpr int kUsage = 2;
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError&) {
    const auto rest = app.remaining();
    std::cerr << "heddle-server: "
              << (rest.empty() ? "what to do is missing" : "it does not know '" + rest.front() + "'")
              << "; there are dev, serve, migrate, version. More by heddle-server --help.\n";
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (devVerb->parsed()) return Command(dev);
  if (serveVerb->parsed()) return Command(serve);
  if (migrateVerb->parsed()) return Command(MigrateArguments{});
  static_cast<void>(versionVerb);
  return Command(VersionArguments{});
}

}  // namespace heddle::server
