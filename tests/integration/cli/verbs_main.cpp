// SPDX-License-Identifier: Apache-2.0
// The verbs as a process of their own, without the window's libraries: what `heddle VERB …` runs.
#include "app/cli/cli.h"

int main(int argc, char** argv) {
  return heddle::cli::runCli(argc, argv);
}
