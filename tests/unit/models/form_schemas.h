// SPDX-License-Identifier: Apache-2.0
#pragma once

// In a file of their own: moc 6.4 loses the test class behind raw strings of several lines, or with a lone
// `#`.
namespace schemas {

extern const char* const kOrder;
extern const char* const kTree;
extern const char* const kPair;
extern const char* const kChat;
extern const char* const kDangling;
extern const char* const kItself;

}  // namespace schemas
