// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <sys/types.h>

namespace heddle::test {

/// A PgBouncer in transaction mode in front of the test Postgres, on a Unix socket, with one session per
/// database: whatever a client leaves in it meets the next one. Ends with the object.
class TestPgBouncer {
 public:
  TestPgBouncer();
  ~TestPgBouncer();
  TestPgBouncer(const TestPgBouncer&) = delete;
  TestPgBouncer& operator=(const TestPgBouncer&) = delete;

  /// The way through the pooler to a database of TestPostgres, given its own URI.
  std::string pooled(const std::string& uri) const;

 private:
  std::string folder_;
  pid_t server_ = -1;
};

}  // namespace heddle::test
