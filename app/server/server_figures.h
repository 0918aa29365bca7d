// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/figures.h"
#include "backend/net/message.h"
#include "backend/storage/database.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace heddle::server {

/// Requests by method and status, and how long they took. Paths are no label: they hold ids.
class RequestCounts {
 public:
  void add(const net::AccessRecord& record);
  void tell(std::vector<api::Figure>& figures) const;

 private:
  static constexpr std::array<int, 10> kBuckets{5, 10, 25, 50, 100, 250, 500, 1000, 5000, 60000};  // ms

  std::map<std::pair<std::string, int>, std::int64_t> counts_;
  std::array<std::int64_t, kBuckets.size() + 1> buckets_{};
  double milliseconds_ = 0;
};

/// Of the sessions to Postgres, by purpose.
void tellPools(storage::Database& database, std::vector<api::Figure>& figures);

}  // namespace heddle::server
