// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/frame_interleaver.h"

#include <algorithm>
#include <string_view>

namespace heddle::wire {

void FrameInterleaver::add(FrameKind kind, std::uint32_t channel, std::string body) {
  waitingBytes_ += body.size();
  queues_[channel].push_back(Waiting{kind, std::move(body)});
}

void FrameInterleaver::take(std::string& out, std::size_t enough) {
  const std::size_t before = out.size();
  while (!queues_.empty() && out.size() - before < enough) {
    auto turn = queues_.upper_bound(last_);
    if (turn == queues_.end()) turn = queues_.begin();
    last_ = turn->first;
    Waiting& head = turn->second.front();
    const auto body = std::string_view(head.body).substr(head.sent);
    const auto piece = body.substr(0, std::min(body.size(), kFrameBodyLimit));
    const bool more = piece.size() < body.size();
    appendFrame(out, head.kind, turn->first, piece, more);
    waitingBytes_ -= piece.size();
    head.sent += piece.size();
    if (more) continue;
    turn->second.pop_front();
    if (turn->second.empty()) queues_.erase(turn);
  }
}

}  // namespace heddle::wire
