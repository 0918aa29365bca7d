// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/deployment_json.h"

#include "backend/deployment/percent.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

namespace heddle::deployment {
namespace {

namespace json = boost::json;

constexpr std::uintmax_t kMostBytes = 1024 * 1024;

/// Text of a key that is absent, null or a string; otherwise the sentence goes to `wrong`.
std::optional<std::string> textOf(const json::object& object, std::string_view key, std::string& wrong) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_string()) {
    if (wrong.empty())
      wrong = "In the deployment file the key " + std::string(key) + " must be text or null.";
    return std::nullopt;
  }
  return std::string(value->as_string());
}

std::vector<std::string> urlsOf(const json::object& object, std::string& wrong) {
  std::vector<std::string> urls;
  const auto* value = object.if_contains("api_urls");
  if (value == nullptr || value->is_null()) return urls;
  if (!value->is_array()) {
    wrong = "In the deployment file the key api_urls must be a list of URLs.";
    return urls;
  }
  for (const auto& entry : value->as_array()) {
    if (!entry.is_string()) {
      wrong = "In the deployment file the key api_urls must be a list of URLs.";
      return urls;
    }
    std::string url(entry.as_string());
    while (url.ends_with('/'))
      url.pop_back();
    if (!url.empty()) urls.push_back(std::move(url));
  }
  return urls;
}

std::string reason(int number) {
  return std::string(std::strerror(number));
}

/// A file of ours holds passwords, so nobody else may read it, not even while it is being written.
core::Result<void> writePrivately(const std::filesystem::path& path, const std::string& text) {
  const auto fail = [&](int number) {
    return core::Error{core::ErrorCode::internal,
                       "Cannot write " + path.string() + ": " + reason(number) + "."};
  };
  std::error_code error;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!out) return fail(errno);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                               error);
  if (error) return fail(error.value());
  out << text;
  out.close();
  if (!out) return fail(errno);
  return core::Result<void>();
}

}  // namespace

core::Result<Deployment> parseDeploymentJson(std::string_view text) {
  boost::system::error_code error;
  const auto parsed = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) return core::invalid("The deployment file is not valid JSON: " + error.message() + ".");
  if (!parsed.is_object()) return core::invalid("The deployment file must hold one JSON object.");
  const auto& object = parsed.as_object();
  std::string wrong;
  Deployment deployment;
  deployment.name = textOf(object, "name", wrong).value_or("");
  deployment.apiUrls = urlsOf(object, wrong);
  deployment.database = textOf(object, "database_uri", wrong).value_or("");
  deployment.redis = textOf(object, "redis_uri", wrong).value_or("");
  deployment.redisKeyPrefix = textOf(object, "redis_key_prefix", wrong);
  deployment.apiKey = textOf(object, "api_key", wrong);
  const auto environment = textOf(object, "environment", wrong);
  const auto level = textOf(object, "safety_level", wrong);
  if (!wrong.empty()) return core::invalid(std::move(wrong));
  if (environment) {
    const auto known = parseEnvironment(*environment);
    if (!known) return core::invalid("The environment must be production, staging, development or local.");
    deployment.environment = *known;
  }
  if (level) {
    deployment.safetyLevel = parseSafetyLevel(*level);
    if (!deployment.safetyLevel)
      return core::invalid("The safety_level must be read-only, guarded, standard or open.");
  }
  if (deployment.name.empty()) deployment.name = "Deployment";
  deployment.slug = slugOf(deployment.name);
  if (auto checked = check(deployment); !checked) return checked.error();
  return deployment;
}

std::string deploymentJson(const Deployment& deployment) {
  const auto orNull = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  json::array urls(deployment.apiUrls.begin(), deployment.apiUrls.end());
  json::object object;
  object["name"] = deployment.name;
  object["environment"] = word(deployment.environment);
  object["api_urls"] = std::move(urls);
  object["database_uri"] = orNull(deployment.database);
  object["redis_uri"] = orNull(deployment.redis);
  object["redis_key_prefix"] =
      deployment.redisKeyPrefix ? json::value(*deployment.redisKeyPrefix) : json::value(nullptr);
  object["api_key"] = deployment.apiKey ? json::value(*deployment.apiKey) : json::value(nullptr);
  if (deployment.safetyLevel) object["safety_level"] = word(*deployment.safetyLevel);
  return json::serialize(object);
}

core::Result<Deployment> readDeploymentFile(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) {
    const auto code = error == std::errc::no_such_file_or_directory ? core::ErrorCode::notFound
                                                                    : core::ErrorCode::forbidden;
    return core::Error{code, "Cannot read " + path + ": " + error.message() + "."};
  }
  if (size > kMostBytes)
    return core::Error{core::ErrorCode::tooLarge, path + " is too large for a deployment file."};
  std::ifstream in(path, std::ios::binary);
  if (!in) return core::Error{core::ErrorCode::forbidden, "Cannot read " + path + ": " + reason(errno) + "."};
  std::ostringstream text;
  text << in.rdbuf();
  return parseDeploymentJson(text.str());
}

core::Result<void> writeDeploymentFile(const std::string& path, const Deployment& deployment) {
  const std::filesystem::path target(path);
  auto fresh = target;
  fresh += ".new";
  std::error_code error;
  std::filesystem::remove(fresh, error);
  if (auto written = writePrivately(fresh, deploymentJson(deployment) + "\n"); !written) return written;
  std::filesystem::rename(fresh, target, error);
  if (!error) return core::Result<void>();
  return core::Error{core::ErrorCode::internal, "Cannot write " + path + ": " + error.message() + "."};
}

}  // namespace heddle::deployment
