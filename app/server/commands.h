// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/command_line.h"

namespace heddle::server {

inline constexpr const char* kVersion = "0.1.0";

/// Each runs to its end and answers the exit code: 0 done, 1 failed with one sentence on stderr.
int runDev(const DevArguments& arguments);
int runServe(const ServeArguments& arguments);
int runMigrate();
int printVersion();

/// The four edges' last: one sentence on stderr, for people; exit code 1.
int complain(const std::string& sentence);

}  // namespace heddle::server
