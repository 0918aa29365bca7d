// SPDX-License-Identifier: Apache-2.0
#include "app/server/command_line.h"
#include "app/server/commands.h"
#include "backend/process/child_entry.h"

#include <cstring>
#include <exception>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace heddle::server;

struct RunCommand {
  int operator()(const DevArguments& arguments) const { return runDev(arguments); }
  int operator()(const ServeArguments& arguments) const { return runServe(arguments); }
  int operator()(const MigrateArguments&) const { return runMigrate(); }
  int operator()(const VersionArguments&) const { return printVersion(); }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], heddle::process::kChildVerb) == 0) {
    return heddle::process::runChild(std::vector<std::string>(argv + 2, argv + argc));
  }
  try {
    const std::variant<Command, int> parsed = parseCommandLine(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    return std::visit(RunCommand{}, std::get<Command>(parsed));
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}
