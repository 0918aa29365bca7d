// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_stream.h"

#include "backend/api/json_object.h"
#include "backend/api/sse_text.h"

#include <algorithm>
#include <chrono>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {
namespace {

using Kind = jobs::StreamItem::Kind;

std::int64_t nowMilliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

core::Task<void> ProtocolStream::begin(net::BodyWriter&) {
  // In this order: a run that begins between the two looks must not count as one that was told already.
  const auto last = co_await api_.services.runs.lastBegun(thread_);
  const auto first =
      co_await api_.services.runs.firstBeyond(thread_, filter_.since(), api_.options.protocolKept);
  startBehind(first ? first->fence - 1 : last ? last->fence : 0);
}

core::Task<void> ProtocolStream::onRun(const core::BegunRun& run, bool whole) {
  const auto row = co_await api_.services.runs.get(thread_, run.run);
  const bool sameRun = run_ && attempt_.run == run.run;
  attempt_ = run;
  if (sameRun) co_return;  // left in its middle and taken up again
  run_.emplace(row ? JsonObject(row->metadata.text).string("graph_id") : std::string());
  lastSeq_ = run.seqBase + 1;
  if (whole) tell(run_->running(), run.run.text() + ":running", lastSeq_);
}

core::Task<void> ProtocolStream::onItem(const jobs::StreamItem& item) {
  if (item.kind == Kind::gap && form_ == Form::sse) batch_.append(": gap\r\n\r\n");
  if (item.kind != Kind::event) co_return;
  const auto& id = item.event.id;
  if (id.fence > attempt_.fence) {
    const auto again = co_await api_.services.runs.begunAfter(thread_, id.fence - 1, core::RunId{});
    if (again && again->run == attempt_.run) attempt_ = *again;
  }
  // What an earlier attempt said stands in front of the numbers of this one.
  const auto seq = attempt_.seqBase + (id.fence == attempt_.fence ? id.n : 0);
  lastSeq_ = std::max(lastSeq_, seq);
  int part = 0;
  for (const auto& event : run_->eventsOf(item.event))
    tell(event, id.text() + (part++ > 0 ? "." + std::to_string(part) : ""), seq);
}

core::Task<void> ProtocolStream::onEnd(const core::BegunRun& run) {
  const auto outcome = co_await api_.services.runs.outcome(run.run);
  int part = 0;
  for (const auto& event : run_->ending(outcome))
    tell(event, run.run.text() + ":end." + std::to_string(++part), ++lastSeq_);
}

/// The protocol has no word for edits.
core::Task<void> ProtocolStream::onEdit() {
  co_return;
}

std::string_view ProtocolStream::heartbeat() const {
  return form_ == Form::sse ? kHeartbeat : std::string_view();
}

void ProtocolStream::tell(const ProtocolEvent& event, const std::string& eventId, std::int64_t seq) {
  if (seq <= filter_.since() || !filter_.wants(event.channel, event.name) || !filter_.reaches(event.place))
    return;
  const auto text = protocolText(event, eventId, seq, nowMilliseconds());
  if (form_ == Form::sse) return appendSse(batch_, event.method, text, std::to_string(seq));
  batch_.append(text).push_back('\n');
}

}  // namespace heddle::api
