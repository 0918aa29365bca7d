// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/questions.h"
#include "backend/core/ports/access.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/jobs/run_service.h"

#include <chrono>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

/// `auth` of langgraph.json.
struct AuthOptions {
  std::string path;
  std::string language = "python";     // of the runner that has the handlers
  bool studioUsers = false;            // x-auth-scheme: langsmith is enough to be the studio user
  std::vector<std::string> cacheKeys;  // headers that make up the credentials; none: nobody is remembered
  std::chrono::milliseconds cacheTtl{0};
  std::size_t cacheSize = 0;
};

struct Allowed {
  struct Answer {
    core::AccessFilter filter;
    JsonObject changes;
  };
  std::string user;             // JSON object
  std::vector<Answer> answers;  // of the questions, in their order
};
struct Denied {
  int status = 401;
  std::string detail;
  JsonObject headers;
};
using Verdict = std::variant<Allowed, Denied>;

/// The project's own auth handlers, asked in the reader runner: one call for who it is and what it may do.
/// Remembers users by their credentials as `auth.cache` says. I/O thread only.
class AuthHandler {
 public:
  AuthHandler(jobs::GraphReader& reader, jobs::Runners& runners, AuthOptions options);

  /// Loads the handlers. Error: one sentence on what is wrong with them.
  core::Task<core::Result<void>> describe();
  /// Errors: unavailable; internal when a handler failed: nobody is let in by a broken one.
  core::Task<core::Result<Verdict>> ask(const net::Request& request, std::vector<Question> questions);

 private:
  struct Remembered {
    std::string user;
    std::chrono::steady_clock::time_point until;
  };

  core::Task<core::Result<void>> followReload();
  std::string credentialsOf(const net::Request& request) const;
  const Remembered* recall(const std::string& credentials);
  void remember(std::string credentials, std::string user);
  bool isStudio(const net::Request& request) const;

  jobs::GraphReader& reader_;
  jobs::Runners& runners_;
  AuthOptions options_;
  bool wantsBody_ = true;
  int generation_ = -1;  // of the runners whose handlers were described
  std::map<std::string, Remembered> known_;
};

/// A handler's filter (`$eq`, `$contains`, or a value alone). Error: internal, naming what is not understood.
core::Result<core::AccessFilter> filterOf(std::string_view json);

}  // namespace heddle::api
