// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/list_reading.h"

#include "backend/client/postgres/feed_reading.h"

namespace heddle::client {
namespace {

constexpr int kLargestWindow = 40'000;
constexpr int kGrowth = 3;
constexpr std::chrono::milliseconds kQuick{150}, kSlow{600};

}  // namespace

void requireFilter(const PgConnection& connection, const query::ListSchema& schema,
                   const query::ListQuery& query) {
  require(connection, schema.part);
  const auto errors =
      query::checkFilter(schema, query::wholeFilter(schema, query), &connection.capabilities());
  if (!errors.empty()) {
    throw SourceFailure({SourceError::Kind::invalid, QString::fromStdString(errors.front().sentence), false});
  }
}

int nextWindow(int rows, std::chrono::steady_clock::duration took) {
  if (took < kQuick) return std::min(rows * kGrowth, std::max(rows, kLargestWindow));
  return took > kSlow ? std::max(rows / 2, std::min(rows, query::kWindowRows)) : rows;
}

}  // namespace heddle::client
