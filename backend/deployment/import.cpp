// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/import.h"

#include "backend/deployment/deployment_json.h"
#include "backend/deployment/dotenv.h"
#include "backend/deployment/percent.h"
#include "backend/deployment/postgres_uri.h"
#include "backend/deployment/redis_uri.h"

#include <array>
#include <map>

#include <boost/json/stream_parser.hpp>

namespace heddle::deployment {
namespace {

enum class LineKind { env, postgres, redis, http, json };

LineKind kindOf(std::string_view line) {
  if (line.starts_with('{')) return LineKind::json;
  const auto scheme = lowered(line.substr(0, line.find("://")));
  if (line.find("://") == std::string_view::npos) {
    for (const std::string_view keyword : {"host=", "hostaddr=", "dbname=", "service="}) {
      if (line.starts_with(keyword)) return LineKind::postgres;
    }
    return LineKind::env;
  }
  const auto base = scheme.substr(0, scheme.find('+'));
  if (base == "postgres" || base == "postgresql") return LineKind::postgres;
  if (scheme == "redis" || scheme == "rediss" || scheme == "unix" || scheme == "redis+sentinel")
    return LineKind::redis;
  if (scheme == "http" || scheme == "https") return LineKind::http;
  return LineKind::env;
}

/// The pasted text, sorted by what each part is.
struct Parts {
  std::vector<std::string> documents, postgres, redis, urls;
  std::string env;
};

/// Length of the JSON document at the start of `text`; all of it when the document never ends.
std::size_t documentLength(std::string_view text) {
  boost::json::stream_parser parser;
  boost::system::error_code error;
  const auto used = parser.write_some(text.data(), text.size(), error);
  return error || !parser.done() ? text.size() : used;
}

Parts sorted(std::string_view text) {
  Parts parts;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto whole = text.substr(0, end);
    const auto line = trimmed(whole);
    const auto kind = kindOf(line);
    if (kind == LineKind::json) {
      const auto start = static_cast<std::size_t>(line.data() - text.data());
      const auto length = documentLength(text.substr(start));
      parts.documents.emplace_back(text.substr(start, length));
      text.remove_prefix(start + length);
      continue;
    }
    if (kind == LineKind::postgres) parts.postgres.emplace_back(line);
    if (kind == LineKind::redis) parts.redis.emplace_back(line);
    if (kind == LineKind::http) parts.urls.emplace_back(line);
    if (kind == LineKind::env) parts.env.append(whole).push_back('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

/// Fills an empty place; two different values for one place are an error told in `wrong`.
class Filler {
 public:
  explicit Filler(Imported& out) : out_(out) {}

  void database(const std::string& uri, const std::string& from) {
    place(out_.deployment.database, uri, "Postgres", from);
  }
  void redis(const std::string& uri, const std::string& from) {
    place(out_.deployment.redis, uri, "Redis", from);
  }
  void url(std::string url) {
    while (url.ends_with('/'))
      url.pop_back();
    for (const auto& known : out_.deployment.apiUrls) {
      if (known == url) return;
    }
    out_.deployment.apiUrls.push_back(std::move(url));
  }
  const std::string& wrong() const { return wrong_; }

 private:
  void place(std::string& where, const std::string& uri, const std::string& kind, const std::string& from) {
    if (where.empty()) {
      where = uri;
      origins_[kind] = from;
    } else if (where != uri && wrong_.empty()) {
      wrong_ = "The text names two different " + kind + " databases (" + origins_[kind] + " and " + from +
               "); keep the one that is meant.";
    }
  }

  Imported& out_;
  std::map<std::string, std::string> origins_;
  std::string wrong_;
};

/// Of a repeated name the last value counts, as for the programs that read such files.
using Variables = std::map<std::string, std::string>;

std::string valueOf(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : std::string(trimmed(found->second));
}

/// The first of `names` that is set; the others only count when they say something else.
void fillFrom(const Variables& variables, Filler& filler, const std::vector<std::string>& names,
              bool isPostgres) {
  for (const auto& name : names) {
    const auto value = valueOf(variables, name);
    if (value.empty()) continue;
    isPostgres ? filler.database(value, name) : filler.redis(value, name);
  }
}

void fillFallback(const Variables& variables, Imported& out, Filler& filler) {
  const auto url = valueOf(variables, "DATABASE_URL");
  if (!out.deployment.database.empty() || url.empty()) return;
  filler.database(url, "DATABASE_URL");
  out.warnings.push_back(
      "DATABASE_URL was taken as the Postgres URI; servers read DATABASE_URI or POSTGRES_URI.");
}

void fillFromVariables(const Variables& variables, Imported& out, Filler& filler) {
  fillFrom(variables, filler, {"DATABASE_URI", "POSTGRES_URI", "POSTGRES_URI_CUSTOM"}, true);
  fillFallback(variables, out, filler);
  fillFrom(variables, filler, {"REDIS_URI", "REDIS_URI_CUSTOM", "REDIS_URL"}, false);
  if (const auto prefix = variables.find("REDIS_KEY_PREFIX"); prefix != variables.end()) {
    out.deployment.redisKeyPrefix = prefix->second;
  }
  for (const char* name : {"LANGGRAPH_API_URL", "HEDDLE_API_URL"}) {
    if (const auto url = valueOf(variables, name); !url.empty()) filler.url(url);
  }
  const auto keys = valueOf(variables, "HEDDLE_API_KEYS");
  const auto key = valueOf(variables, "HEDDLE_API_KEY");
  const auto first = std::string(trimmed(std::string_view(keys).substr(0, keys.find(','))));
  if (!key.empty())
    out.deployment.apiKey = key;
  else if (!first.empty())
    out.deployment.apiKey = first;
}

/// What one deployment.json of the text says.
void takeDocument(const Deployment& document, Imported& out, Filler& filler) {
  auto& deployment = out.deployment;
  if (deployment.name.empty()) deployment.name = document.name;
  deployment.environment = document.environment;
  if (!document.database.empty()) filler.database(document.database, "database_uri");
  if (!document.redis.empty()) filler.redis(document.redis, "redis_uri");
  for (const auto& url : document.apiUrls)
    filler.url(url);
  if (document.redisKeyPrefix) deployment.redisKeyPrefix = document.redisKeyPrefix;
  if (document.apiKey) deployment.apiKey = document.apiKey;
}

void addWarnings(Imported& out) {
  if (const auto target = parsePostgres(out.deployment.database)) {
    out.warnings.insert(out.warnings.end(), target->warnings.begin(), target->warnings.end());
  }
  if (const auto target = parseRedis(out.deployment.redis)) {
    out.warnings.insert(out.warnings.end(), target->warnings.begin(), target->warnings.end());
  }
}

std::string nameFor(const Deployment& deployment) {
  if (const auto target = parsePostgres(deployment.database); target && !target->value("dbname").empty()) {
    return target->value("dbname");
  }
  if (!deployment.apiUrls.empty()) {
    const auto& url = deployment.apiUrls.front();
    const auto start = url.find("://");
    return start == std::string::npos ? url : url.substr(start + 3, url.find('/', start + 3) - start - 3);
  }
  return "Deployment";
}

}  // namespace

core::Result<Imported> importDeployment(std::string_view text, const std::string& name) {
  const auto parts = sorted(text);
  Imported out;
  Filler filler(out);
  for (const auto& document : parts.documents) {
    const auto parsed = parseDeploymentJson(document);
    if (!parsed) return parsed.error();
    takeDocument(*parsed, out, filler);
  }
  for (const auto& uri : parts.postgres)
    filler.database(uri, "a Postgres URI");
  for (const auto& uri : parts.redis)
    filler.redis(uri, "a Redis URI");
  for (const auto& url : parts.urls)
    filler.url(url);
  const auto entries = parseDotenv(parts.env);
  if (!entries) return entries.error();
  Variables variables;
  for (const auto& [key, value] : *entries)
    variables[key] = value;
  fillFromVariables(variables, out, filler);

  if (!filler.wrong().empty()) return core::invalid(filler.wrong());
  if (!out.deployment.hasSource()) {
    return core::invalid(
        "There is no deployment in this text; paste a deployment.json, a .env with DATABASE_URI or "
        "REDIS_URI, "
        "or URIs such as postgres://… and redis://….");
  }
  if (auto checked = check(out.deployment); !checked) return checked.error();
  if (!name.empty()) out.deployment.name = name;
  if (out.deployment.name.empty()) out.deployment.name = nameFor(out.deployment);
  out.deployment.slug = slugOf(out.deployment.name);
  addWarnings(out);
  return out;
}

}  // namespace heddle::deployment
