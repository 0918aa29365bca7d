// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/jobs/lease.h"

#include "backend/core/unavailable.h"
#include "tests/support/run_task.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#endif

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Only what a lease asks; its database hangs or is away when the test says so.
class LeaseQueue : public core::Queue {
 public:
  explicit LeaseQueue(boost::asio::any_io_executor executor) : healed(std::move(executor)) {}

  core::Task<core::Joined> join(core::JsonText) override {
    ++joins;
    const auto now = std::chrono::system_clock::now();
    co_return core::Joined{joins, {now, now, now}};
  }
  core::Task<core::Heartbeat> heartbeat(core::ReplicaId) override {
    ++beats;
    while (hangs)
      co_await healed.wait();
    if (away) throw core::Unavailable("the database is away");
    co_return core::Heartbeat{true, {}, {}};
  }
  core::Task<void> leave(core::ReplicaId replica) override {
    left = replica;
    co_return;
  }

  core::Task<void> forgetReplicas() override { co_return; }
  core::Task<core::Result<core::Enqueued>> enqueue(core::EnqueueRequest) override { co_return core::Error{}; }
  core::Task<std::vector<core::ClaimedRun>> claim(core::ReplicaId, int, std::vector<std::string>) override {
    co_return std::vector<core::ClaimedRun>{};
  }
  core::Task<void> tellGraphs(core::ReplicaId, std::vector<std::string>) override { co_return; }
  core::Task<std::vector<core::ClaimedRun>> claimHopeless(core::ReplicaId, core::HopelessGraphs) override {
    co_return std::vector<core::ClaimedRun>{};
  }
  core::Task<core::Finished> finish(core::FinishRequest) override { co_return core::Finished{}; }
  core::Task<bool> handBack(core::SlotRef, core::HandBack) override { co_return false; }
  core::Task<core::CancelAnswer> cancel(core::ThreadId, core::RunId, core::CancelAction) override {
    co_return core::CancelAnswer{};
  }
  core::Task<core::SweepReport> sweep() override { co_return core::SweepReport{}; }
  core::Task<core::Result<core::SlotRef>> takeEditSlot(core::ThreadId, core::ReplicaId, bool) override {
    co_return core::Error{};
  }
  core::Task<bool> releaseEditSlot(core::SlotRef) override { co_return false; }
  core::Task<core::QueueDepth> depth() override { co_return core::QueueDepth{}; }

  async::Notifier healed;
  core::ReplicaId joins = 0, left = 0;
  int beats = 0;
  bool hangs = false, away = false;
};

struct LeaseFixture {
  explicit LeaseFixture(jobs::Lease::Timing timing)
      : queue(io.get_executor()), lease(io.get_executor(), queue, core::JsonText{"{}"}, events(), timing) {
    test::runTask(io, lease.start());
  }
  ~LeaseFixture() {
    queue.hangs = false;
    queue.healed.notifyAll();
    test::runTask(io, lease.stop());
  }
  jobs::Lease::Events events() {
    jobs::Lease::Events events;
    events.onCancel = [](const core::CancelledRun&) {};
    events.onLost = [this] { lost.push_back(lease.replica()); };
    events.onJoined = [](core::ReplicaId) {};
    events.onClockRight = [] {};
    return events;
  }
  bool turnUntil(const std::function<bool()>& done) {
    const auto deadline = Clock::now() + 20s;
    io.restart();
    while (!done() && Clock::now() < deadline)
      io.run_one_for(1s);
    return done();
  }

  boost::asio::io_context io;
  LeaseQueue queue;
  std::vector<core::ReplicaId> lost;
  jobs::Lease lease;
};

}  // namespace

/// A replica that is cut off from the database (engine.md §11): it must stop before others take its runs.
class LeaseTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aRenewalThatHangsIsGivenUpInTime() {
    const auto began = Clock::now();
    LeaseFixture f({10ms, 60s, 60s - 50ms, 10ms});
    f.queue.hangs = true;
    QVERIFY(f.turnUntil([&] { return !f.lost.empty(); }));
    QVERIFY(Clock::now() - began < 60s);
    QVERIFY(!f.lease.isHeld());
    QCOMPARE(f.queue.joins, core::ReplicaId{1});
    // Its answer comes at last, and is too late: only as another incarnation it goes on.
    f.queue.hangs = false;
    f.queue.healed.notifyAll();
    QVERIFY(f.turnUntil([&] { return f.lease.isHeld(); }));
    QCOMPARE(f.lease.replica(), core::ReplicaId{2});
    QCOMPARE(f.lost.front(), core::ReplicaId{1});
  }

  void renewalsThatFailForAWhileLoseNothing() {
    LeaseFixture f({10ms, 60s, 1s, 10ms});
    f.queue.away = true;
    QVERIFY(f.turnUntil([&] { return f.queue.beats >= 3; }));
    f.queue.away = false;
    const int healed = f.queue.beats;
    QVERIFY(f.turnUntil([&] { return f.queue.beats >= healed + 2; }));
    QVERIFY(f.lost.empty() && f.lease.isHeld());
    QCOMPARE(f.queue.joins, core::ReplicaId{1});
  }
};

QTEST_GUILESS_MAIN(LeaseTest)
#include "lease_test.moc"
