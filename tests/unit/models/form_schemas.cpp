// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/models/form_schemas.h"

namespace schemas {

const char* const kOrder = R"({"type": "object", "title": "Order", "required": ["id", "lines"],
  "properties": {
    "id": {"type": "integer", "minimum": 1, "maximum": 9007199254740993},
    "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": null, "description": "For the kitchen"},
    "size": {"enum": ["small", "large"], "default": "large"},
    "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
    "paid": {"type": ["boolean", "null"]}},
  "$defs": {"Line": {"type": "object", "title": "Line", "required": ["what"],
    "properties": {"what": {"type": "string"}, "price": {"type": "number"}}}}})";

const char* const kTree = R"({"$ref": "#/$defs/Node", "$defs": {"Node": {"type": "object", "properties": {
    "name": {"type": "string"}, "left": {"$ref": "#/$defs/Node"},
    "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}}})";

const char* const kPair = R"({"properties": {"a": {"$ref": "#/$defs/T"}, "b": {"$ref": "#/$defs/T"}},
                                 "$defs": {"T": {"type": "string"}}})";

const char* const kChat = R"({"properties": {"messages": {"type": "array", "items": {"oneOf": [
        {"$ref": "#/$defs/AIMessage"}, {"$ref": "#/$defs/HumanMessage"}]}},
        "inner": {"properties": {"messages": {"type": "array", "items": {"type": "string"}}}}}})";

const char* const kDangling = R"({"$ref": "#/$defs/Gone"})";

const char* const kItself = R"({"$ref": "#"})";

}  // namespace schemas
