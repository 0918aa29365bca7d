// SPDX-License-Identifier: Apache-2.0
#include "app/server/python_runtime.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

}  // namespace

core::Result<Interpreter> choosePython(const PythonSearch& search) {
  if (!search.asked.empty()) return askedProgram("--python", search.asked, search.searchPath);
  const struct {
    fs::path folder;
    const char* because;
  } environments[] = {
      {search.virtualEnv, "VIRTUAL_ENV"},
      {fs::path(search.projectFolder) / ".venv", ".venv beside langgraph.json"},
      {fs::path(search.programFolder).parent_path() / "share/heddle/venv", "heddle's own environment"},
      {sourceTree(search.programFolder) / ".cache/venv", "heddle's own environment"}};
  for (const auto& environment : environments) {
    if (environment.folder.empty()) continue;
    const fs::path program = environment.folder / "bin/python";
    if (isProgram(program)) return Interpreter{program.string(), environment.because};
  }
  const std::string fallback = onPath("python3", search.searchPath);
  if (!fallback.empty()) return Interpreter{fallback, "python3 on the path"};
  return Error{
      ErrorCode::unavailable,
      "no Python was found to run the graphs: make a virtual environment with langgraph in .venv beside "
      "langgraph.json, or name an interpreter with --python"};
}

core::Task<core::Result<void>> checkPython(core::Spawner& spawner, Interpreter python,
                                           std::vector<NeededPackage> needed) {
  constexpr int kNotFound = 3;
  needed.insert(needed.begin(), {"langgraph", "langgraph", {}});
  const char* path = std::getenv("PATH");
  std::string said;
  core::ChildSpec spec;
  spec.name = "python";
  // Ends with 3 and the place of the first that is missing.
  spec.argv = {python.program, "-c",
               "import sys\nfrom importlib.util import find_spec\n"
               "missing = [i for i, name in enumerate(sys.argv[1:]) if not find_spec(name)]\n"
               "print(*missing[:1])\nsys.exit(3 if missing else 0)"};
  for (const NeededPackage& each : needed)
    spec.argv.push_back(each.module);
  spec.environment = {std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path)};
  spec.onLine = [&said](std::string_view line, bool) { said = line; };
  const std::unique_ptr<core::Child> child = spawner.spawn(std::move(spec));
  const core::ChildExit exit = co_await child->wait();
  if (exit.code == 0) co_return core::Result<void>();
  std::size_t place = needed.size();
  std::from_chars(said.data(), said.data() + said.size(), place);
  if (exit.code == kNotFound && place < needed.size()) {
    const NeededPackage& missing = needed[place];
    co_return Error{ErrorCode::unavailable,
                    missing.because + (missing.because.empty() ? "the Python " : ", but the Python ") +
                        python.program + " (chosen by " + python.because + ") has no " + missing.package +
                        ": install it with " + python.program + " -m pip install " + missing.package +
                        ", or name another with --python"};
  }
  co_return Error{ErrorCode::unavailable, "the Python " + python.program + " does not work (" + said +
                                              "): name another with --python"};
}

}  // namespace heddle::server
