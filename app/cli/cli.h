// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace heddle::cli {

/// Exit codes of every verb; scripts rely on them.
enum ExitCode : int {
  kFine = 0,
  kFindings = 1,     // it works, and something is wrong: a failed stage, no such run
  kUsage = 2,        // the command line itself
  kUnreachable = 3,  // a source does not answer or refuses the login
  kRefused = 4,      // not at this safe level
};

/// Whether the command line names a verb (`heddle runs list …`), or asks for help or the version, rather
/// than for the window.
bool isVerb(int argc, char** argv);

/// Runs the verb to its end and answers the exit code. Needs no display; makes its own QCoreApplication.
int runCli(int argc, char** argv);

}  // namespace heddle::cli
