// SPDX-License-Identifier: Apache-2.0
#include "backend/core/result.h"

#include <stdexcept>

namespace heddle::core {

void throwError(const Error& error) {
  throw std::runtime_error(error.message);
}

}  // namespace heddle::core
