// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace heddle::server {

/// What both ways of serving take.
struct ServeArguments {
  std::string config = "langgraph.json";
  std::string host;
  std::uint16_t port = 0;
  std::string python, node;  // empty: chosen (see python_runtime.h, node_runtime.h)
  bool requireLicense = false;
};

struct DevArguments : ServeArguments {
  std::string dataDir;  // empty: `.heddle` beside the config
  bool ephemeral = false;
  bool reload = true;
  std::uint16_t debugPort = 0;  // 0: none
  bool waitForClient = false;
};

struct MigrateArguments {};
struct VersionArguments {};

using Command = std::variant<DevArguments, ServeArguments, MigrateArguments, VersionArguments>;

/// The command, or the exit code after help or a complaint has been printed.
std::variant<Command, int> parseCommandLine(int argc, char** argv);

}  // namespace heddle::server
