// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/pool.h"

#include "backend/storage/database.h"
#include "backend/storage/errors.h"
#include "tests/support/run_task.h"
#include "tests/support/test_postgres.h"

#include <array>
#include <future>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#endif

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;
using storage::Params;
using storage::Rows;
using storage::Statement;
using test::runTask;
using test::TestPostgres;

namespace {

struct PoolFixture {
  explicit PoolFixture(int size = 2, std::chrono::milliseconds patience = 5s,
                       std::chrono::milliseconds opening = 5s) {
    storage::PoolOptions options;
    options.name = "test";
    options.size = size;
    options.acquireTimeout = patience;
    options.openingTimeout = opening;
    options.session.statementTimeout = 3s;
    pool = std::make_unique<storage::Pool>(io.get_executor(), blocking.get_executor(),
                                           storage::Conninfo::parse(uri).value(), options);
  }
  ~PoolFixture() {
    pool->close();
    blocking.join();
  }
  Rows query(const std::string& sql, Params params = {}, const std::string& name = {}) {
    return runTask(io, pool->query(Statement{name, sql}, std::move(params)));
  }
  std::string stateOf(const std::string& sql, const std::string& name = {}) {
    try {
      query(sql, {}, name);
    } catch (const storage::SqlError& error) {
      return error.state();
    }
    return "";
  }
  /// Starts a statement and counts how it ends.
  void start(const std::string& sql) {
    boost::asio::co_spawn(io, pool->query(Statement{"", sql}, Params()),
                          [this](std::exception_ptr error, auto&&...) {
                            ++ended;
                            if (error) ++failed;
                          });
  }
  void runUntil(int count) {
    io.restart();
    while (ended < count && io.run_one_for(20s) > 0) {
    }
  }

  std::string uri = TestPostgres::instance().uri("postgres");
  boost::asio::io_context io;
  boost::asio::thread_pool blocking{1};
  std::unique_ptr<storage::Pool> pool;
  int ended = 0, failed = 0;
};

}  // namespace

class PoolTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aSessionLeftInATransactionIsThrownAway() {
    PoolFixture f(1);
    std::string abandoned;
    const auto abandon = [&]() -> core::Task<void> {
      const auto lease = co_await f.pool->acquire();
      std::vector<storage::Step> begin;
      begin.push_back({{"", "begin"}, Params()});
      begin.push_back({{"", "select pg_backend_pid()"}, Params()});
      const auto answers = co_await lease->run(std::move(begin));
      abandoned = answers[1].text(0, 0);
    };
    runTask(f.io, abandon());
    QVERIFY(f.query("select pg_backend_pid()").text(0, 0) != abandoned);
    QCOMPARE(f.pool->stats().open, 1);
  }

  void valuesGoThereAndBack() {
    PoolFixture f;
    Params params;
    params.text(std::string("a\0b", 3)).integer(-5).boolean(true).null().json(core::JsonText{"{\"x\": NaN}"});
    params.texts({"it's", "{,}\"", ""})
        .integers({1, -2})
        .byteas({std::string_view("\0\xff", 2), std::nullopt})
        .real(0.1);
    const Rows rows = f.query(
        "select $1::text, $2::bigint, $3::boolean, $4::text, $5::jsonb, $6::text[], $7::int[], "
        "$8::bytea[], $9::float8",
        std::move(params));
    QCOMPARE(rows.text(0, 0), std::string("a\xEF\xBF\xBD"
                                          "b"));
    QCOMPARE(rows.integer(0, 1), -5);
    QVERIFY(rows.boolean(0, 2));
    QVERIFY(rows.isNull(0, 3) && !rows.maybeText(0, 3));
    QCOMPARE(rows.text(0, 4), std::string("{\"x\": null}"));
    QCOMPARE(rows.text(0, 5), std::string("{it's,\"{,}\\\"\",\"\"}"));
    QCOMPARE(rows.text(0, 6), std::string("{1,-2}"));
    QCOMPARE(rows.text(0, 7), std::string("{\"\\\\x00ff\",NULL}"));
    QCOMPARE(rows.real(0, 8), 0.1);
  }

  void aBatchIsOneTransaction() {
    PoolFixture f;
    f.query("create table if not exists pool_batch (x int)");
    std::vector<storage::Step> steps;
    for (const char* sql :
         {"insert into pool_batch values (1)", "select 1/0", "insert into pool_batch values (2)"}) {
      steps.push_back({{"", sql}, Params()});
    }
    QVERIFY_THROWS_EXCEPTION(storage::SqlError, runTask(f.io, f.pool->batch(steps)));
    QCOMPARE(f.query("select count(*) from pool_batch").integer(0, 0), 0);
    steps.erase(steps.begin() + 1);
    QCOMPARE(runTask(f.io, f.pool->batch(steps)).size(), std::size_t(2));
    QCOMPARE(f.query("select count(*) from pool_batch").integer(0, 0), 2);
    f.query("drop table pool_batch");
  }

  void statementsSurviveTheirFailures() {
    PoolFixture f(1);
    QCOMPARE(f.stateOf("select nonsense", "bad"), std::string("42703"));
    QCOMPARE(f.stateOf("select 1/0", "zero"), std::string("22012"));
    QCOMPARE(f.stateOf("select 1/0", "zero"), std::string("22012"));  // prepared by now
    QCOMPARE(f.query("select 7", {}, "bad").integer(0, 0), 7);        // the name is free again
    for (int i = 0; i < 3; ++i)
      QCOMPARE(f.query("select 8", {}, "good").integer(0, 0), 8);
    QCOMPARE(f.query("select count(*) from pg_prepared_statements").integer(0, 0), 3);
  }

  void largeStatementsAndAnswersPass() {
    PoolFixture f(1);
    std::vector<storage::Step> steps;
    const std::string block(4 << 20, 'x');
    for (int i = 0; i < 6; ++i) {
      Params params;
      params.text(block);
      steps.push_back({{"", "select $1::text"}, std::move(params)});  // answers fill while we still send
    }
    const auto rows = runTask(f.io, f.pool->batch(std::move(steps)));
    for (const Rows& answer : rows)
      QCOMPARE(answer.view(0, 0).size(), block.size());
  }

  void aFullPoolSaysSoAfterItsPatience() {
    PoolFixture f(1, 100ms);
    f.start("select pg_sleep(1)");
    f.start("select 1");
    f.runUntil(2);
    QCOMPARE(f.failed, 1);
    QCOMPARE(f.pool->stats().timeouts, 1);
    QCOMPARE(f.query("select 1").integer(0, 0), 1);
  }

  void waitersGetTheirTurn() {
    PoolFixture f(2);
    for (int i = 0; i < 50; ++i)
      f.start("select 1");
    f.runUntil(50);
    QCOMPARE(f.failed, 0);
    QVERIFY(f.pool->stats().open <= 2);
  }

  /// One who asks again and again, as every request with several statements does, must not starve the rest.
  void nobodyJumpsTheQueue() {
    PoolFixture f(1);
    int asked = 0, askedByThen = 0;
    const auto greedy = [](PoolFixture& fixture, int& count) -> core::Task<void> {
      for (int i = 0; i < 30; ++i) {
        const Statement one{"", "select 1"};
        co_await fixture.pool->query(one, Params());
        ++count;
      }
    };
    boost::asio::co_spawn(f.io, greedy(f, asked), [&f](std::exception_ptr) { ++f.ended; });
    boost::asio::co_spawn(f.io, f.pool->query(Statement{"", "select 2"}, Params()),
                          [&](std::exception_ptr error, auto&&...) {
                            askedByThen = asked;
                            ++f.ended;
                            if (error) ++f.failed;
                          });
    f.runUntil(2);
    QCOMPARE(f.failed, 0);
    QCOMPARE(asked, 30);
    QVERIFY2(askedByThen <= 2, qPrintable(QString::number(askedByThen)));
  }

  void statementsTimeOut() {
    PoolFixture f;
    QCOMPARE(f.stateOf("select pg_sleep(10)"), std::string("57014"));
  }

  void aLostSessionIsReplaced() {
    PoolFixture f(1);
    const auto pid = f.query("select pg_backend_pid()").integer(0, 0);
    TestPostgres::run(f.uri, "select pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
    QVERIFY(f.query("select pg_backend_pid()").integer(0, 0) != pid);  // noticed before it was used
    QVERIFY_THROWS_EXCEPTION(core::Unavailable, f.query("select pg_terminate_backend(pg_backend_pid())"));
    Params none;
    QCOMPARE(runTask(f.io, f.pool->repeatable(Statement{"", "select 3"}, std::move(none))).integer(0, 0), 3);
    QCOMPARE(f.pool->stats().open, 1);
  }

  void anUnreachableServerIsUnavailable() {
    PoolFixture f;
    storage::PoolOptions options;
    storage::Pool pool(f.io.get_executor(), f.blocking.get_executor(),
                       storage::Conninfo::parse("postgres://x@/x?host=/tmp/heddle-nowhere").value(), options);
    Params none;
    QVERIFY_THROWS_EXCEPTION(core::Unavailable,
                             runTask(f.io, pool.query(Statement{"", "select 1"}, std::move(none))));
    QCOMPARE(pool.stats().open, 0);
  }

  /// The thread that opens sessions had no time for as long as anybody waits: then it is not begun any more.
  void nobodyConnectsForThoseWhoLeft() {
    PoolFixture f(2, 1ms, 0ms);
    std::promise<void> hostAnswers;
    boost::asio::post(f.blocking, [answer = hostAnswers.get_future()] { answer.wait(); });
    const auto asked = std::chrono::steady_clock::now();
    f.start("select 1");
    f.io.poll();
    QCOMPARE(f.pool->stats().open, 1);
    while (std::chrono::steady_clock::now() - asked < 5ms)
      std::this_thread::yield();
    hostAnswers.set_value();
    f.runUntil(1);
    QCOMPARE(f.failed, 1);
    QCOMPARE(f.pool->stats().open, 0);
  }

  /// A host that takes connections and says nothing holds up whoever connects; the lease must not wait for
  /// it.
  void theHeartbeatConnectsBesideTheOthers() {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    tcp::acceptor silent(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    storage::DatabaseOptions options;
    options.uri = "postgres://x@127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/x";
    const auto database = storage::Database::create(io.get_executor(), options).value();
    int failed = 0;
    const auto ask = [&](storage::Pool& pool) {
      boost::asio::co_spawn(io, pool.query(Statement{"", "select 1"}, Params()),
                            [&failed](std::exception_ptr error, auto&&...) { failed += error ? 1 : 0; });
      io.poll();
      return silent.accept();
    };
    auto first = ask(database->api());
    auto second = ask(database->heartbeat());
    std::array<char, 1024> said{};
    boost::system::error_code failure;
    first.non_blocking(true);
    while (!failure)  // its greeting, and behind that nothing yet
      first.read_some(boost::asio::buffer(said), failure);
    QCOMPARE(failure, boost::asio::error::would_block);
    first.close();
    second.close();
    while (failed < 2)
      QVERIFY(io.run_one_for(20s) > 0);
  }

  void whatIsUsedUpMayBeThereAgain() {
    PoolFixture f(1);
    const std::string pid = "select pg_backend_pid()";
    const auto session = f.query(pid).integer(0, 0);
    const std::string full = "do $$ begin raise exception 'no space' using errcode = '53100'; end $$";
    QVERIFY_THROWS_EXCEPTION(core::Unavailable, f.query(full));
    QCOMPARE(f.query(pid).integer(0, 0), session);
  }

  void aSessionOnAStandbyIsLeft() {
    PoolFixture f(1);
    const std::string pid = "select pg_backend_pid()";
    const auto session = f.query(pid).integer(0, 0);
    std::vector<storage::Step> steps;
    for (const char* sql : {"set transaction read only", "create table pool_standby ()"})
      steps.push_back({{"", sql}, Params()});
    QVERIFY_THROWS_EXCEPTION(storage::ConnectionLost, runTask(f.io, f.pool->batch(steps)));
    QVERIFY(f.query(pid).integer(0, 0) != session);
  }

  void conflictsAreTriedAgain() {
    PoolFixture f;
    f.query("create sequence pool_tries minvalue -10 start with 1");
    // Fails until the third try; sequences do not roll back.
    f.query(
        "create function pool_try() returns bigint language plpgsql as $$ declare n bigint := "
        "nextval('pool_tries'); "
        "begin if n < 3 then raise exception 'again' using errcode = '40001'; end if; return n; end $$");
    QCOMPARE(f.query("select pool_try()").integer(0, 0), 3);
    f.query("alter sequence pool_tries restart with -10");
    QCOMPARE(f.stateOf("select pool_try()"), std::string("40001"));
    f.query("drop function pool_try()");
    f.query("drop sequence pool_tries");
  }

  void aCancelledStatementCostsItsSessionOnly() {
    PoolFixture f(1);
    boost::asio::cancellation_signal signal;
    bool over = false;
    boost::asio::co_spawn(f.io, f.pool->query(Statement{"", "select pg_sleep(2)"}, Params()),
                          boost::asio::bind_cancellation_slot(
                              signal.slot(), [&](std::exception_ptr, auto&&...) { over = true; }));
    f.io.restart();
    while (f.pool->stats().open == 0 || f.io.poll_one() > 0)
      f.io.run_one_for(100ms);
    f.io.run_for(200ms);
    signal.emit(boost::asio::cancellation_type::terminal);
    while (!over)
      QVERIFY(f.io.run_one_for(5s) > 0);
    QCOMPARE(f.query("select 1").integer(0, 0), 1);
    QCOMPARE(f.pool->stats().open, 1);
  }

  void closeEndsEverythingSoThatTheLoopEnds() {
    PoolFixture f(1, 60s);
    for (int i = 0; i < 3; ++i)
      f.start("select pg_sleep(2)");
    f.io.restart();
    f.io.run_for(300ms);  // one runs, two wait
    f.pool->close();
    f.io.restart();
    f.io.run_for(10s);
    QVERIFY(f.io.stopped());
    QCOMPARE(f.failed, 3);
    Params none;
    QVERIFY_THROWS_EXCEPTION(core::Unavailable,
                             runTask(f.io, f.pool->query(Statement{"", "select 1"}, std::move(none))));
  }
};

QTEST_GUILESS_MAIN(PoolTest)
#include "pool_test.moc"
