// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/transport.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::redis {
namespace {

namespace asio = boost::asio;

core::Task<void> connectTcp(asio::ip::tcp::socket& socket, std::string host, std::uint16_t port) {
  asio::ip::tcp::resolver resolver(socket.get_executor());
  const auto service = std::to_string(port);
  const auto found = co_await resolver.async_resolve(host, service, asio::use_awaitable);
  co_await asio::async_connect(socket, found, asio::use_awaitable);
  socket.set_option(asio::ip::tcp::no_delay(true));
  socket.set_option(asio::socket_base::keep_alive(true));
}

class TcpTransport : public Transport {
 public:
  TcpTransport(const asio::any_io_executor& executor, const Endpoint& endpoint)
      : socket_(executor), host_(endpoint.host), port_(endpoint.port) {}

  core::Task<void> connect() override { return connectTcp(socket_, host_, port_); }
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
  asio::ip::tcp::socket socket_;
  std::string host_;
  std::uint16_t port_;
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

class TlsTransport : public Transport {
 public:
  TlsTransport(const asio::any_io_executor& executor, const Endpoint& endpoint)
      : context_(asio::ssl::context::tls_client),
        stream_(executor, prepared(context_, endpoint)),
        host_(endpoint.host),
        port_(endpoint.port) {
    if (endpoint.verifyPeer) stream_.set_verify_callback(asio::ssl::host_name_verification(host_));
    SSL_set_tlsext_host_name(stream_.native_handle(), host_.c_str());
  }

  core::Task<void> connect() override {
    co_await connectTcp(stream_.next_layer(), host_, port_);
    co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
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
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  static asio::ssl::context& prepared(asio::ssl::context& context, const Endpoint& endpoint) {
    context.set_default_verify_paths();
    context.set_verify_mode(endpoint.verifyPeer ? asio::ssl::verify_peer : asio::ssl::verify_none);
    return context;
  }

  asio::ssl::context context_;
  asio::ssl::stream<asio::ip::tcp::socket> stream_;
  std::string host_;
  std::uint16_t port_;
};

}  // namespace

std::shared_ptr<Transport> makeTransport(asio::any_io_executor executor, const Endpoint& endpoint) {
  if (!endpoint.socketPath.empty()) return std::make_shared<UnixTransport>(executor, endpoint);
  if (endpoint.tls) return std::make_shared<TlsTransport>(executor, endpoint);
  return std::make_shared<TcpTransport>(executor, endpoint);
}

}  // namespace heddle::redis
