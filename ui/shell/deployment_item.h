// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include <QString>

namespace heddle::shell {

// A deployment as the shell shows it: switcher, chips, tab marks, status bar.
struct DeploymentItem {
  QString slug;
  QString name;
  QString environment;  // local, development, staging, production
  QString server;       // "Heddle 0.1", "Agent Server 0.16"; empty while unknown
  bool locked = true;   // read-only

  bool operator==(const DeploymentItem&) const = default;
};

enum class SourceHealth { Unknown, Connecting, Up, Down, Absent };

// One dot of the status bar.
struct SourceState {
  SourceHealth health = SourceHealth::Unknown;
  std::optional<int> latencyMs;
  QString detail;  // tool tip: the address without secrets, or why it is down

  bool operator==(const SourceState&) const = default;
};

struct SourceStates {
  SourceState postgres, redis, api;
  QString clock;  // how the database's clock differs from this computer's; empty when it does not

  bool operator==(const SourceStates&) const = default;
};

}  // namespace heddle::shell
