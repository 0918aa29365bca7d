// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/webhook_policy.h"

#include "backend/deployment/percent.h"
#include "backend/deployment/section_reader.h"

#include <algorithm>
#include <string_view>

namespace heddle::deployment {
namespace {

namespace json = boost::json;

/// A header goes onto the wire as it is.
bool isOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\t'; });
}

void readHeaders(SectionReader& reader, core::WebhookPolicy& policy) {
  const json::value* headers = reader.find("headers");
  if (headers == nullptr) return;
  if (!headers->is_object()) return reader.fail("headers", "must be an object of names and texts");
  for (const auto& [key, value] : headers->get_object()) {
    if (!value.is_string() || !isOneLine(value.get_string()) || !isOneLine(key))
      return reader.fail("headers", "must be an object of names and texts of one line");
    policy.headers.emplace_back(std::string(key), std::string(value.get_string()));
  }
}

void readPorts(SectionReader& reader, core::WebhookPolicy& policy) {
  constexpr std::int64_t kHighest = 65535;
  const json::value* ports = reader.find("allowed_ports");
  if (ports == nullptr) return;
  if (!ports->is_array()) return reader.fail("allowed_ports", "must be a list of ports");
  for (const json::value& port : ports->get_array()) {
    if (!port.is_int64() || port.get_int64() < 1 || port.get_int64() > kHighest)
      return reader.fail("allowed_ports", "must be a list of numbers from 1 to 65535");
    policy.allowedPorts.push_back(port.get_int64());
  }
}

core::Error wrong(const std::string& what) {
  return {core::ErrorCode::invalid, "webhooks.headers: " + what};
}

}  // namespace

std::string readWebhooks(const json::value& section, WebhookSettings& settings) {
  SectionReader reader(section, "webhooks");
  reader.text("env_prefix", settings.envPrefix);
  readHeaders(reader, settings.policy);
  if (const json::value* url = reader.find("url")) {
    SectionReader rules(*url, "webhooks.url");
    rules.texts("allowed_domains", settings.policy.allowedDomains);
    readPorts(rules, settings.policy);
    rules.flag("require_https", settings.policy.requireHttps);
    rules.flag("disable_loopback", settings.policy.disableLoopback);
    constexpr int kLongest = 65536;
    int longest = kLongest;
    rules.integer("max_url_length", kLongest, longest);
    settings.policy.maxUrlLength = static_cast<std::size_t>(longest);
    reader.take(rules.complaint());
  }
  return reader.complaint();
}

std::string readWebhooksSwitch(const json::value& http, WebhookSettings& settings) {
  SectionReader reader(http, "http");
  bool disabled = false;
  reader.flag("disable_webhooks", disabled);
  settings.policy.send = !disabled;
  return reader.complaint();
}

core::Result<core::WebhookPolicy> resolveWebhooks(
    const WebhookSettings& settings,
    const std::function<std::optional<std::string>(const std::string&)>& variable) {
  constexpr std::string_view kOpen = "${{", kClose = "}}", kEnv = "env.";
  core::WebhookPolicy policy = settings.policy;
  for (auto& [name, value] : policy.headers) {
    for (std::size_t at = value.find(kOpen); at != std::string::npos; at = value.find(kOpen, at)) {
      const std::size_t end = value.find(kClose, at);
      if (end == std::string::npos) return wrong(name + " has a ${{ without its }}.");
      const auto inside = trimmed(std::string_view(value).substr(at + kOpen.size(), end - at - kOpen.size()));
      if (!inside.starts_with(kEnv)) return wrong(name + ": only ${{ env.NAME }} can stand there.");
      const std::string wanted(inside.substr(kEnv.size()));
      if (!wanted.starts_with(settings.envPrefix))
        return wrong(name + ": the variable " + wanted + " must begin with " + settings.envPrefix + ".");
      const auto found = variable(wanted);
      if (!found || !isOneLine(*found))
        return wrong(name + ": the variable " + wanted + " is not set to one line.");
      value.replace(at, end + kClose.size() - at, *found);
      at += found->size();
    }
  }
  return policy;
}

}  // namespace heddle::deployment
