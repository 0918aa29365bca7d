// SPDX-License-Identifier: Apache-2.0
#include "backend/net/request_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

namespace heddle::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kTrustedLength = 1024 * 1024;

/// A string that takes at most 1 MiB on the word of a Content-Length; beyond that it grows with what arrives,
/// so that a claim of 300 MB costs nothing until the bytes are there.
struct GrowingBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(http::header<isRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& length, error_code& ec) {
      ec = {};
      if (length) body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, kTrustedLength)));
    }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& ec) {
      ec = {};
      std::size_t taken = 0;
      for (auto it = boost::asio::buffer_sequence_begin(buffers);
           it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const boost::asio::const_buffer piece = *it;
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }
    void finish(error_code& ec) { ec = {}; }

   private:
    value_type& body_;
  };
};

std::string lowered(boost::beast::string_view name) {
  std::string text(name.data(), name.size());
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

RequestReader::State failure(const error_code& ec) {
  if (ec == http::error::body_limit) return RequestReader::State::bodyTooLarge;
  if (ec == http::error::header_limit) return RequestReader::State::headTooLarge;
  return RequestReader::State::malformed;
}

}  // namespace

struct RequestReader::Parser {
  http::request_parser<GrowingBody> beast;
};

RequestReader::RequestReader(Limits limits) : parser_(std::make_unique<Parser>()) {
  parser_->beast.header_limit(static_cast<std::uint32_t>(limits.head));
  parser_->beast.body_limit(limits.body);
}

RequestReader::~RequestReader() = default;

std::size_t RequestReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  auto& beast = parser_->beast;
  if (!beast.got_some() && state_ == State::head) {
    // RFC 9112 §2.2: empty lines before a request line are ignored.
    while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n'))
      ++used;
  }
  while (used < bytes.size() && (state_ == State::head || state_ == State::body)) {
    error_code ec;
    const auto taken = beast.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), ec);
    used += taken;
    if (ec == http::error::need_more) break;
    if (ec) {
      state_ = failure(ec);
      break;
    }
    if (beast.is_done()) {
      state_ = State::done;
    } else if (state_ == State::head && beast.is_header_done()) {
      state_ = State::body;
      beast.eager(true);
      break;
    }
  }
  return used;
}

bool RequestReader::expectsContinue() const {
  const auto& fields = parser_->beast.get();
  const auto it = fields.find(http::field::expect);
  return it != fields.end() && lowered(it->value()) == "100-continue";
}

bool RequestReader::keepAlive() const {
  return parser_->beast.is_header_done() && parser_->beast.keep_alive();
}

bool RequestReader::oldProtocol() const {
  return parser_->beast.is_header_done() && parser_->beast.get().version() < 11;
}

Request RequestReader::head() const {
  const auto& message = parser_->beast.get();
  Request request;
  request.methodWord = std::string(message.method_string());
  request.method = parseMethod(request.methodWord);
  const std::string text(message.target());
  const auto target = splitTarget(text);
  request.path = std::string(target.path);
  request.query = Query(target.query);
  request.target = request.path;
  if (target.query.data() != nullptr) request.target.append("?").append(target.query);
  request.oldProtocol = oldProtocol();
  for (const auto& field : message) {
    request.headers.push_back(Header{lowered(field.name_string()), std::string(field.value())});
  }
  return request;
}

Request RequestReader::take() {
  Request request = head();
  request.body = std::move(parser_->beast.get().body());
  return request;
}

}  // namespace heddle::net
