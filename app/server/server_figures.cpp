// SPDX-License-Identifier: Apache-2.0
#include "app/server/server_figures.h"

namespace heddle::server {

void RequestCounts::add(const net::AccessRecord& record) {
  ++counts_[{std::string(record.method), record.status}];
  if (record.streamed) return;  // lasts as long as its run
  const double milliseconds = static_cast<double>(record.duration.count()) / 1000;
  milliseconds_ += milliseconds;
  std::size_t bucket = 0;
  while (bucket < kBuckets.size() && milliseconds > kBuckets[bucket])
    ++bucket;
  ++buckets_[bucket];
}

void RequestCounts::tell(std::vector<api::Figure>& figures) const {
  for (const auto& [key, count] : counts_) {
    figures.push_back({"http_requests_total",
                       "method=\"" + key.first + "\",status=\"" + std::to_string(key.second) + "\"",
                       "Requests answered.", static_cast<double>(count), true});
  }
  std::int64_t sum = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    sum += buckets_[bucket];
    const auto limit = bucket < kBuckets.size() ? std::to_string(kBuckets[bucket]) : std::string("+Inf");
    figures.push_back({"http_requests_latency_bucket", "le=\"" + limit + "\"",
                       "Requests answered within so many ms.", static_cast<double>(sum), true});
  }
  figures.push_back({"http_requests_latency_sum", "", "Milliseconds of all of them.", milliseconds_, true});
  figures.push_back(
      {"http_requests_latency_count", "", "How many were timed.", static_cast<double>(sum), true});
}

void tellPools(storage::Database& database, std::vector<api::Figure>& figures) {
  const std::pair<const char*, storage::PoolStats> pools[] = {{"api", database.api().stats()},
                                                              {"engine", database.engine().stats()}};
  const auto each = [&](const char* name, const char* help, bool counter, auto value) {
    for (const auto& [pool, stats] : pools)
      figures.push_back(
          {name, std::string("pool=\"") + pool + "\"", help, static_cast<double>(value(stats)), counter});
  };
  each("pg_pool_max", "Sessions that may be open.", false, [](const auto& stats) { return stats.size; });
  each("pg_pool_size", "Sessions that are open.", false, [](const auto& stats) { return stats.open; });
  each("pg_pool_available", "Open sessions that are idle.", false,
       [](const auto& stats) { return stats.idle; });
  each("pg_pool_requests_waiting", "Who waits for a session.", false,
       [](const auto& stats) { return stats.waiting; });
  each("pg_pool_requests_errors_total", "Waits that were given up.", true,
       [](const auto& stats) { return stats.timeouts; });
}

}  // namespace heddle::server
