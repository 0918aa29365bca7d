// SPDX-License-Identifier: Apache-2.0
#include "backend/api/paging.h"

#include <string>

namespace heddle::api {

net::Response arrayResponse(const std::vector<core::JsonText>& rows) {
  std::size_t size = 2;
  for (const auto& row : rows)
    size += row.text.size() + 1;
  std::string body;
  body.reserve(size);
  body.push_back('[');
  for (const auto& row : rows) {
    if (body.size() > 1) body.push_back(',');
    body.append(row.text);
  }
  body.push_back(']');
  return net::Response::json(std::move(body));
}

net::Response pageResponse(const core::Page& page, int offset, int limit) {
  auto response = arrayResponse(page.rows);
  const auto next = static_cast<long long>(offset) + limit;
  if (page.more) {
    response.with("x-pagination-total", std::to_string(next + 1));
    response.with("x-pagination-next", std::to_string(next));
  } else {
    const auto shown = static_cast<long long>(page.rows.size());
    response.with("x-pagination-total", std::to_string(offset + shown));
  }
  return response;
}

}  // namespace heddle::api
