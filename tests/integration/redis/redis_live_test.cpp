// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/redis_live.h"

#include "tests/support/redis_writer.h"
#include "tests/support/run_task.h"
#include "tests/support/test_redis.h"

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;
using test::runTask;

namespace {

redis::Endpoint endpointOf(const test::TestRedis& server) {
  redis::Endpoint endpoint;
  endpoint.socketPath = server.socketPath();
  endpoint.keyPrefix = "t:";
  endpoint.commandTimeout = 400ms;
  return endpoint;
}

core::LivePublish flush(core::RunId run, core::Fence fence, std::int64_t n, std::string bytes) {
  core::LivePublish made;
  made.run = run;
  made.pieces.push_back(bytes);
  made.log = core::LogEntry{fence, n, std::move(bytes)};
  made.logTtl = 60s;
  return made;
}

/// Runs the loop until `done` or 10 s are over.
template <typename Done>
bool turnUntil(boost::asio::io_context& io, Done done) {
  io.restart();
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!done() && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(50ms);
  return done();
}

}  // namespace

class RedisLiveTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    server_ = std::make_unique<test::TestRedis>();
    io_ = std::make_unique<boost::asio::io_context>();
    live_ = std::make_unique<redis::RedisLive>(io_->get_executor(), endpointOf(*server_));
    live_->start();
    QVERIFY(turnUntil(*io_, [this] { return live_->up(); }));
  }
  void cleanup() {
    runTask(*io_, live_->stop());
    live_.reset();
    io_.reset();
    server_.reset();
  }

  void logIsIdempotentAndFenced() {
    const core::RunId run{core::Uuid::random()};
    QVERIFY(runTask(*io_, live_->publish(flush(run, 7, 2, "a")))->logged);
    QVERIFY2(runTask(*io_, live_->publish(flush(run, 7, 2, "a")))->logged, "a retry counts as applied");
    runTask(*io_, live_->publish(flush(run, 8, 1, "b")));
    runTask(*io_, live_->publish(flush(run, 7, 9, "late")));
    const auto all = runTask(*io_, live_->readLog(run, 0, 0, 1 << 20));
    QCOMPARE(all->size(), std::size_t{2});
    QCOMPARE((*all)[0].envelope, std::string("a"));
    QCOMPARE((*all)[1].fence, core::Fence{8});
    const auto rest = runTask(*io_, live_->readLog(run, 7, 2, 1 << 20));
    QCOMPARE(rest->size(), std::size_t{1});
    QCOMPARE((*rest)[0].envelope, std::string("b"));
  }

  void logIsReadInPagesAndTrimmed() {
    const core::RunId run{core::Uuid::random()};
    for (int n = 1; n <= 200; ++n)
      runTask(*io_, live_->publish(flush(run, 3, n, std::string(100, 'x'))));
    QCOMPARE(runTask(*io_, live_->readLog(run, 3, 0, 1 << 20))->size(), std::size_t{200});
    QVERIFY(runTask(*io_, live_->readLog(run, 3, 0, 1000))->size() < 200);
    auto trimming = flush(run, 3, 201, "x");
    trimming.trimBelow = 150;
    runTask(*io_, live_->publish(std::move(trimming)));
    const auto kept = runTask(*io_, live_->readLog(run, 3, 0, 1 << 20));
    QVERIFY(kept->front().lastN >= 100 && kept->back().lastN == 201);
  }

  void subscribersAreCountedAndServed() {
    const core::RunId run{core::Uuid::random()};
    QCOMPARE(runTask(*io_, live_->publish(flush(run, 1, 1, "none")))->receivers, std::int64_t{0});
    std::vector<std::string> got;
    core::LiveCallbacks callbacks;
    callbacks.onMessage = [&got](std::string_view bytes) { got.emplace_back(bytes); };
    auto place = live_->listenRun(run, callbacks);
    QVERIFY(runTask(*io_, place->established(2s)));
    QCOMPARE(runTask(*io_, live_->publish(flush(run, 1, 2, "one")))->receivers, std::int64_t{1});
    QVERIFY(turnUntil(*io_, [&got] { return got.size() == 1; }));
    QCOMPARE(got.front(), std::string("one"));
    place.reset();
    place = live_->listenRun(run, callbacks);  // at once again: the acknowledgements must not be mixed up
    QVERIFY(runTask(*io_, place->established(2s)));
    runTask(*io_, live_->publish(flush(run, 1, 3, "two")));
    QVERIFY(turnUntil(*io_, [&got] { return got.size() == 2; }));
    place.reset();
    QVERIFY(turnUntil(
        *io_, [&] { return runTask(*io_, live_->publish(flush(run, 1, 4, "gone")))->receivers == 0; }));
  }

  void oneWakeReachesOne() {
    QVERIFY(!runTask(*io_, live_->awaitWake(1s)));
    live_->wake(1);
    QVERIFY(runTask(*io_, live_->awaitWake(1s)));
    QVERIFY(!runTask(*io_, live_->awaitWake(1s)));
  }

  void comesBackAfterRestart() {
    const core::RunId run{core::Uuid::random()};
    int established = 0;
    std::vector<std::string> got;
    core::LiveCallbacks callbacks;
    callbacks.onEstablished = [&established] { ++established; };
    callbacks.onMessage = [&got](std::string_view bytes) { got.emplace_back(bytes); };
    const auto place = live_->listenRun(run, callbacks);
    QVERIFY(turnUntil(*io_, [&] { return established == 1; }));
    server_->kill();
    QVERIFY(turnUntil(*io_, [this] { return !live_->up(); }));
    QVERIFY(!runTask(*io_, live_->publish(flush(run, 1, 1, "lost"))).has_value());
    QVERIFY(!runTask(*io_, live_->readLog(run, 0, 0, 100)).has_value());
    server_->start();
    QVERIFY(turnUntil(*io_, [&] { return established == 2 && live_->up(); }));
    runTask(*io_, live_->publish(flush(run, 1, 2, "back")));
    QVERIFY(turnUntil(*io_, [&] { return !got.empty(); }));
    QCOMPARE(got.front(), std::string("back"));
  }

  void silenceCostsTheConnection() {
    const core::RunId run{core::Uuid::random()};
    server_->freeze();
    const auto began = std::chrono::steady_clock::now();
    const auto published = runTask(*io_, live_->publish(flush(run, 1, 1, "x")));
    server_->thaw();
    QVERIFY(!published.has_value());
    QVERIFY(std::chrono::steady_clock::now() - began < 5s);
    QVERIFY(turnUntil(*io_, [this] { return live_->up(); }));
  }

  void stopsInAnyState() {
    redis::Endpoint nowhere = endpointOf(*server_);
    nowhere.socketPath += ".missing";
    redis::RedisLive other(io_->get_executor(), nowhere);
    runTask(*io_, other.stop());
    other.start();
    other.start();
    QVERIFY(turnUntil(*io_, [&other] { return !other.lastFailure().empty(); }));
    runTask(*io_, other.stop());
    runTask(*io_, other.stop());
    QVERIFY(!other.up());
  }

  /// A Redis that refuses answers at once: only the pause keeps the claimer from asking without end.
  void aRefusedWakeListIsAskedWithPauses() {
    test::RedisWriter(server_->socketPath()).run({"SET", "t:wake", "no list"});
    QElapsedTimer clock;
    clock.start();
    QVERIFY(!runTask(*io_, live_->awaitWake(300ms)));
    QVERIFY2(clock.elapsed() >= 300, qPrintable(QString::number(clock.elapsed())));
  }

  void theMetaHashSurvivesARestart() {
    live_->describe("1.2", "7");
    const auto described = [this] {
      return test::RedisWriter(server_->socketPath()).run({"HEXISTS", "t:meta", "schema_version"}) == 1;
    };
    QVERIFY(turnUntil(*io_, described));
    server_->kill();
    QVERIFY(turnUntil(*io_, [this] { return !live_->up(); }));
    server_->start();
    QVERIFY(turnUntil(*io_, [this] { return live_->up(); }));
    QVERIFY(turnUntil(*io_, described));
  }

 private:
  std::unique_ptr<test::TestRedis> server_;
  std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<redis::RedisLive> live_;
};

QTEST_APPLESS_MAIN(RedisLiveTest)
#include "redis_live_test.moc"
