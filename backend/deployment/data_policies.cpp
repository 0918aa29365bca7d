// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/data_policies.h"

#include <algorithm>
#include <string_view>

#include <boost/json/serialize.hpp>

namespace heddle::deployment {
namespace {

namespace json = boost::json;

/// Reads fields of one section; the first complaint stays. null counts as absent.
class SectionReader {
 public:
  SectionReader(const json::value& section, std::string name) : name_(std::move(name)) {
    if (section.is_object()) {
      fields_ = &section.get_object();
    } else if (!section.is_null()) {
      complaint_ = name_ + " must be an object";
    }
  }

  const json::value* find(std::string_view key) const {
    const auto* value = fields_ == nullptr ? nullptr : fields_->if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  void text(std::string_view key, std::string& into) {
    const auto* value = find(key);
    if (value == nullptr) return;
    if (!value->is_string() || value->get_string().empty()) return fail(key, "must be text");
    into.assign(value->get_string().data(), value->get_string().size());
  }

  void flag(std::string_view key, bool& into) {
    const auto* value = find(key);
    if (value == nullptr) return;
    if (!value->is_bool()) return fail(key, "must be true or false");
    into = value->get_bool();
  }

  std::optional<double> minutes(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    constexpr double kLongest = 100.0 * 366 * 24 * 60;
    const double number = value->is_number() ? value->to_number<double>() : 0;
    if (number <= 0 || number > kLongest) fail(key, "must be a number of minutes above 0, at most 100 years");
    return number;
  }

  void integer(std::string_view key, int most, int& into) {
    const auto* value = find(key);
    if (value == nullptr) return;
    if (!value->is_int64() || value->get_int64() < 1 || value->get_int64() > most)
      return fail(key, "must be a whole number from 1 to " + std::to_string(most));
    into = static_cast<int>(value->get_int64());
  }

  void fail(std::string_view key, const std::string& why) {
    if (complaint_.empty()) complaint_ = name_ + "." + std::string(key) + " " + why;
  }
  void take(std::string complaint) {
    if (complaint_.empty()) complaint_ = std::move(complaint);
  }
  const std::string& complaint() const { return complaint_; }

 private:
  std::string name_, complaint_;
  const json::object* fields_ = nullptr;
};

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
