// SPDX-License-Identifier: Apache-2.0
#include "backend/client/generation.h"

namespace heddle::client {

quint64 nextGeneration() {
  static quint64 last = 0;  // the GUI thread's alone
  return ++last;
}

}  // namespace heddle::client
