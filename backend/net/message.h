// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"
#include "backend/net/url.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::net {

enum class Method { get, head, post, put, patch, del, options, other };
Method parseMethod(std::string_view word);
std::string_view word(Method method);

struct Header {
  std::string name, value;  // of a request: name in lower case
};

/// One request, read whole. Lives until its answer has been sent, streams included.
struct Request {
  Method method = Method::get;
  std::string methodWord;  // as sent
  std::string target;      // path and query as sent, without scheme and authority
  std::string path;        // before the question mark, still percent-encoded
  Query query;
  std::vector<Header> headers;
  std::string body;
  bool oldProtocol = false;                                 // HTTP/1.0
  std::string peer;                                         // address of the client, without port
  std::string id;                                           // x-request-id of the client, else one of ours
  std::vector<std::pair<std::string, std::string>> params;  // of the route's path, decoded

  /// Value of a header, name in lower case.
  std::optional<std::string_view> header(std::string_view name) const;
  /// Value of a path parameter; empty when the route has none of that name.
  const std::string& param(std::string_view name) const;
};

enum class Closing {
  no,
  clientGone,  // closed, reset, or took nothing for the write timeout
  stopping,    // the server is going down
};

/// Where a streamed body goes: HTTP chunks with back-pressure. I/O thread only, one write at a time.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  /// False once the stream is closing: the producer should return.
  virtual core::Task<bool> write(std::string_view bytes) = 0;
  virtual Closing closing() const = 0;
  /// Completes when closing() is no longer `no`; noticed while nothing is being written, too. Can be
  /// cancelled.
  virtual core::Task<void> untilClosing() = 0;
};

/// Produces a body piece by piece. The session owns it and calls run() once, after the head has been sent.
/// An exception breaks the connection off, so that the client sees an incomplete body.
class StreamBody {
 public:
  virtual ~StreamBody() = default;
  virtual core::Task<void> run(BodyWriter& out) = 0;
};

/// A WebSocket: whole text messages in both directions. I/O thread only.
class Socket {
 public:
  virtual ~Socket() = default;
  /// The next message; empty once the connection is closing. One at a time.
  virtual core::Task<std::optional<std::string>> read() = 0;
  /// False once the connection is closing. Several may be under way; they go out one after the other.
  virtual core::Task<bool> write(std::string_view text) = 0;
  virtual Closing closing() const = 0;
  /// Ends the connection without a farewell: read() comes back empty, write() false.
  virtual void breakOff() = 0;
};

/// Talks over a WebSocket. The session owns it and calls run() once, after the upgrade; when it returns, the
/// connection is closed.
class SocketTalk {
 public:
  virtual ~SocketTalk() = default;
  virtual core::Task<void> run(Socket& socket) = 0;
};

struct Response {
  int status = 200;
  std::string contentType = "application/json";  // empty: none
  std::vector<Header> headers;
  std::string body;
  std::unique_ptr<StreamBody> stream;  // set: instead of `body`
  std::unique_ptr<SocketTalk> socket;  // set: the connection becomes a WebSocket; wantsSocket() asked before

  static Response json(std::string text, int status = 200);
  /// No body and no content type.
  static Response empty(int status);
  Response& with(std::string name, std::string value);
};

/// The client asks to go on as a WebSocket.
bool wantsSocket(const Request& request);

using Handler = std::function<core::Task<Response>(Request&)>;

/// What is known of an exchange once it is over.
struct AccessRecord {
  std::string_view method, path, requestId, peer;
  int status = 0;
  std::chrono::microseconds duration{0};
  std::size_t bytesIn = 0, bytesOut = 0;  // bodies
  bool streamed = false;
  const std::vector<Header>* headers = nullptr;  // of the request
  std::string_view error;  // text of the exception behind a 500 or a broken stream, else empty
};
using AccessLog = std::function<void(const AccessRecord&)>;

}  // namespace heddle::net
