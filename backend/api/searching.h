// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/body.h"
#include "backend/api/paging.h"
#include "backend/api/services.h"

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

/// What all searches have in common: POST …/search and …/count over a repository.
namespace heddle::api {

constexpr int kMostPerPage = 1000, kLastOffset = 1'000'000'000;

/// Order, page and fields. `sortable` begins with the default.
template <typename Query>
void readPage(Body& body, Query& query, const std::vector<std::string>& sortable,
              const std::vector<std::string>& selectable) {
  query.sortBy = body.choice("sort_by", sortable);
  const auto order = body.choice("sort_order", {"desc", "asc", "DESC", "ASC"});
  query.ascending = order == "asc" || order == "ASC";
  query.limit = body.integer("limit", 10, 1, kMostPerPage);
  query.offset = body.integer("offset", 0, 0, kLastOffset);
  query.select = body.choices("select", selectable);
}

template <typename Repository, typename Query>
core::Task<Answer> answerSearch(Repository& repository, net::Request& request, Query (*read)(Body&)) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto query = read(*body);
  if (body->error()) co_return *body->error();
  const int offset = query.offset;
  const int limit = query.limit;
  const auto page = co_await repository.search(std::move(query));
  co_return pageResponse(page, offset, limit);
}

template <typename Repository, typename Query>
core::Task<Answer> answerCount(Repository& repository, net::Request& request, Query (*read)(Body&)) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto query = read(*body);
  if (body->error()) co_return *body->error();
  const auto number = co_await repository.count(std::move(query));
  co_return net::Response::json(std::to_string(number));
}

}  // namespace heddle::api
