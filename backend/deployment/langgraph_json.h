// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/result.h"
#include "backend/deployment/data_policies.h"
#include "backend/deployment/dotenv.h"
#include "backend/deployment/http_policies.h"
#include "backend/deployment/webhook_policy.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::deployment {

/// One entry of "graphs": `./agent/graph.py:agent`, or an object with path and description.
struct GraphEntry {
  std::string id;
  std::string path;         // file or module before the last colon, as written
  std::string variable;     // behind it
  std::string description;  // empty: none
  core::JsonText raw;       // the entry as written, for the runner

  bool isPython() const;  // else JavaScript or TypeScript
};

/// By the ending of a file, or a module's name.
bool isPythonPath(std::string_view path);

/// A langgraph.json, checked. Relative paths in it count from `directory`.
struct LanggraphConfig {
  std::string file, directory;  // absolute
  std::vector<GraphEntry> graphs;
  std::vector<std::string> dependencies;
  EnvironmentEntries environment;  // of "env": an object's entries, or those of the file it names
  std::vector<std::string>
      environmentNames;         // of "env" as a list: names to take from the server's environment
  std::string environmentFile;  // absolute; empty: none
  std::optional<std::string> pythonVersion, nodeVersion;
  StorePolicy store;
  ThreadTtlPolicy threadTtl;
  AuthPolicy auth;
  HttpPolicy http;
  WebhookSettings webhooks;
  std::vector<std::string> warnings;  // one sentence each: unknown keys, parts this version does not serve
};

/// Reads the text of a langgraph.json that stands in `directory` (absolute). Reads no other file.
/// Errors: invalid, one sentence that names the file, the line or the key, and what to do.
core::Result<LanggraphConfig> parseLanggraphJson(std::string_view text, const std::string& file,
                                                 const std::string& directory);

/// Reads the file and the env file it names. Errors: notFound, forbidden, invalid.
core::Result<LanggraphConfig> readLanggraphJson(const std::string& path);

}  // namespace heddle::deployment
