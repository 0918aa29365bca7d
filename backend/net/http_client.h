// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/http_caller.h"

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace heddle::net {

/// Calls over HTTP and HTTPS, a connection each. TLS trusts the authorities of the system (SSL_CERT_FILE and
/// SSL_CERT_DIR count) and checks the host's name. I/O thread only.
class HttpClient : public core::HttpCaller {
 public:
  explicit HttpClient(boost::asio::any_io_executor executor);
  ~HttpClient() override;

  core::Task<core::HttpReply> call(core::HttpCall wanted) override;

 private:
  struct Trust;
  boost::asio::any_io_executor executor_;
  std::unique_ptr<Trust> trust_;
};

}  // namespace heddle::net
