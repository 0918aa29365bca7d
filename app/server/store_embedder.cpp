// SPDX-License-Identifier: Apache-2.0
#include "app/server/store_embedder.h"

#include "backend/wire/json_fields.h"

#include <optional>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {

core::Task<core::Result<core::JsonText>> StoreEmbedder::embed(core::JsonText request) {
  const auto items = wire::fieldText(request.text, "items");
  const auto queries = wire::fieldText(request.text, "queries");
  core::JsonText params{"{\"embed\":" + wire::jsonString(index_.embed) + ",\"fields\":" + index_.fields.text +
                        ",\"items\":" + std::string(items) + ",\"queries\":" + std::string(queries) + "}"};
  auto answer = co_await reader_().call("embed", std::move(params), std::nullopt);
  co_return answer;
}

}  // namespace heddle::server
