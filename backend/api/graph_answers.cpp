// SPDX-License-Identifier: Apache-2.0
#include "backend/api/graph_answers.h"

#include <utility>

namespace heddle::api {

using core::JsonText;
using core::Result;
using core::Task;

Task<Result<JsonText>> ReaderAnswers::ofThread(core::ThreadId, std::string method, JsonText params) {
  return reader_.call(std::move(method), std::move(params), std::nullopt);
}

Task<Result<JsonText>> ReaderAnswers::edit(core::SlotRef slot, std::string method, JsonText params) {
  return reader_.call(std::move(method), std::move(params), slot);
}

Task<Result<JsonText>> ReaderAnswers::ofAssistant(core::AssistantId, std::string method, JsonText params) {
  return reader_.call(std::move(method), std::move(params), std::nullopt);
}

}  // namespace heddle::api
