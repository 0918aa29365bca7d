// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// `[dtype, shape, order, bytes]` of a numpy array as {dtype, shape, order, bytes, first: [up to 8 values]},
/// in any byte order. `first` is in reading order (last axis first), whatever the order stored; absent for
/// types without a plain reading (objects, strings, complex numbers) and where the bytes do not fill the
/// shape.
wire::Value describeArray(wire::Value payload);

}  // namespace heddle::checkpoint
