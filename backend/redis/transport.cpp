// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/transport.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::redis {
namespace {

namespace asio = boost::asio;

/// `closed`: the transport was given up meanwhile. A name lookup cannot be broken off, and connecting would
/// open the socket anew, without anybody's deadline.
core::Task<void> connectTcp(asio::ip::tcp::socket& socket, std::string host, std::uint16_t port,
                            const bool& closed) {
  asio::ip::tcp::resolver resolver(socket.get_executor());
  const auto service = std::to_string(port);
  const auto found = co_await resolver.async_resolve(host, service, asio::use_awaitable);
  if (closed) throw boost::system::system_error(asio::error::operation_aborted);
  co_await asio::async_connect(socket, found, asio::use_awaitable);
  socket.set_option(asio::ip::tcp::no_delay(true));
  socket.set_option(asio::socket_base::keep_alive(true));
}

class TcpTransport : public Transport {
 public:
  TcpTransport(const asio::any_io_executor& executor, const Endpoint& endpoint)
      : socket_(executor), host_(endpoint.host), port_(endpoint.port) {}

  core::Task<void> connect() override { return connectTcp(socket_, host_, port_, closed_); }
  core::Task<std::size_t> readSome(asio::mutable_buffer into) override {
    const auto got = co_await socket_.async_read_some(into, asio::use_awaitable);
    co_return got;
  }
  core::Task<void> write(std::string_view bytes) override {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(socket_, buffer, asio::use_awaitable);
  }
  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  asio::ip::tcp::socket socket_;
  std::string host_;
  std::uint16_t port_;
  bool closed_ = false;
};

class UnixTransport : public Transport {
 public:
  UnixTransport(const asio::any_io_executor& executor, const Endpoint& endpoint)
      : socket_(executor), path_(endpoint.socketPath) {}

  core::Task<void> connect() override {
    const asio::local::stream_protocol::endpoint there(path_);
    co_await socket_.async_connect(there, asio::use_awaitable);
  }
  core::Task<std::size_t> readSome(asio::mutable_buffer into) override {
    const auto got = co_await socket_.async_read_some(into, asio::use_awaitable);
    co_return got;
  }
  core::Task<void> write(std::string_view bytes) override {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(socket_, buffer, asio::use_awaitable);
  }
  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  asio::local::stream_protocol::socket socket_;
  std::string path_;
};

/// The name or address the certificate must carry: OpenSSL checks it together with the chain, so that one
/// verdict tells what is wrong.
void expectHost(SSL* ssl, const std::string& host) {
  boost::system::error_code noAddress;
  asio::ip::make_address(host, noAddress);
  if (noAddress)
    SSL_set1_host(ssl, host.c_str());
  else
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
}

std::string verdictText(long verdict, const std::string& host) {
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "it is for another name than " + host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it has expired";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "it comes from no authority that ssl_ca_certs or this system trusts";
    default:
      return X509_verify_cert_error_string(verdict);
  }
}

class TlsTransport : public Transport {
 public:
  TlsTransport(const asio::any_io_executor& executor, const Endpoint& endpoint)
      : context_(asio::ssl::context::tls_client),
        stream_(executor, prepared(context_, endpoint)),
        host_(endpoint.host),
        port_(endpoint.port),
        verifies_(endpoint.verifyPeer) {
    if (verifies_ && endpoint.checkHostname) expectHost(stream_.native_handle(), host_);
    SSL_set_tlsext_host_name(stream_.native_handle(), host_.c_str());
  }

  core::Task<void> connect() override {
    co_await connectTcp(stream_.next_layer(), host_, port_, closed_);
    boost::system::error_code failure;
    co_await stream_.async_handshake(asio::ssl::stream_base::client,
                                     asio::redirect_error(asio::use_awaitable, failure));
    if (!failure) co_return;
    const long verdict = verifies_ ? SSL_get_verify_result(stream_.native_handle()) : X509_V_OK;
    if (verdict == X509_V_OK) throw boost::system::system_error(failure);
    throw Misconfigured("the certificate of Redis at " + host_ +
                        " is not accepted: " + verdictText(verdict, host_));
  }
  core::Task<std::size_t> readSome(asio::mutable_buffer into) override {
    const auto got = co_await stream_.async_read_some(into, asio::use_awaitable);
    co_return got;
  }
  core::Task<void> write(std::string_view bytes) override {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(stream_, buffer, asio::use_awaitable);
  }
  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  static asio::ssl::context& prepared(asio::ssl::context& context, const Endpoint& endpoint) {
    if (endpoint.caFile.empty())
      context.set_default_verify_paths();
    else
      loadFile(endpoint.caFile, [&](auto& failure) { context.load_verify_file(endpoint.caFile, failure); });
    if (!endpoint.certificateFile.empty()) {
      const std::string& key = endpoint.keyFile.empty() ? endpoint.certificateFile : endpoint.keyFile;
      loadFile(endpoint.certificateFile,
               [&](auto& failure) { context.use_certificate_chain_file(endpoint.certificateFile, failure); });
      loadFile(key,
               [&](auto& failure) { context.use_private_key_file(key, asio::ssl::context::pem, failure); });
    }
    context.set_verify_mode(endpoint.verifyPeer ? asio::ssl::verify_peer : asio::ssl::verify_none);
    return context;
  }

  template <typename Load>
  static void loadFile(const std::string& file, Load load) {
    boost::system::error_code failure;
    load(failure);
    if (failure) throw Misconfigured("the certificate file " + file + " of the Redis URI cannot be used");
  }

  asio::ssl::context context_;
  asio::ssl::stream<asio::ip::tcp::socket> stream_;
  std::string host_;
  std::uint16_t port_;
  bool verifies_, closed_ = false;
};

}  // namespace

std::shared_ptr<Transport> makeTransport(asio::any_io_executor executor, const Endpoint& endpoint) {
  if (!endpoint.socketPath.empty()) return std::make_shared<UnixTransport>(executor, endpoint);
  if (endpoint.tls) return std::make_shared<TlsTransport>(executor, endpoint);
  return std::make_shared<TcpTransport>(executor, endpoint);
}

}  // namespace heddle::redis
