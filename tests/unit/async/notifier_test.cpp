// SPDX-License-Identifier: Apache-2.0
#include "backend/async/notifier.h"

#include <exception>
#include <optional>
#include <string>

#include <QtTest>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

using namespace heddle;
using async::Notifier;
namespace asio = boost::asio;

namespace {

constexpr std::chrono::hours kForEver{1};

core::Task<void> record(Notifier& notifier, std::chrono::nanoseconds patience, std::optional<bool>& answer) {
  answer = co_await notifier.waitFor(patience);
}

core::Task<void> countWakes(Notifier& notifier, int& wakes) {
  while (true) {
    co_await notifier.wait();
    ++wakes;
  }
}

}  // namespace

class NotifierTest : public QObject {
  Q_OBJECT

  std::optional<asio::io_context> io_;
  std::optional<Notifier> notifier_;  // outlives the loop and with it its waiters

  void start(core::Task<void> task) {
    asio::co_spawn(*io_, std::move(task), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
  }

 private Q_SLOTS:
  void init() {
    io_.emplace();
    notifier_.emplace(io_->get_executor());
  }
  void cleanup() {
    io_.reset();
    notifier_.reset();
  }

  void oneNotifyWakesAllWhoWait() {
    std::optional<bool> first, second;
    start(record(*notifier_, kForEver, first));
    start(record(*notifier_, kForEver, second));
    io_->poll();
    QVERIFY(!first && !second);
    notifier_->notifyAll();
    io_->poll();
    QCOMPARE(first, std::optional(true));
    QCOMPARE(second, std::optional(true));
  }

  void aNotifyWithNobodyWaitingIsForgotten() {
    notifier_->notifyAll();
    std::optional<bool> answer;
    start(record(*notifier_, kForEver, answer));
    io_->poll();
    QVERIFY(!answer);
    notifier_->notifyAll();
    io_->poll();
    QCOMPARE(answer, std::optional(true));
  }

  void patienceEndsTheWait() {
    std::optional<bool> answer;
    start(record(*notifier_, std::chrono::nanoseconds(1), answer));
    io_->run();
    QCOMPARE(answer, std::optional(false));
  }

  void aNotifyCountsThoughPatienceEndedToo() {
    std::optional<bool> answer;
    start(record(*notifier_, std::chrono::nanoseconds(1), answer));
    io_->run_one();  // it waits now; its timer has run out, and nobody has been told yet
    notifier_->notifyAll();
    io_->run();
    QCOMPARE(answer, std::optional(true));
  }

  void whoWaitsAgainIsNotWokenTwice() {
    int wakes = 0;
    start(countWakes(*notifier_, wakes));
    io_->poll();
    for (int round = 1; round <= 3; ++round) {
      notifier_->notifyAll();
      notifier_->notifyAll();
      io_->poll();
      QCOMPARE(wakes, round);
    }
  }

  void aCancelledWaiterThrowsAndIsGone() {
    asio::cancellation_signal cancel;
    std::optional<bool> answer;
    std::exception_ptr thrown;
    asio::co_spawn(
        *io_, record(*notifier_, kForEver, answer),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error) { thrown = error; }));
    io_->poll();
    cancel.emit(asio::cancellation_type::terminal);
    io_->poll();
    QVERIFY(!answer);
    QVERIFY(thrown);
    QVERIFY_THROWS_EXCEPTION(boost::system::system_error, std::rethrow_exception(thrown));
    notifier_->notifyAll();  // nothing of it is left to be woken
    QCOMPARE(io_->poll(), std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(NotifierTest)
#include "notifier_test.moc"
