// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/webhook_target.h"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace heddle::jobs {
namespace {

constexpr std::uint16_t kHttp = 80, kHttps = 443;

core::Error refused(const std::string& why) {
  return {core::ErrorCode::invalid, "webhook: " + why};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  while (text.ends_with('.'))
    text.pop_back();
  return text;
}

bool isLocalName(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "host.docker.internal";
}

bool isAddress(const std::string& host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(host, failure);
  return !failure;
}

bool matchesDomain(const std::string& host, const std::string& domain) {
  const std::string wanted = lower(domain);
  if (wanted.starts_with("*.")) return host.ends_with(wanted.substr(1));
  return host == wanted;
}

std::string targetOf(const boost::urls::url_view& url) {
  std::string target(url.encoded_path());
  if (target.empty()) target = "/";
  if (url.has_query()) target.append("?").append(url.encoded_query());
  return target;
}

core::Result<void> checkPlace(const core::WebhookPolicy& policy, const WebhookTarget& where) {
  if (policy.requireHttps && !where.tls) return refused("only https is allowed here.");
  const auto& ports = policy.allowedPorts;
  if (!ports.empty() && std::find(ports.begin(), ports.end(), where.port) == ports.end())
    return refused("port " + std::to_string(where.port) + " is not allowed here.");
  const auto& domains = policy.allowedDomains;
  const bool listed = domains.empty() || std::any_of(domains.begin(), domains.end(), [&](const auto& domain) {
                        return matchesDomain(where.host, domain);
                      });
  if (!listed) return refused("the host '" + where.host + "' is not one of the allowed domains.");
  const bool local = isLocalName(where.host) || (isAddress(where.host) && !mayConnectTo(policy, where.host));
  if (policy.disableLoopback && local)
    return refused("'" + where.host + "' leads back to the server, which is not allowed.");
  return {};
}

}  // namespace

core::Result<WebhookTarget> checkWebhook(const core::WebhookPolicy& policy, std::string_view url) {
  if (url.size() > policy.maxUrlLength)
    return refused("it has more than " + std::to_string(policy.maxUrlLength) + " characters.");
  if (url.starts_with('/') && !url.starts_with("//")) {
    if (policy.disableLoopback)
      return refused("a path leads back to the server, which is not allowed; give a whole URL.");
    return WebhookTarget{false, "127.0.0.1", policy.ownPort, std::string(url)};
  }
  const auto parsed = boost::urls::parse_uri(url);
  const bool known = parsed && (parsed->scheme() == "http" || parsed->scheme() == "https");
  if (!known || parsed->encoded_host_address().empty())
    return refused("it must be a URL with http or https.");
  if (parsed->has_userinfo()) return refused("it must not carry a user name or a password.");
  WebhookTarget where;
  where.tls = parsed->scheme() == "https";
  where.host = lower(std::string(parsed->host_address()));
  where.port = parsed->has_port() ? parsed->port_number() : (where.tls ? kHttps : kHttp);
  if (where.port == 0) return refused("its port is none.");
  where.target = targetOf(*parsed);
  if (const auto allowed = checkPlace(policy, where); !allowed) return allowed.error();
  return where;
}

bool mayConnectTo(const core::WebhookPolicy& policy, const std::string& text) {
  if (!policy.disableLoopback) return true;
  boost::system::error_code failure;
  auto address = boost::asio::ip::make_address(text, failure);
  if (failure) return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
  if (address.is_loopback() || address.is_unspecified()) return false;
  if (address.is_v6()) return !address.to_v6().is_link_local();
  const auto bytes = address.to_v4().to_bytes();
  constexpr unsigned char kThisNetwork = 0, kLinkFirst = 169, kLinkSecond = 254;
  return bytes[0] != kThisNetwork && !(bytes[0] == kLinkFirst && bytes[1] == kLinkSecond);
}

}  // namespace heddle::jobs
