// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/postgres_uri.h"

#include "backend/deployment/percent.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <libpq-fe.h>

namespace heddle::deployment {
namespace {

// What SQLAlchemy's asyncpg dialect takes and libpq refuses: harmless for a console, so dropped with a word.
constexpr std::array<std::string_view, 9> kDriverOnly{"prepared_statement_cache_size",
                                                      "prepared_statement_name_func",
                                                      "statement_cache_size",
                                                      "command_timeout",
                                                      "server_settings",
                                                      "max_cached_statement_lifetime",
                                                      "max_cacheable_statement_size",
                                                      "timeout",
                                                      "async_fallback"};

struct OptionsDeleter {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// `+driver` of a `postgresql+driver://` text, or nothing when there is none.
std::optional<std::string> driverOf(std::string_view scheme) {
  const auto plus = scheme.find('+');
  if (plus == std::string_view::npos) return std::nullopt;
  return lowered(scheme.substr(plus + 1));
}

std::string sslModeOf(std::string_view ssl) {
  const auto word = lowered(ssl);
  if (word == "true" || word == "1" || word == "yes") return "require";
  if (word == "false" || word == "0" || word == "no") return "disable";
  return word;
}

/// The query of an asyncpg URI in libpq's words.
std::string translatedQuery(std::string_view query, std::vector<std::string>& warnings) {
  std::string out;
  for (const auto& [name, value] : queryParts(query)) {
    const auto plain = percentDecoded(name);
    if (std::find(kDriverOnly.begin(), kDriverOnly.end(), plain) != kDriverOnly.end()) {
      warnings.push_back("The parameter " + plain + " only concerns the Python driver and was left out.");
      continue;
    }
    if (!out.empty()) out.push_back('&');
    if (plain == "ssl") {
      out += "sslmode=" + percentEncoded(sslModeOf(percentDecoded(value)));
    } else {
      out += std::string(name) + "=" + std::string(value);
    }
  }
  return out;
}

/// The text as libpq understands it: scheme in lower case, no driver.
std::string normalised(std::string_view text, std::vector<std::string>& warnings) {
  const auto separator = text.find("://");
  if (separator == std::string_view::npos) return std::string(text);
  const auto scheme = text.substr(0, separator);
  const auto base = lowered(scheme.substr(0, scheme.find('+')));
  if (base != "postgres" && base != "postgresql") return std::string(text);
  std::string rest(text.substr(separator));
  const auto driver = driverOf(scheme);
  const auto question = rest.find('?');
  if (driver && question != std::string::npos) {
    const auto query = translatedQuery(std::string_view(rest).substr(question + 1), warnings);
    rest.resize(question);
    if (!query.empty()) rest += "?" + query;
  }
  return base + rest;
}

/// libpq quotes what it stumbled over, which may be a piece of a password: only plain keywords are repeated.
std::string sentenceFor(std::string_view complaint) {
  const auto quote = complaint.find('"');
  const auto what = trimmed(complaint.substr(0, quote));
  std::string word;
  if (quote != std::string_view::npos) {
    const auto end = complaint.find('"', quote + 1);
    if (end != std::string_view::npos) word = complaint.substr(quote + 1, end - quote - 1);
  }
  const bool names =
      what.starts_with("invalid URI query parameter") || what.starts_with("invalid connection option");
  const bool plain =
      word.size() <= 32 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  if (names && plain && !word.empty())
    return "Postgres knows no connection parameter named " + word + "; remove it.";
  if (what.find("percent-encoded") != std::string_view::npos || what.find("%00") != std::string_view::npos) {
    return "The Postgres URI holds a broken percent escape; write a literal % as %25.";
  }
  if (what.find("port") != std::string_view::npos)
    return "The port of the Postgres URI is not a number from 1 to 65535.";
  if (complaint.find("IPv6") != std::string_view::npos) {
    return "The IPv6 address of the Postgres URI is not closed; write it as [::1].";
  }
  if (complaint.find("separator") != std::string_view::npos) {
    return "A parameter of the Postgres URI lacks its value or has two = signs; write name=value and %3D for "
           "=.";
  }
  return "This is neither a postgres:// URI nor a key=value connection string; check quotes, @ and = signs "
         "(special characters of a password are written as %xx).";
}

std::string conninfoQuoted(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "'";
}

bool isSecret(std::string_view keyword) {
  return keyword == "password" || keyword == "sslpassword";
}

/// `host:port,host:port` for hosts by name; empty when one is a socket folder (those go into the query).
std::string authorityOf(const std::string& hosts, const std::string& ports) {
  if (hosts.empty() || hosts.find('/') != std::string::npos || hosts.find('@') != std::string::npos)
    return {};
  std::vector<std::string_view> portList;
  for (std::string_view rest = ports; !rest.empty();) {
    const auto comma = rest.find(',');
    portList.push_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  std::string out;
  std::size_t index = 0;
  for (std::string_view rest = hosts; !rest.empty(); ++index) {
    const auto comma = rest.find(',');
    const auto host = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    if (index > 0) out.push_back(',');
    out += host.find(':') == std::string_view::npos ? percentEncoded(host) : "[" + std::string(host) + "]";
    const auto port = portList.size() == 1 ? portList[0] : index < portList.size() ? portList[index] : "";
    if (!port.empty()) out += ":" + std::string(port);
  }
  return out;
}

}  // namespace

std::string PostgresTarget::value(std::string_view keyword) const {
  for (const auto& [key, text] : keywords) {
    if (key == keyword) return text;
  }
  return {};
}

void PostgresTarget::set(std::string_view keyword, std::string_view text) {
  std::erase_if(keywords, [&](const auto& entry) { return entry.first == keyword; });
  if (!text.empty()) keywords.emplace_back(keyword, text);
}

std::string PostgresTarget::conninfo() const {
  std::string out;
  for (const auto& [key, text] : keywords) {
    if (!out.empty()) out.push_back(' ');
    out += key + "=" + conninfoQuoted(text);
  }
  return out;
}

std::string PostgresTarget::redacted() const {
  const auto authority = authorityOf(value("host"), value("port"));
  std::string out = "postgres://";
  if (const auto user = value("user"); !user.empty()) out += percentEncoded(user) + "@";
  out += authority;
  if (const auto name = value("dbname"); !name.empty()) out += "/" + percentEncoded(name);
  char joint = '?';
  for (const auto& [key, text] : keywords) {
    const bool inAuthority = !authority.empty() && (key == "host" || key == "port");
    if (key == "user" || key == "dbname" || inAuthority || isSecret(key)) continue;
    out += joint + key + "=" + percentEncoded(text, "/,:");
    joint = '&';
  }
  return out;
}

core::Result<PostgresTarget> parsePostgres(std::string_view text) {
  PostgresTarget target;
  const auto wanted = normalised(trimmed(text), target.warnings);
  if (wanted.empty())
    return core::invalid(
        "There is no Postgres URI; paste one such as postgres://user:password@host/database.");
  if (wanted.find('\0') != std::string::npos) return core::invalid("The Postgres URI holds a NUL character.");
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(
      PQconninfoParse(wanted.c_str(), &complaint));
  if (!options) {
    const std::string told = complaint != nullptr ? complaint : "";
    PQfreemem(complaint);
    return core::invalid(sentenceFor(told));
  }
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && option->val[0] != '\0')
      target.keywords.emplace_back(option->keyword, option->val);
  }
  return target;
}

}  // namespace heddle::deployment
