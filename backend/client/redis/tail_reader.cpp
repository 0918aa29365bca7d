// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/tail_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace heddle::client {
namespace {

constexpr std::chrono::milliseconds kFlush{33};
constexpr std::chrono::milliseconds kFirstRetry{250};
constexpr std::chrono::milliseconds kLongestRetry{10'000};
/// Rows the window takes in without keeping its user waiting.
constexpr std::ptrdiff_t kMostAtOnce = 2'000;
constexpr std::size_t kMostBytesAtOnce = std::size_t{4} << 20;
constexpr int kMostUnread = 3;
constexpr const char* kReplayPage = "200";

std::int64_t nowMicros() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::size_t bytesOf(const TailEvent& row) {
  return sizeof(TailEvent) + (row.data ? row.data->size() : 0);
}

bool isCounted(const TailEvent& row) {
  return row.kind == TailEvent::Kind::event || row.kind == TailEvent::Kind::end;
}

}  // namespace

TailReader::TailReader(deployment::RedisTarget target, TailNames names,
                       std::shared_ptr<std::atomic<int>> unread, TailBounds bounds)
    : target_(std::move(target)),
      names_(std::move(names)),
      unread_(std::move(unread)),
      bounds_(bounds),
      decoder_(names_),
      live_(target_, this),
      replay_(target_, this) {
  for (auto* timer : {&flush_, &tick_, &again_})
    timer->setParent(this);  // they move along to the Redis thread
  flush_.setInterval(kFlush);
  tick_.setInterval(std::chrono::seconds(1));
  again_.setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, &TailReader::flush);
  connect(&tick_, &QTimer::timeout, this, &TailReader::tick);
  connect(&again_, &QTimer::timeout, this, &TailReader::open);
  connect(&live_, &RedisLink::ready, this, &TailReader::liveReady);
  connect(&live_, &RedisLink::messageArrived, this, &TailReader::arrived);
  connect(&live_, &RedisLink::closed, this, &TailReader::lost);
  connect(&replay_, &RedisLink::ready, this, &TailReader::replayReady);
  connect(&replay_, &RedisLink::closed, this,
          [this](const SourceError& error) { replayFailed(error.sentence.toStdString()); });
}

void TailReader::showRun(int show, core::ThreadId thread, core::RunId run) {
  stop();
  show_ = show;
  run_.emplace(thread, run);
  cap_ = 0;
  start();
}

void TailReader::showDeployment(int show, int eventsPerSecond) {
  stop();
  show_ = show;
  run_.reset();
  cap_ = eventsPerSecond;
  start();
}

void TailReader::start() {
  decoder_ = TailDecoder(names_);
  counters_ = {};
  endSeen_ = endTold_ = false;
  lastId_.clear();
  bytesAtTick_ = eventsAtTick_ = 0;
  admittedThisSecond_ = 0;
  running_ = true;
  pause_ = kFirstRetry;
  sinceTick_.start();
  tick_.start();
  open();
}

void TailReader::open() {
  Q_EMIT reported({SourcePhase::connecting, {}, std::chrono::microseconds(-1)});
  live_.open();
}

void TailReader::stop() {
  running_ = replaying_ = false;
  for (auto* timer : {&flush_, &tick_, &again_})
    timer->stop();
  live_.close();
  replay_.close();
  held_.clear();
  gathered_.clear();
  heldBytes_ = gatheredBytes_ = 0;
}

void TailReader::liveReady() {
  const std::vector<std::string> command =
      run_ ? std::vector<std::string>{"SUBSCRIBE", decoder_.channelOf(run_->first, run_->second)}
           : std::vector<std::string>{"PSUBSCRIBE", decoder_.pattern()};
  replaying_ = run_.has_value();
  live_.send(command, [this](const RedisReply& reply) {
    if (reply.isError()) {
      refused(reply.text);
      return;
    }
    wasLive_ = true;
    pause_ = kFirstRetry;
    Q_EMIT reported({SourcePhase::ready, {}, std::chrono::microseconds(-1)});
    Q_EMIT subscribed();
    if (run_)
      replay_.open();  // only now: what is published from here on is held back, so nothing falls between
  });
}

/// Whoever runs the Redis may allow it at any time, so it is tried again like a connection.
void TailReader::refused(const std::string& why) {
  live_.close();
  replaying_ = false;
  const auto user = target_.username.empty() ? std::string("default") : target_.username;
  Q_EMIT reported(
      {SourcePhase::failed,
       QStringLiteral("Redis does not let this login subscribe: %1. The tail needs `ACL SETUSER %2 "
                      "+subscribe +psubscribe &%3`, and tries again by itself.")
           .arg(QString::fromStdString(why), QString::fromStdString(user),
                QString::fromStdString(decoder_.pattern())),
       std::chrono::microseconds(-1)});
  tryAgain(pause_);
}

void TailReader::tryAgain(std::chrono::milliseconds pause) {
  again_.start(pause);
  pause_ = std::min(pause_ * 2, kLongestRetry);
}

void TailReader::replayReady() {
  replayPage("-");
}

void TailReader::replayPage(const std::string& after) {
  const std::string from = after == "-" ? after : "(" + after;
  replay_.send({"XRANGE", decoder_.streamKeyOf(run_->first, run_->second), from, "+", "COUNT", kReplayPage},
               [this](const RedisReply& reply) { readPage(reply); });
}

void TailReader::readPage(const RedisReply& reply) {
  if (reply.isError()) {
    replay_.close();
    replayFailed(reply.text);
    return;
  }
  std::string last;
  for (const auto& entry : reply.items) {
    if (entry.items.size() != 2) continue;
    last = entry.items[0].text;
    std::vector<std::string> fields;
    for (const auto& field : entry.items[1].items) {
      counters_.bytes += field.text.size();
      fields.push_back(field.text);
    }
    TailBatch fresh;
    if (!decoder_.entry(last, fields, run_->second, nowMicros(), fresh))
      ++counters_.dropped, ++counters_.received;
    for (auto& row : fresh)
      row.thread = run_->first;
    admit(fresh);
  }
  if (last.empty()) {
    replay_.close();
    finishReplay();
  } else {
    replayPage(last);
  }
}

/// What follows is live; that something is missing before it must be seen.
void TailReader::replayFailed(const std::string& why) {
  if (!replaying_) return;
  note("The stored events could not be read to their end: " + why);
  finishReplay();
}

void TailReader::finishReplay() {
  goLive();
  if (!endSeen_ && !endTold_) Q_EMIT caughtUp(show_);
}

void TailReader::tellEnd(int show, const std::string& status) {
  if (!running_ || show != show_ || endSeen_ || endTold_) return;
  note("The run has ended, as Postgres says; what it published " +
       (lastId_.empty() ? std::string("before now") : "after " + lastId_) + " may not have been seen.");
  TailBatch row(1);
  row.front().kind = TailEvent::Kind::end;
  row.front().thread = run_->first;
  row.front().run = run_->second;
  row.front().received = nowMicros();
  row.front().mode = "end";
  row.front().data = std::make_shared<const std::string>("{\"status\": \"" + status + "\"}");
  admit(row);
  endTold_ = true;
}

void TailReader::note(const std::string& sentence) {
  TailBatch row(1);
  row.front().kind = TailEvent::Kind::note;
  row.front().received = nowMicros();
  row.front().data = std::make_shared<const std::string>(sentence);
  if (run_) row.front().run = run_->second;
  admit(row);
}

void TailReader::goLive() {
  if (!replaying_) return;
  replaying_ = false;
  auto held = std::move(held_);
  held_.clear();
  heldBytes_ = 0;
  for (const auto& [channel, payload] : held)
    decode(channel, payload);
}

void TailReader::arrived(const std::string& channel, const std::string& payload) {
  if (!running_) return;
  counters_.bytes += payload.size();
  if (!replaying_) {
    decode(channel, payload);
    return;
  }
  held_.emplace_back(channel, payload);
  heldBytes_ += sizeof(held_.front()) + channel.size() + payload.size();
  if (heldBytes_ <= bounds_.bytes) return;
  replay_.close();
  replayFailed("more came live meanwhile than is held.");
}

void TailReader::decode(const std::string& channel, const std::string& payload) {
  TailBatch fresh;
  if (!decoder_.message(channel, payload, nowMicros(), fresh)) {
    ++counters_.received;
    ++counters_.dropped;
  }
  admit(fresh);
}

void TailReader::admit(TailBatch& fresh) {
  counters_.gaps = decoder_.gaps();
  for (auto& row : fresh) {
    const bool isEnd = row.kind == TailEvent::Kind::end;
    if (run_ && isEnd && endTold_) continue;  // it is known
    if (run_ && isCounted(row)) {
      endSeen_ = endSeen_ || isEnd;
      if (row.n > 0) lastId_ = std::to_string(row.fence) + "-" + std::to_string(row.n);
    }
    if (isCounted(row)) {
      ++counters_.received;
      if (row.time > 0) counters_.lag = row.received - row.time;
      const bool overCap = cap_ > 0 && row.kind == TailEvent::Kind::event && admittedThisSecond_ >= cap_;
      if (overCap || isFull(row)) {
        ++counters_.dropped;
        continue;
      }
      ++admittedThisSecond_;
    }
    gatheredBytes_ += bytesOf(row);
    gathered_.push_back(std::move(row));
  }
  if (!gathered_.empty() && !flush_.isActive()) flush_.start();
}

/// A single event is let in whatever its size: otherwise it could never be seen. Ends have as much room
/// again: who waits for one would wait for ever if it were dropped.
bool TailReader::isFull(const TailEvent& row) const {
  if (gathered_.empty()) return false;
  const std::size_t room = row.kind == TailEvent::Kind::end ? 2 : 1;
  return gathered_.size() >= bounds_.rows * room || gatheredBytes_ + bytesOf(row) > bounds_.bytes * room;
}

void TailReader::flush() {
  if (gathered_.empty()) {
    flush_.stop();
    return;
  }
  if (unread_->load() >= kMostUnread) return;  // the window is behind: gather on
  auto end = gathered_.begin();
  std::size_t bytes = 0;
  do {
    bytes += bytesOf(*end++);
  } while (end != gathered_.end() && end - gathered_.begin() < kMostAtOnce && bytes < kMostBytesAtOnce);
  gatheredBytes_ -= bytes;
  const TailBatch batch(std::make_move_iterator(gathered_.begin()), std::make_move_iterator(end));
  gathered_.erase(gathered_.begin(), end);
  counters_.shown += static_cast<std::uint64_t>(std::count_if(batch.begin(), batch.end(), isCounted));
  ++*unread_;
  Q_EMIT batchRead(show_, batch, counters_);
}

void TailReader::tick() {
  const double seconds = std::max(0.001, static_cast<double>(sinceTick_.restart()) / 1000.0);
  counters_.bytesPerSecond = static_cast<double>(counters_.bytes - bytesAtTick_) / seconds;
  counters_.eventsPerSecond = static_cast<double>(counters_.received - eventsAtTick_) / seconds;
  bytesAtTick_ = counters_.bytes;
  eventsAtTick_ = counters_.received;
  admittedThisSecond_ = 0;
  Q_EMIT counted(counters_);
}

void TailReader::lost(const SourceError& error) {
  if (!running_) return;
  replay_.close();
  goLive();
  decoder_.interrupted();
  Q_EMIT reported({SourcePhase::lost, error.sentence, std::chrono::microseconds(-1)});
  // Once, however often coming back is tried.
  if (std::exchange(wasLive_, false))
    note("The connection to Redis was interrupted; events may be missing here.");
  // What is refused (a login) stays so for a while.
  tryAgain(error.kind == SourceError::Kind::unreachable ? pause_ : kLongestRetry);
}

}  // namespace heddle::client
