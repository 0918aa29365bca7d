// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <sys/types.h>

namespace heddle::test {

/// A throw-away Redis of one test: own folder under /tmp, Unix socket only, nothing stored. Dies with the
/// program. Blocking; throws std::runtime_error with a sentence when redis-server cannot be started.
class TestRedis {
 public:
  TestRedis();
  ~TestRedis();
  TestRedis(const TestRedis&) = delete;
  TestRedis& operator=(const TestRedis&) = delete;

  const std::string& socketPath() const { return socket_; }
  /// SIGKILL; the data is gone. start() brings up an empty one at the same place.
  void kill();
  void start();
  /// SIGSTOP and SIGCONT: connections stay open and nothing answers.
  void freeze();
  void thaw();

 private:
  std::string folder_, socket_;
  pid_t server_ = -1;
};

}  // namespace heddle::test
