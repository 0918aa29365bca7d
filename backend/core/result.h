// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace heddle::core {

/// What kind of expected failure a caller got. One table maps it to HTTP statuses (api/errors.cpp), one to
/// exit codes of the command line; the text for people stands in Error::message.
enum class ErrorCode {
  invalid,       // the request itself is wrong: 422
  badRequest,    // well-formed but cannot be honoured: 400
  unauthorized,  // 401
  forbidden,     // 403
  notFound,      // 404
  conflict,      // state of the thing forbids it: 409
  tooLarge,      // a limit was reached: 413
  unavailable,   // try again later: 503
  unsupported,   // 501
  internal,      // a broken resource, told as a value because one caller can go on: 500
};

/// A failure the caller can act on. `message` is one sentence without secrets, fit for `{"detail": …}`.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
};

/// An Error of the kind `invalid`.
inline Error invalid(std::string sentence) {
  return {ErrorCode::invalid, std::move(sentence)};
}

template <typename T>
using Result = boost::system::result<T, Error>;

/// What `result.value()` throws when it holds an Error; reaches one of the four edges.
[[noreturn]] void throwError(const Error& error);

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throwError(error);
}

}  // namespace heddle::core
