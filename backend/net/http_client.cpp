// SPDX-License-Identifier: Apache-2.0
#include "backend/net/http_client.h"

#include <charconv>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using OutgoingRequest = http::request<http::string_body>;
using Endpoints = std::vector<tcp::endpoint>;

constexpr int kHttp11 = 11;

bool isAddress(const std::string& host) {
  boost::system::error_code failure;
  asio::ip::make_address(host, failure);
  return !failure;
}

std::string hostHeader(const core::HttpCall& wanted) {
  constexpr std::uint16_t kHttp = 80, kHttps = 443;
  std::string host = wanted.host.find(':') == std::string::npos ? wanted.host : "[" + wanted.host + "]";
  if (wanted.port != (wanted.tls ? kHttps : kHttp)) host += ":" + std::to_string(wanted.port);
  return host;
}

OutgoingRequest requestOf(core::HttpCall& wanted) {
  OutgoingRequest request{http::string_to_verb(wanted.method), wanted.target, kHttp11};
  for (const auto& [name, value] : wanted.headers)
    request.set(name, value);
  request.set(http::field::host, hostHeader(wanted));
  if (!wanted.body.empty()) request.set(http::field::content_type, "application/json");
  request.set(http::field::connection, "close");
  if (request[http::field::user_agent].empty()) request.set(http::field::user_agent, "heddle-server");
  request.body() = std::move(wanted.body);
  request.prepare_payload();
  return request;
}

std::optional<std::chrono::seconds> retryAfterOf(std::string_view text) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || seconds < 0)
    return std::nullopt;
  return std::chrono::seconds(seconds);
}

/// Sends, and reads the head of the answer; its body does not matter.
template <typename Stream>
core::Task<core::HttpReply> exchange(Stream& stream, const OutgoingRequest& request) {
  co_await http::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response_parser<http::empty_body> parser;
  co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
  core::HttpReply reply;
  reply.status = static_cast<int>(parser.get().result_int());
  const auto after = parser.get()[http::field::retry_after];
  reply.retryAfter = retryAfterOf(std::string_view(after.data(), after.size()));
  co_return reply;
}

/// The first of the addresses that takes the connection, within the stream's time.
core::Task<void> connectAny(beast::tcp_stream& stream, const Endpoints& endpoints) {
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    try {
      co_await stream.async_connect(endpoints[i], asio::use_awaitable);
      co_return;
    } catch (const boost::system::system_error& failure) {
      if (i + 1 == endpoints.size() || failure.code() == beast::error::timeout) throw;
    }
  }
}

/// Looks the host up, once. getaddrinfo cannot be broken off; the resolver's own patience bounds it.
core::Task<Endpoints> allowedEndpoints(asio::any_io_executor executor, const core::HttpCall& wanted) {
  tcp::resolver resolver(executor);
  const std::string service = std::to_string(wanted.port);
  const auto found = co_await resolver.async_resolve(wanted.host, service, asio::use_awaitable);
  Endpoints allowed;
  for (const auto& entry : found) {
    if (wanted.mayConnect(entry.endpoint().address().to_string())) allowed.push_back(entry.endpoint());
  }
  co_return allowed;
}

}  // namespace

struct HttpClient::Trust {
  Trust() : context(asio::ssl::context::tls_client) {
    context.set_default_verify_paths();
    context.set_verify_mode(asio::ssl::verify_peer);
  }
  asio::ssl::context context;
};

HttpClient::HttpClient(asio::any_io_executor executor)
    : executor_(std::move(executor)), trust_(std::make_unique<Trust>()) {}
HttpClient::~HttpClient() = default;

core::Task<core::HttpReply> HttpClient::call(core::HttpCall wanted) {
  core::HttpReply reply;
  try {
    const Endpoints endpoints = co_await allowedEndpoints(executor_, wanted);
    if (endpoints.empty()) {
      reply.forbidden = true;
      reply.failure = "'" + wanted.host + "' leads to an address that is not allowed";
      co_return reply;
    }
    const OutgoingRequest request = requestOf(wanted);
    if (!wanted.tls) {
      beast::tcp_stream stream(executor_);
      stream.expires_after(wanted.patience);
      co_await connectAny(stream, endpoints);
      co_return co_await exchange(stream, request);
    }
    beast::ssl_stream<beast::tcp_stream> stream(executor_, trust_->context);
    beast::get_lowest_layer(stream).expires_after(wanted.patience);
    stream.set_verify_callback(asio::ssl::host_name_verification(wanted.host));
    if (!isAddress(wanted.host)) SSL_set_tlsext_host_name(stream.native_handle(), wanted.host.c_str());
    co_await connectAny(beast::get_lowest_layer(stream), endpoints);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    co_return co_await exchange(stream, request);
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == asio::error::operation_aborted) throw;
    reply.failure = failure.code().message();
  }
  co_return reply;
}

}  // namespace heddle::net
