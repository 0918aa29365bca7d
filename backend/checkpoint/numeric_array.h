// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// `[dtype, shape, order, bytes]` of a numpy array as {dtype, shape, order, bytes, first: [up to 8 values]}.
/// `first` is absent for types without a plain reading (objects, strings, big endian).
wire::Value describeArray(wire::Value payload);

}  // namespace heddle::checkpoint
