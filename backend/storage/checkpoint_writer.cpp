// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/checkpoint_writer.h"

#include "backend/storage/errors.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kGroupMembers = 64, kGroupBytes = 1 << 20;
/// How long puts wait for a database that went away: its restart should cost runs a pause, not an attempt.
constexpr std::array<std::chrono::milliseconds, 6> kRests{50ms, 200ms, 800ms, 1500ms, 2000ms, 2000ms};
/// And for one whose disk is full, 2 s each: about a minute, so that somebody can make room.
constexpr std::size_t kRestsWithoutRoom = 32;

core::PutOutcome outcomeOf(const Rows& rows) {
  const std::string_view word = rows.view(0, 0);
  if (word == "committed") return core::PutOutcome::committed;
  return word == "fenced" ? core::PutOutcome::fenced : core::PutOutcome::outOfOrder;
}

}  // namespace

struct CheckpointWriter::Member {
  Member(const asio::any_io_executor& executor, std::string name, Step what)
      : thread(std::move(name)),
        step(std::move(what)),
        answered(executor, asio::steady_timer::time_point::max()) {}

  void succeed(core::PutOutcome value) {
    outcome = value;
    answered.cancel();
  }
  void fail(std::exception_ptr why) {
    error = std::move(why);
    answered.cancel();
  }
  bool done() const { return outcome || error; }

  std::string thread;
  Step step;
  std::optional<core::PutOutcome> outcome;
  std::exception_ptr error;
  asio::steady_timer answered;
};

core::Task<void> CheckpointWriter::wait(std::shared_ptr<Member> member) {
  while (!member->done()) {
    boost::system::error_code ignored;
    co_await member->answered.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

core::Task<core::PutOutcome> CheckpointWriter::submit(std::string thread, Step step) {
  if (closed_) throw core::Unavailable("The checkpoint writer is closed.");
  auto member = std::make_shared<Member>(executor_, std::move(thread), std::move(step));
  queue_.push_back(member);
  if (!working_) {
    working_ = true;
    // Detached, but bounded: it holds the writer alive, ends when the queue is empty and throws nothing.
    asio::co_spawn(executor_, work(shared_from_this()), asio::detached);
  }
  co_await wait(member);
  if (member->error) std::rethrow_exception(member->error);
  co_return *member->outcome;
}

core::Task<void> CheckpointWriter::settled(std::string thread) {
  Group earlier;
  for (const auto& member : underWay_) {
    if (member->thread == thread) earlier.push_back(member);
  }
  for (const auto& member : queue_) {
    if (member->thread == thread) earlier.push_back(member);
  }
  for (const auto& member : earlier)
    co_await wait(member);
}

void CheckpointWriter::close() {
  closed_ = true;
  session_->close();
  const auto error = std::make_exception_ptr(core::Unavailable("The checkpoint writer is closed."));
  for (const auto& member : queue_)
    member->fail(error);
  queue_.clear();
}

CheckpointWriter::Group CheckpointWriter::nextGroup() {
  Group group;
  std::size_t bytes = 0;
  while (!queue_.empty() && group.size() < kGroupMembers && (group.empty() || bytes < kGroupBytes)) {
    bytes += queue_.front()->step.params.bytes();
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  // Slots are locked in thread order, the order everybody who locks several of them keeps.
  std::stable_sort(group.begin(), group.end(),
                   [](const auto& a, const auto& b) { return a->thread < b->thread; });
  return group;
}

core::Task<void> CheckpointWriter::work(std::shared_ptr<CheckpointWriter> self) {
  while (!self->queue_.empty()) {
    self->underWay_ = self->nextGroup();
    Group group = self->underWay_;
    co_await self->commit(std::move(group));
    self->underWay_.clear();
  }
  self->working_ = false;
}

/// Sends the group until the database takes or refuses it; puts may be repeated, so a lost answer is no loss.
core::Task<std::vector<Rows>> CheckpointWriter::send(const Group& group) {
  for (std::size_t attempt = 0;; ++attempt) {
    std::vector<Step> steps;
    for (const auto& member : group)
      steps.push_back(member->step);
    try {
      co_return co_await session_->batch(std::move(steps));
    } catch (const OutOfResources&) {
      if (closed_ || attempt >= kRestsWithoutRoom) throw;
    } catch (const core::Unavailable&) {
      if (closed_ || attempt >= kRests.size()) throw;
    }
    asio::steady_timer rest(executor_, kRests[std::min(attempt, kRests.size() - 1)]);
    boost::system::error_code ignored;
    co_await rest.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

core::Task<void> CheckpointWriter::commit(Group group) {
  bool refused = false;
  try {
    const std::vector<Rows> answers = co_await send(group);
    for (std::size_t i = 0; i < group.size(); ++i)
      group[i]->succeed(outcomeOf(answers[i]));
  } catch (const SqlError&) {
    refused = true;
  } catch (...) {
    for (const auto& member : group)
      member->fail(std::current_exception());
  }
  if (!refused) co_return;
  for (const auto& member : group)
    co_await commitAlone(member);
}

core::Task<void> CheckpointWriter::commitAlone(std::shared_ptr<Member> member) {
  const Group alone{member};
  try {
    const std::vector<Rows> answers = co_await send(alone);
    member->succeed(outcomeOf(answers[0]));
  } catch (...) {
    member->fail(std::current_exception());
  }
}

}  // namespace heddle::storage
