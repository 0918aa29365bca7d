// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/data_policies.h"

#include "backend/deployment/section_reader.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace heddle::deployment {
namespace {

namespace json = boost::json;

std::string readIndex(const json::value& section, StoreIndex& index) {
  SectionReader reader(section, "store.index");
  reader.text("embed", index.embed);
  constexpr int kMostDims = 16000;
  reader.integer("dims", kMostDims, index.dims);
  if (index.embed.empty()) reader.fail("embed", "must name a function (\"./embed.py:embed\") or a model");
  if (index.dims == 0) reader.fail("dims", "must be the number of dimensions of its vectors");
  if (const auto* fields = reader.find("fields")) {
    const bool texts =
        fields->is_array() && std::all_of(fields->get_array().begin(), fields->get_array().end(),
                                          [](const json::value& field) { return field.is_string(); });
    if (!texts) reader.fail("fields", "must be a list of paths, as [\"$\"]");
    index.fields.text = json::serialize(*fields);
  }
  return reader.complaint();
}

}  // namespace

std::string readStore(const json::value& section, StorePolicy& policy) {
  SectionReader reader(section, "store");
  if (const auto* index = reader.find("index")) reader.take(readIndex(*index, policy.index.emplace()));
  if (const auto* ttl = reader.find("ttl")) {
    SectionReader times(*ttl, "store.ttl");
    times.flag("refresh_on_read", policy.refreshOnRead);
    policy.defaultTtlMinutes = times.minutes("default_ttl");
    policy.sweepMinutes = times.minutes("sweep_interval_minutes").value_or(policy.sweepMinutes);
    reader.take(times.complaint());
  }
  return reader.complaint();
}

std::string readCheckpointer(const json::value& section, ThreadTtlPolicy& policy) {
  SectionReader reader(section, "checkpointer");
  if (const auto* ttl = reader.find("ttl")) {
    SectionReader times(*ttl, "checkpointer.ttl");
    times.text("strategy", policy.strategy);
    if (policy.strategy != "delete" && policy.strategy != "keep_latest")
      times.fail("strategy", "must be \"delete\" or \"keep_latest\"");
    policy.defaultTtlMinutes = times.minutes("default_ttl");
    policy.sweepMinutes = times.minutes("sweep_interval_minutes").value_or(policy.sweepMinutes);
    constexpr int kMostAtOnce = 1'000'000;
    times.integer("sweep_limit", kMostAtOnce, policy.sweepLimit);
    reader.take(times.complaint());
  }
  return reader.complaint();
}

}  // namespace heddle::deployment
