// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/message_row.h"

#include <vector>

namespace heddle::models {

/// The messages of a state: its `messages` channel, or, without one, any channel whose items all look like
/// messages. Empty when there are none. Reads the shapes of LangChain (type, content, tool_calls), of OpenAI
/// (role, content) and of `{"lc": …, "kwargs": …}`.
std::vector<MessageRow> messagesOf(const wire::Value& state);
bool looksLikeMessage(const wire::Value& value);

}  // namespace heddle::models
