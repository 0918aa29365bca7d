// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/unavailable.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace heddle::storage {

/// The server refused a statement. The connection is fine.
class SqlError : public std::runtime_error {
 public:
  /// `message` is all that the server said, `primary` its first sentence, fit for people.
  SqlError(std::string state, const std::string& message, std::string primary = {})
      : std::runtime_error(message), state_(std::move(state)), primary_(std::move(primary)) {}

  const std::string& state() const { return state_; }
  const std::string& primary() const { return primary_; }
  /// Deadlock or serialization failure: the same transaction may succeed when run again.
  bool retriable() const { return state_ == "40P01" || state_ == "40001"; }
  /// The values themselves are the fault (class 22: data, 54: limits): running it again cannot help.
  bool aboutData() const { return state_.starts_with("22") || state_.starts_with("54"); }
  /// Disk, memory or connections are used up: it may succeed when there are some again.
  bool aboutResources() const { return state_.starts_with("53"); }
  /// The server writes nothing any more: after a failover this session leads to a standby.
  bool aboutStandby() const { return state_ == "25006"; }

 private:
  std::string state_, primary_;
};

/// A SqlError about the data.
class DataError : public SqlError, public core::RefusedData {
 public:
  explicit DataError(const SqlError& error) : SqlError(error) {}
  const std::string& reason() const override { return primary(); }
};

/// A SqlError about resources. Nothing was done, and the connection is fine.
struct OutOfResources : core::Unavailable {
  using core::Unavailable::Unavailable;
};

/// The connection broke while a statement was under way: whether it was committed is unknown.
struct ConnectionLost : core::Unavailable {
  using core::Unavailable::Unavailable;
};

}  // namespace heddle::storage
