// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_figures.h"

#include <string>
#include <utility>

namespace heddle::api {
namespace {

void tellLatency(const std::string& name, const char* help, const jobs::LatencyCounts& counts,
                 std::vector<Figure>& figures) {
  std::int64_t sum = 0;
  const auto& buckets = counts.buckets();
  for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
    sum += buckets[bucket];
    const auto limit = bucket + 1 < buckets.size() ? std::to_string(jobs::LatencyCounts::kLimits[bucket])
                                                   : std::string("+Inf");
    figures.push_back({name + "_bucket", "le=\"" + limit + "\"", help, static_cast<double>(sum), true});
  }
  figures.push_back({name + "_sum", "", "Milliseconds of all of them.", counts.milliseconds(), true});
  figures.push_back({name + "_count", "", "How many were timed.", static_cast<double>(sum), true});
}

}  // namespace

void tellRuns(const jobs::RunCounts& counts, std::vector<Figure>& figures) {
  tellLatency("run_queue_wait_time_1st_attempt", "First attempts that waited at most so many ms.",
              counts.firstWait, figures);
  tellLatency("run_queue_wait_time_retry_attempt",
              "Later attempts that began within so many ms of the run's creation.", counts.laterWait,
              figures);
  tellLatency("run_execution_latency", "Attempts that took at most so many ms.", counts.execution, figures);
  const std::pair<const char*, std::pair<const char*, std::int64_t>> attempts[] = {
      {"started", {"Attempts that went to a runner.", counts.started}},
      {"success", {"Attempts whose run succeeded.", counts.succeeded}},
      {"failed", {"Attempts whose graph failed; not tried again.", counts.failed}},
      {"timeout", {"Attempts that took too long.", counts.timedOut}},
      {"canceled_by_request", {"Attempts that were cancelled.", counts.cancelled}},
      {"failed_retriable", {"Attempts that were lost and are made again.", counts.lost}},
      {"failed_after_retry", {"Attempts that were lost and were the last.", counts.lostLast}},
      {"exceed_max_attempts_at_start", {"Runs claimed with no attempt left.", counts.exceeded}},
      {"abandoned_by_shutdown", {"Attempts left to another replica.", counts.handedOff}},
      {"set_status_error", {"Outcomes that the database did not take at once.", counts.finishesRepeated}},
  };
  for (const auto& [name, figure] : attempts) {
    figures.push_back({std::string("run_attempt_") + name + "_counter", "", figure.first,
                       static_cast<double>(figure.second), true});
  }
}

}  // namespace heddle::api
