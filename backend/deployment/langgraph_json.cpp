// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/langgraph_json.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace heddle::deployment {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;

/// Keys of the format (semantics.md §11) that this version leaves aside, with no harm to the graphs' runs.
constexpr std::array kIgnoredSilently = {
    std::string_view("$schema"),          std::string_view("_INTERNAL_docker_tag"),
    std::string_view("dockerfile_lines"), std::string_view("base_image"),
    std::string_view("image_distro"),     std::string_view("api_version"),
    std::string_view("pip_config_file"),  std::string_view("pip_installer"),
    std::string_view("keep_pkg_tools"),   std::string_view("docker_compose_file"),
    std::string_view("node_loader"),      std::string_view("source")};
constexpr std::array kNotServed = {std::string_view("encryption"), std::string_view("ui"),
                                   std::string_view("ui_config")};
constexpr std::array kServedOfStore = {std::string_view("index"), std::string_view("ttl")};
constexpr std::array kServedOfCheckpointer = {std::string_view("ttl")};
constexpr std::array kServedOfAuth = {std::string_view("path"), std::string_view("disable_studio_auth"),
                                      std::string_view("cache"), std::string_view("openapi")};

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string text(const json::string& value) {
  return std::string(value.data(), value.size());
}

/// A number as people write it; Boost.JSON would print 3.11 as 3.11E0.
std::string numberText(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  char number[32];
  std::snprintf(number, sizeof number, "%.15g", value.as_double());
  return number;
}

/// Boost.JSON tells the offset of a mistake; people need the line.
std::string placeOf(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Reads one config; every step answers false once error_ is set.
class ConfigReader {
 public:
  ConfigReader(std::string file, std::string directory) {
    config_.file = std::move(file);
    config_.directory = std::move(directory);
  }

  Result<LanggraphConfig> read(std::string_view source) {
    json::parser parser;
    json::error_code failure;
    const std::size_t consumed = parser.write_some(source.data(), source.size(), failure);
    if (failure)
      return wrong("it is not valid JSON at " + placeOf(source, consumed) + " (" + failure.message() + ")");
    if (source.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos) {
      return wrong("there is text behind the closing brace at " + placeOf(source, consumed));
    }
    const json::value root = parser.release();
    if (!root.is_object()) return wrong("it must be one JSON object");
    readAll(root.as_object());
    if (!error_.empty()) return wrong(error_);
    return std::move(config_);
  }

 private:
  Error wrong(const std::string& what) const { return Error{ErrorCode::invalid, config_.file + ": " + what}; }
  void fail(std::string what) {
    if (error_.empty()) error_ = std::move(what);
  }

  void readAll(const json::object& root) {
    for (const auto& [key, value] : root) {
      const std::string_view name(key.data(), key.size());
      if (name == "webhooks") takeSection(readWebhooks(value, config_.webhooks));
      if (name == "http") takeSection(readWebhooksSwitch(value, config_.webhooks));
      if (name == "graphs") {
        readGraphs(value);
      } else if (name == "dependencies") {
        readDependencies(value);
      } else if (name == "env") {
        readEnvironment(value);
      } else if (name == "python_version" || name == "node_version") {
        readVersion(name, value);
      } else if (name == "store") {
        takeSection(readStore(value, config_.store));
        warnOfRest(name, value, kServedOfStore);
      } else if (name == "checkpointer") {
        takeSection(readCheckpointer(value, config_.threadTtl));
        warnOfRest(name, value, kServedOfCheckpointer);
      } else if (name == "auth") {
        takeSection(readAuth(value, config_.auth));
        warnOfRest(name, value, kServedOfAuth);
      } else if (name == "http") {
        takeSection(readHttp(value, config_.http));
        if (config_.http.middlewareFirst) warnNotServed("http.middleware_order");
      } else if (contains(kNotServed, name)) {
        warnNotServed(std::string(name));
      } else if (name != "webhooks" && !contains(kIgnoredSilently, name)) {
        config_.warnings.push_back(config_.file + ": the key \"" + std::string(name) +
                                   "\" is unknown and has no effect");
      }
    }
    if (!root.contains("graphs"))
      fail("the key \"graphs\" is missing: add \"graphs\": {\"agent\": \"./agent.py:graph\"}");
  }

  void warnNotServed(const std::string& key) {
    config_.warnings.push_back(config_.file + ": \"" + key +
                               "\" is not served by this version and has no effect");
  }

  void takeSection(std::string complaint) {
    if (!complaint.empty()) fail(std::move(complaint));
  }

  template <typename Served>
  void warnOfRest(std::string_view section, const json::value& value, const Served& served) {
    if (!value.is_object()) return;
    for (const auto& [key, ignored] : value.get_object()) {
      const std::string_view name(key.data(), key.size());
      if (!contains(served, name)) warnNotServed(std::string(section) + "." + std::string(name));
    }
  }

  void readGraphs(const json::value& value) {
    if (!value.is_object()) return fail("\"graphs\" must be an object of name and \"file.py:variable\"");
    if (value.as_object().empty())
      return fail("\"graphs\" is empty: name at least one graph, as \"agent\": \"./agent.py:graph\"");
    for (const auto& [key, entry] : value.as_object())
      readGraph(std::string(key.data(), key.size()), entry);
  }

  void readGraph(const std::string& id, const json::value& value) {
    const std::string key = "graphs." + id;
    if (id.empty()) return fail("\"graphs\" has an entry without a name: give the graph a name");
    GraphEntry entry;
    entry.id = id;
    entry.raw.text = json::serialize(value);
    const json::value* path = &value;
    if (value.is_object()) {
      path = value.as_object().if_contains("path");
      if (path == nullptr) return fail(key + ": the object needs a \"path\", as \"./agent.py:graph\"");
      if (const json::value* about = value.as_object().if_contains("description");
          about != nullptr && !about->is_null()) {
        if (!about->is_string()) return fail(key + ".description must be text");
        entry.description = text(about->as_string());
      }
    }
    if (!path->is_string())
      return fail(key + " must be text like \"./agent.py:graph\", or an object with \"path\"");
    const std::string whole = text(path->as_string());
    const std::size_t colon = whole.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == whole.size()) {
      return fail(key + ": \"" + whole + "\" names no variable: write it as \"./agent.py:graph\"");
    }
    entry.path = whole.substr(0, colon);
    entry.variable = whole.substr(colon + 1);
    config_.graphs.push_back(std::move(entry));
  }

  void readDependencies(const json::value& value) {
    if (!value.is_array()) return fail("\"dependencies\" must be a list, as [\".\"]");
    for (const json::value& item : value.as_array()) {
      if (!item.is_string())
        return fail("\"dependencies\" must hold text only: folders such as \".\" or package names");
      config_.dependencies.push_back(text(item.as_string()));
    }
  }

  void readEnvironment(const json::value& value) {
    if (value.is_null()) return;
    if (value.is_string()) {
      const fs::path file = fs::path(config_.directory) / text(value.as_string());
      config_.environmentFile = file.lexically_normal().string();
    } else if (value.is_object()) {
      for (const auto& [key, item] : value.as_object()) {
        const std::string name(key.data(), key.size());
        if (item.is_object() || item.is_array()) return fail("env." + name + " must be text");
        if (item.is_null()) continue;
        config_.environment.emplace_back(name, item.is_string() ? text(item.as_string()) : numberText(item));
      }
    } else if (value.is_array()) {
      for (const json::value& item : value.as_array()) {
        if (!item.is_string()) return fail("\"env\" as a list must hold names of variables");
        config_.environmentNames.push_back(text(item.as_string()));
      }
    } else {
      fail("\"env\" must be the path of a .env file, an object, or a list of names");
    }
  }

  void readVersion(std::string_view name, const json::value& value) {
    if (value.is_null()) return;
    std::string version;
    if (value.is_string()) {
      version = text(value.as_string());
    } else if (value.is_number()) {
      version = numberText(value);
    } else {
      return fail("\"" + std::string(name) + "\" must be text like \"3.11\"");
    }
    (name == "python_version" ? config_.pythonVersion : config_.nodeVersion) = version;
  }

  LanggraphConfig config_;
  std::string error_;
};

Result<std::string> readText(const std::string& path, const std::string& advice) {
  std::error_code failure;
  if (fs::is_directory(path, failure))
    return Error{ErrorCode::invalid, path + " is a folder, not a file: " + advice};
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const int reason = errno;
    const ErrorCode code = reason == EACCES ? ErrorCode::forbidden : ErrorCode::notFound;
    return Error{code, "cannot read " + path + " (" + std::strerror(reason) + "): " + advice};
  }
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

bool isPythonPath(std::string_view path) {
  constexpr std::string_view kScripts[] = {".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".tsx", ".jsx"};
  return std::none_of(std::begin(kScripts), std::end(kScripts),
                      [path](std::string_view ending) { return path.ends_with(ending); });
}

bool GraphEntry::isPython() const {
  return isPythonPath(path);
}

Result<LanggraphConfig> parseLanggraphJson(std::string_view text, const std::string& file,
                                           const std::string& directory) {
  return ConfigReader(file, directory).read(text);
}

Result<LanggraphConfig> readLanggraphJson(const std::string& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  Result<std::string> source = readText(absolute.string(), "name the right file with --config");
  if (!source) return source.error();
  Result<LanggraphConfig> config =
      parseLanggraphJson(*source, absolute.string(), absolute.parent_path().string());
  if (!config || config->environmentFile.empty()) return config;
  Result<std::string> env =
      readText(config->environmentFile, "make the file, or correct \"env\" in " + absolute.string());
  if (!env) return env.error();
  Result<EnvironmentEntries> entries = parseDotenv(*env);
  if (!entries) return Error{ErrorCode::invalid, config->environmentFile + ", " + entries.error().message};
  config->environment = std::move(*entries);
  return config;
}

}  // namespace heddle::deployment
