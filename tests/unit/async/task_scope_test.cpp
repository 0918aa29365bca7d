// SPDX-License-Identifier: Apache-2.0
#include "backend/async/task_scope.h"

#include "backend/async/notifier.h"

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <QtTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

using namespace heddle;
using async::Notifier;
using async::TaskScope;
namespace asio = boost::asio;

namespace {

/// Alive as long as somebody holds the other end.
using Token = std::shared_ptr<int>;

core::Task<void> holdUntil(Notifier& notifier, [[maybe_unused]] Token token) {
  co_await notifier.wait();
}

core::Task<void> fail(std::string what) {
  throw std::runtime_error(what);
  co_return;
}

core::Task<void> setWhenJoined(TaskScope& scope, bool& joined) {
  co_await scope.join();
  joined = true;
}

/// Ends other tasks while it ends itself.
core::Task<void> cancelScope(Notifier& notifier, TaskScope& scope) {
  co_await notifier.wait();
  scope.cancel();
}

/// Notes that it was cancelled, and takes another turn to end.
core::Task<void> endSlowly(Notifier& notifier, Notifier& last, bool& sawCancel,
                           [[maybe_unused]] Token token) {
  try {
    co_await notifier.wait();
  } catch (const std::exception&) {
    sawCancel = true;
  }
  co_await asio::this_coro::reset_cancellation_state();
  co_await last.wait();
}

}  // namespace

class TaskScopeTest : public QObject {
  Q_OBJECT

  std::optional<asio::io_context> io_;
  std::optional<Notifier> notifier_, other_;  // they outlive the loop and with it their waiters
  std::vector<std::string> errors_;

  TaskScope::OnError sink() {
    return [this](std::exception_ptr error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& failure) {
        errors_.push_back(failure.what());
      }
    };
  }
  /// Runs what is ready now.
  void turn() {
    io_->restart();
    io_->poll();
  }
  void join(TaskScope& scope, bool& joined) {
    asio::co_spawn(*io_, setWhenJoined(scope, joined), asio::detached);
    turn();
  }

 private Q_SLOTS:
  void init() {
    io_.emplace();
    notifier_.emplace(io_->get_executor());
    other_.emplace(io_->get_executor());
    errors_.clear();
  }
  void cleanup() {
    io_.reset();
    notifier_.reset();
    other_.reset();
  }

  void countsItsTasksUntilTheyEnd() {
    TaskScope scope(io_->get_executor());
    const auto token = std::make_shared<int>();
    scope.spawn(holdUntil(*notifier_, token));
    scope.spawn(holdUntil(*notifier_, token));
    QCOMPARE(scope.size(), std::size_t{2});
    turn();
    notifier_->notifyAll();
    turn();
    QCOMPARE(scope.size(), std::size_t{0});
    QCOMPARE(token.use_count(), 1L);
  }

  void joinWaitsForTheLastTask() {
    TaskScope scope(io_->get_executor());
    scope.spawn(holdUntil(*notifier_, {}));
    scope.spawn(holdUntil(*other_, {}));
    bool joined = false;
    join(scope, joined);
    notifier_->notifyAll();
    turn();
    QVERIFY(!joined);
    other_->notifyAll();
    turn();
    QVERIFY(joined);
  }

  void joinOfAnEmptyScopeIsOverAtOnce() {
    TaskScope scope(io_->get_executor());
    bool joined = false;
    join(scope, joined);
    QVERIFY(joined);
  }

  void cancelEndsEveryTaskAndReportsNone() {
    TaskScope scope(io_->get_executor(), sink());
    const auto token = std::make_shared<int>();
    for (int n = 0; n < 10; ++n)
      scope.spawn(holdUntil(*notifier_, token));
    turn();
    QCOMPARE(token.use_count(), 11L);
    scope.cancel();
    bool joined = false;
    join(scope, joined);
    QVERIFY(joined);
    QCOMPARE(token.use_count(), 1L);
    QVERIFY2(errors_.empty(), "that a task was cancelled is no error");
  }

  void joinWaitsForACancelledTaskThatCleansUp() {
    TaskScope scope(io_->get_executor());
    const auto token = std::make_shared<int>();
    bool sawCancel = false, joined = false;
    scope.spawn(endSlowly(*notifier_, *other_, sawCancel, token));
    turn();
    scope.cancel();
    join(scope, joined);
    QVERIFY(sawCancel);
    QVERIFY(!joined);
    other_->notifyAll();
    turn();
    QVERIFY(joined);
    QCOMPARE(token.use_count(), 1L);
  }

  void aTaskMayCancelItsOwnScope() {
    TaskScope scope(io_->get_executor(), sink());
    const auto token = std::make_shared<int>();
    scope.spawn(holdUntil(*other_, token));
    scope.spawn(cancelScope(*notifier_, scope));
    scope.spawn(holdUntil(*other_, token));
    turn();
    notifier_->notifyAll();
    turn();
    QCOMPARE(scope.size(), std::size_t{0});
    QCOMPARE(token.use_count(), 1L);
    QVERIFY(errors_.empty());
  }

  void aTaskSpawnedAfterCancelNeverStarts() {
    TaskScope scope(io_->get_executor(), sink());
    scope.cancel();
    const auto token = std::make_shared<int>();
    scope.spawn(holdUntil(*notifier_, token));
    scope.spawn(fail("started"));
    QCOMPARE(scope.size(), std::size_t{0});
    QCOMPARE(token.use_count(), 1L);
    turn();
    QVERIFY(errors_.empty());
    scope.reopen();
    scope.spawn(fail("started"));
    turn();
    QCOMPARE(errors_, std::vector<std::string>{"started"});
  }

  void whatATaskThrowsIsReportedAndTheOthersGoOn() {
    TaskScope scope(io_->get_executor(), sink());
    const auto token = std::make_shared<int>();
    scope.spawn(holdUntil(*notifier_, token));
    scope.spawn(fail("broken"));
    turn();
    QCOMPARE(errors_, std::vector<std::string>{"broken"});
    QCOMPARE(scope.size(), std::size_t{1});
    QCOMPARE(token.use_count(), 2L);
  }

  void aScopeThatDiesCancels() {
    const auto token = std::make_shared<int>();
    {
      TaskScope scope(io_->get_executor());
      scope.spawn(holdUntil(*notifier_, token));
      turn();
      QCOMPARE(token.use_count(), 2L);
    }
    turn();
    QCOMPARE(token.use_count(), 1L);
  }

  void aScopeMayOutliveItsLoop() {
    const auto token = std::make_shared<int>();
    TaskScope scope(io_->get_executor(), sink());
    scope.spawn(holdUntil(*notifier_, token));
    turn();
    scope.spawn(holdUntil(*notifier_, token));  // this one never had its turn
    io_.reset();
    QCOMPARE(token.use_count(), 1L);
    QCOMPARE(scope.size(), std::size_t{0});
    scope.cancel();
    QVERIFY(errors_.empty());
  }
};

QTEST_GUILESS_MAIN(TaskScopeTest)
#include "task_scope_test.moc"
