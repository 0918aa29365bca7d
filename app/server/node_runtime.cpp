// SPDX-License-Identifier: Apache-2.0
#include "app/server/node_runtime.h"

#include <cstdio>
#include <memory>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

core::Task<std::string> versionOf(core::Spawner& spawner, std::string program) {
  std::string said;
  core::ChildSpec spec;
  spec.name = "node";
  spec.argv = {std::move(program), "--version"};
  spec.onLine = [&said](std::string_view line, bool isError) {
    if (!isError && said.empty()) said = line;
  };
  const std::unique_ptr<core::Child> child = spawner.spawn(std::move(spec));
  co_await child->wait();
  co_return said;
}

}  // namespace

core::Result<std::vector<Interpreter>> nodeCandidates(const NodeSearch& search) {
  if (!search.asked.empty()) {
    const auto asked = askedProgram("--node", search.asked, search.searchPath);
    if (!asked) return asked.error();
    return std::vector<Interpreter>{*asked};
  }
  std::vector<Interpreter> found;
  if (const std::string usual = onPath("node", search.searchPath); !usual.empty())
    found.push_back({usual, "node on the path"});
  for (const fs::path& ours : {fs::path(search.programFolder).parent_path() / "share/heddle/node/bin/node",
                               sourceTree(search.programFolder) / ".cache/node/bin/node"})
    if (isProgram(ours)) found.push_back({ours.string(), "heddle's own"});
  if (!found.empty()) return found;
  return Error{ErrorCode::unavailable,
               "no Node was found to run the JavaScript graphs: install Node 20.9 or newer, or name one with "
               "--node"};
}

bool isRecentNode(const std::string& version) {
  int major = 0, minor = 0;
  if (std::sscanf(version.c_str(), "v%d.%d", &major, &minor) != 2) return false;
  return major > 20 || (major == 20 && minor >= 9);
}

core::Task<core::Result<Interpreter>> chooseNode(core::Spawner& spawner,
                                                 std::vector<Interpreter> candidates) {
  std::string found;
  for (const Interpreter& candidate : candidates) {
    std::string version = co_await versionOf(spawner, candidate.program);
    if (isRecentNode(version)) co_return candidate;
    found += (found.empty() ? "" : ", ") + candidate.program + " is " +
             (version.empty() ? "no working Node" : version);
  }
  co_return Error{ErrorCode::unavailable,
                  "JavaScript graphs need Node 20.9 or newer (" + found + "): name another with --node"};
}

}  // namespace heddle::server
