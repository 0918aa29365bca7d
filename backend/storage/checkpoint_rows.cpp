// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/checkpoint_rows.h"

#include <utility>

#include <boost/json.hpp>

namespace heddle::storage {
namespace {

core::CheckpointTuple tupleAt(const Rows& rows, int row) {
  core::CheckpointTuple tuple;
  tuple.thread = rows.text(row, 2);
  tuple.ns = rows.text(row, 3);
  tuple.id = rows.text(row, 4);
  tuple.parentId = rows.maybeText(row, 5);
  tuple.checkpoint.text = rows.text(row, 6);
  tuple.metadata.text = rows.text(row, 7);
  return tuple;
}

core::PendingWrite writeAt(const Rows& rows, int row) {
  return {rows.text(row, 2), rows.text(row, 3), rows.text(row, 4), rows.text(row, 8)};
}

}  // namespace

std::vector<core::CheckpointTuple> checkpointTuples(const Rows& rows) {
  std::vector<core::CheckpointTuple> out;
  for (int row = 0; row < rows.size(); ++row) {
    switch (rows.integer(row, 1)) {
      case 0:
        out.push_back(tupleAt(rows, row));
        break;
      case 1:
        out.back().blobs.push_back(
            {rows.text(row, 2), rows.text(row, 3), rows.text(row, 4), rows.maybeText(row, 8)});
        break;
      case 2:
        out.back().writes.push_back(writeAt(rows, row));
        break;
      default:
        out.back().parentSends.push_back(writeAt(rows, row));
    }
  }
  return out;
}

core::JsonText deltaChannels(const Rows& rows, const std::vector<std::string>& channels,
                             std::vector<std::string>& blobs) {
  boost::json::array out;
  int row = 0;
  for (std::size_t place = 0; place < channels.size(); ++place) {
    boost::json::value seed = nullptr;
    boost::json::array writes;
    for (; row < rows.size() && rows.integer(row, 0) == static_cast<std::int64_t>(place) + 1; ++row) {
      blobs.push_back(rows.text(row, 4));
      boost::json::object entry;
      const bool isSeed = rows.view(row, 1) == "s";
      if (!isSeed) entry["task_id"] = rows.text(row, 2);
      entry["type"] = rows.text(row, 3);
      entry["len"] = blobs.back().size();
      if (isSeed) {
        seed = std::move(entry);
      } else {
        writes.push_back(std::move(entry));
      }
    }
    boost::json::object channel;
    channel["channel"] = channels[place];
    channel["seed"] = std::move(seed);
    channel["writes"] = std::move(writes);
    out.push_back(std::move(channel));
  }
  return {boost::json::serialize(out)};
}

}  // namespace heddle::storage
