// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// What serializers write into JSON for values that JSON has no word for (storage.md D.3), anywhere inside:
///  - LangChain's `{"lc": 1|2, "type": "constructor", …}` of both languages becomes its fields or arguments
///    with the class as hint; a JavaScript Map with text keys an object, a RegExp `/source/flags`, a
///    Uint8Array bytes; secrets come out masked
///  - `{"lc": 2, "type": "undefined"}` is null, `delta_snapshot` its value, both hinted
///  - the marks of the Python Redis saver (`__bytes__`, `__interrupt__`, `__send__`, `__delta_snapshot__`)
/// Nothing is looked up by name or made; every other object stays as it is.
wire::Value interpretConstructors(wire::Value value);

}  // namespace heddle::checkpoint
