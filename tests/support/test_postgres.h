// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <sys/types.h>

namespace heddle::test {

/// A throw-away Postgres cluster of this test program: own folder under /tmp, Unix socket only, no fsync, run
/// as the account `postgres` when the tests run as root. Gone with the program, also when that is killed.
/// Blocking; throws std::runtime_error with a sentence when Postgres cannot be started.
class TestPostgres {
 public:
  /// The one cluster of the program, started at first use.
  static TestPostgres& instance();

  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  /// URI of a new, empty database.
  std::string freshDatabase();
  /// URI of a new database with Heddle's schema (copied from a template, about 50 ms).
  std::string migratedDatabase();
  /// URI of a database of the cluster by name.
  std::string uri(const std::string& database) const;
  /// The folder of the socket: the `host` of a connection.
  const std::string& socketFolder() const { return folder_; }
  /// Ends the cluster as an operator does (fast: statements under way fail) and brings it up again.
  void stop();
  void start();
  /// How `user` logs in from now on; others are trusted as before. An empty method: that one is as well.
  void setLogin(const std::string& user, const std::string& method);
  /// Runs one statement (or several, separated by semicolons) and answers the first field of the last result.
  static std::string run(const std::string& uri, const std::string& sql);

 private:
  TestPostgres();
  void create(const std::string& database, const std::string& from);
  void launch();

  std::string folder_;
  pid_t server_ = -1, janitor_ = -1;
  int lifeline_ = -1;  // the janitor cleans up when this end closes, for whatever reason
  int databases_ = 0;
  bool templateReady_ = false;
};

}  // namespace heddle::test
