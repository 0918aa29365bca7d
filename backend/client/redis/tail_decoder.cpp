// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/tail_decoder.h"

#include <algorithm>
#include <charconv>

namespace heddle::client {
namespace {

/// Runs remembered at a time: a deployment's tail sees many, and each costs a few hundred bytes.
constexpr std::size_t kMostRuns = 20'000;

/// Characters that mean something in a Redis pattern are taken literally.
std::string patternEscaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::shared_ptr<const std::string> shared(std::string_view text) {
  return std::make_shared<const std::string>(text);
}

TailEvent gapRow(const core::ThreadId& thread, const core::RunId& run, std::int64_t received,
                 const std::string& sentence) {
  TailEvent row;
  row.kind = TailEvent::Kind::gap;
  row.thread = thread;
  row.run = run;
  row.received = received;
  row.data = shared(sentence);
  return row;
}

std::string unseen(std::int64_t fence, std::int64_t first, std::int64_t last) {
  const auto id = [fence](std::int64_t n) { return std::to_string(fence) + "-" + std::to_string(n); };
  if (first == last) return "Event " + id(first) + " was not seen.";
  return std::to_string(last - first + 1) + " events, " + id(first) + " to " + id(last) + ", were not seen.";
}

std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string_view::npos) return std::nullopt;
  const auto rest = text.substr(start + before.size());
  const auto end = rest.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

std::size_t bigEndian16(std::string_view bytes, std::size_t at) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 |
         static_cast<unsigned char>(bytes[at + 1]);
}

/// (ms, seq) of a stream id; 0-0 when it is none.
std::pair<std::int64_t, std::int64_t> streamId(std::string_view id) {
  std::pair<std::int64_t, std::int64_t> out{0, 0};
  const auto dash = id.find('-');
  if (dash == std::string_view::npos) return out;
  std::from_chars(id.data(), id.data() + dash, out.first);
  std::from_chars(id.data() + dash + 1, id.data() + id.size(), out.second);
  return out;
}

}  // namespace

std::string TailDecoder::channelOf(const core::ThreadId& thread, const core::RunId& run) const {
  if (names_.flavour == TailNames::Flavour::official) {
    return names_.prefix + "thread:" + thread.text() + ":run:" + run.text() + ":stream";
  }
  return names_.prefix + "l:{" + run.text() + "}";
}

std::string TailDecoder::streamKeyOf(const core::ThreadId& thread, const core::RunId& run) const {
  if (names_.flavour == TailNames::Flavour::official)
    return names_.prefix + "thread:" + thread.text() + ":cache";
  return names_.prefix + "s:{" + run.text() + "}";
}

std::string TailDecoder::pattern() const {
  const auto prefix = patternEscaped(names_.prefix);
  return names_.flavour == TailNames::Flavour::official ? prefix + "thread:*:run:*:stream" : prefix + "l:{*}";
}

TailDecoder::Run& TailDecoder::runOf(const core::RunId& id) {
  if (runs_.size() >= kMostRuns && !runs_.contains(id))
    runs_.erase(runs_.begin());  // oldest first: ids rise with time
  return runs_[id];
}

void TailDecoder::interrupted() {
  for (auto& [id, run] : runs_) {
    run.live = wire::EnvelopeReader();
    run.stored = wire::EnvelopeReader();
  }
}

bool TailDecoder::message(std::string_view channel, std::string_view payload, std::int64_t received,
                          TailBatch& out) {
  if (names_.flavour == TailNames::Flavour::official) return officialFrame(channel, payload, received, out);
  const auto text = between(channel, "l:{", "}");
  const auto id = text ? core::RunId::parse(*text) : std::nullopt;
  if (!id) return false;
  auto& run = runOf(*id);
  return envelope(run, payload, run.live, received, out);
}

bool TailDecoder::entry(const std::string& id, const std::vector<std::string>& fields,
                        const core::RunId& wanted, std::int64_t received, TailBatch& out) {
  auto& run = runOf(wanted);
  std::string runText, event, message;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (names_.flavour == TailNames::Flavour::heddle && fields[i] == "e") {
      return envelope(run, fields[i + 1], run.stored, received, out);
    }
    if (fields[i] == "run_id") runText = fields[i + 1];
    if (fields[i] == "event") event = fields[i + 1];
    if (fields[i] == "message") message = fields[i + 1];
  }
  if (names_.flavour != TailNames::Flavour::official || event.empty()) return false;
  if (core::RunId::parse(runText) != wanted) return true;  // the key holds other runs of the thread too
  TailEvent row;
  row.run = wanted;
  row.received = received;
  official(run, std::move(row), event, message, id, out);
  return true;
}

bool TailDecoder::envelope(Run& state, std::string_view bytes, wire::EnvelopeReader& reader,
                           std::int64_t received, TailBatch& out) {
  const auto read = reader.read(bytes);
  if (!read) return false;
  if (*read) take(state, **read, received, out);
  return true;
}

void TailDecoder::take(Run& state, const wire::Envelope& envelope, std::int64_t received, TailBatch& out) {
  if (state.joined && envelope.fence < state.fence) return;  // an attempt that another one replaced
  const bool sameAttempt = state.joined && envelope.fence == state.fence;
  const auto expected = sameAttempt ? state.lastN + 1 : state.joined ? 1 : envelope.firstN;
  if (envelope.firstN > expected) {
    ++gaps_;
    out.push_back(gapRow(envelope.thread, envelope.run, received,
                         unseen(envelope.fence, expected, envelope.firstN - 1)));
  }
  std::int64_t n = envelope.firstN;
  for (const auto& event : envelope.events) {
    if (sameAttempt && n <= state.lastN) {
      ++n;
      continue;
    }
    TailEvent row;
    row.kind = envelope.end ? TailEvent::Kind::end : TailEvent::Kind::event;
    row.thread = envelope.thread;
    row.run = envelope.run;
    row.fence = envelope.fence;
    row.n = n++;
    row.attempt = envelope.attempt;
    row.time = event.at.count();
    row.received = received;
    row.mode = event.mode;
    row.ns = event.ns;
    row.data = shared(event.json);
    out.push_back(std::move(row));
  }
  state.lastN = sameAttempt ? std::max(state.lastN, envelope.lastN) : envelope.lastN;
  state.fence = envelope.fence;
  state.joined = true;
}

bool TailDecoder::officialFrame(std::string_view channel, std::string_view payload, std::int64_t received,
                                TailBatch& out) {
  constexpr std::size_t kHeader = 5;
  if (payload.size() < kHeader || payload[0] != 1) return false;
  const auto idLength = bigEndian16(payload, 1);
  const auto nameLength = bigEndian16(payload, 3);
  if (payload.size() < kHeader + idLength + nameLength) return false;
  const auto threadText = between(channel, "thread:", ":run:");
  const auto runText = between(channel, ":run:", ":stream");
  const auto thread = threadText ? core::ThreadId::parse(*threadText) : std::nullopt;
  const auto run = runText ? core::RunId::parse(*runText) : std::nullopt;
  if (!thread || !run) return false;
  TailEvent row;
  row.thread = *thread;
  row.run = *run;
  row.received = received;
  official(runOf(*run), std::move(row), payload.substr(kHeader + idLength, nameLength),
           payload.substr(kHeader + idLength + nameLength), std::string(payload.substr(kHeader, idLength)),
           out);
  return true;
}

void TailDecoder::official(Run& state, TailEvent row, std::string_view name, std::string_view body,
                           const std::string& id, TailBatch& out) {
  if (!id.empty() && !state.lastId.empty() && streamId(id) <= streamId(state.lastId))
    return;  // seen in the replay
  if (!id.empty()) state.lastId = id;
  const auto bar = name.find('|');
  row.mode = name.substr(0, bar);
  if (bar != std::string_view::npos) row.ns = name.substr(bar + 1);
  row.time = streamId(id).first * 1000;
  row.n = ++state.lastN;
  if (row.mode == "control") {
    row.kind = TailEvent::Kind::end;
    row.mode = "end";
    row.data = shared("{\"status\": \"" + std::string(body) + "\"}");
  } else {
    row.data = shared(body);
  }
  out.push_back(std::move(row));
}

}  // namespace heddle::client
