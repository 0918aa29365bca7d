// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_session.h"
#include "backend/client/redis/saver_walk.h"
#include "backend/client/redis/tail_feed.h"
#include "backend/client/safety/read_only_role.h"
#include "backend/wire/envelope.h"
#include "tests/support/redis_writer.h"
#include "tests/support/test_redis.h"

#include <optional>
#include <random>

#include <QSignalSpy>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;

namespace {

const core::ThreadId kThread = core::ThreadId::parse("10000000-0000-0000-0000-000000000001").value();

core::RunId runNumber(int n) {
  return core::RunId::parse("20000000-0000-0000-0000-" + std::string(8, '0') + std::to_string(1000 + n))
      .value();
}
std::string channelOf(const core::RunId& run) {
  return "heddle:l:{" + run.text() + "}";
}
std::string keyOf(const core::RunId& run) {
  return "heddle:s:{" + run.text() + "}";
}

/// Publishes a run's events in envelopes of `size`, numbered on.
class Publisher {
 public:
  Publisher(test::RedisWriter& redis, core::RunId run, std::size_t bytes = 20)
      : redis_(redis), run_(run), bytes_(bytes) {}

  void publish(int count, int size) {
    for (int done = 0; done < count; done += size) {
      const auto whole = next(std::min(size, count - done));
      for (const auto& piece : wire::cutEnvelope(whole))
        redis_.publish(channelOf(run_), piece);
    }
  }
  void store(int count) {
    const auto whole = next(count);
    redis_.run({"XADD", keyOf(run_), "7-" + std::to_string(n_), "e", whole});
  }
  void skip(int count) { n_ += count; }
  void end() {
    wire::Envelope last{
        kThread, run_,   7,    1,
        n_ + 1,  n_ + 1, true, {{"end", "", std::chrono::microseconds(1), "{\"status\":\"success\"}"}}};
    redis_.publish(channelOf(run_), wire::encodeEnvelope(last));
  }

 private:
  std::string next(int count) {
    wire::Envelope envelope{kThread, run_, 7, 1, n_ + 1, n_ + count, false, {}};
    for (int i = 0; i < count; ++i) {
      std::string json = "\"";
      while (json.size() < bytes_)
        json.push_back(static_cast<char>('a' + random_() % 26));
      envelope.events.push_back({"values", "", std::chrono::microseconds(n_ + i), json + "\""});
    }
    n_ += count;
    return wire::encodeEnvelope(envelope);
  }

  test::RedisWriter& redis_;
  core::RunId run_;
  std::size_t bytes_;
  std::mt19937 random_{7};
  std::int64_t n_ = 0;
};

/// Everything a feed hands over.
class Seen : public QObject {
 public:
  explicit Seen(TailFeed& feed) {
    connect(&feed, &TailFeed::batchArrived, this, [this](const TailBatch& batch) {
      ++batches;
      largest = std::max(largest, batch.size());
      rows.insert(rows.end(), batch.begin(), batch.end());
    });
    connect(&feed, &TailFeed::countersChanged, this, [this](const TailCounters& now) { counters = now; });
    connect(&feed, &TailFeed::subscribed, this, [this] { ++subscriptions; });
    connect(&feed, &TailFeed::caughtUp, this, [this] { ++caughtUp; });
    connect(&feed, &TailFeed::stateChanged, this, [this](const SourceState& state) { phase = state.phase; });
  }
  std::size_t count(TailEvent::Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [kind](const TailEvent& row) { return row.kind == kind; }));
  }
  /// n of all events, to compare with 1 … count.
  bool isContiguous(std::int64_t last) const {
    std::int64_t expected = 0;
    for (const auto& row : rows) {
      if (row.kind == TailEvent::Kind::event && row.n != ++expected) return false;
    }
    return expected == last;
  }
  TailBatch rows;
  TailCounters counters;
  SourcePhase phase = SourcePhase::idle;
  std::size_t largest = 0;
  int batches = 0, subscriptions = 0, caughtUp = 0;
};

}  // namespace

class RedisTest : public QObject {
  Q_OBJECT

  std::unique_ptr<test::TestRedis> redis_;

  deployment::RedisTarget target() const {
    return deployment::parseRedis("unix://" + redis_->socketPath() + "?db=3").value();
  }

 private Q_SLOTS:
  void init() { redis_ = std::make_unique<test::TestRedis>(); }
  void cleanup() { redis_.reset(); }

  void aPageOfThreadsThatDidNotArriveIsReadAgain() {
    SaverWalk walk;
    walk.places.all = {query::SaverPlace{}};
    std::vector<std::string> keys;
    for (int i = 0; i < 201; ++i)
      keys.push_back("checkpoint:t" + std::to_string(i) + ":__empty__:1f0-" + std::to_string(1000 + i));
    walk.take(keys, "0");
    QCOMPARE(walk.nextPage().size(), kMostSaverThreads);
    QVERIFY2(walk.hasMore(), "it has not arrived");
    const auto again = walk.nextPage();
    QCOMPARE(again.size(), kMostSaverThreads);
    QCOMPARE(again.front().thread, std::string("t200"));
    QCOMPARE(walk.read, kMostSaverThreads);
    walk.arrived();
    QCOMPARE(walk.nextPage().size(), std::size_t(1));
    walk.arrived();
    QVERIFY(!walk.hasMore());
  }

  /// The ACL that the window offers: reads under the prefix, and nothing else.
  void theRoleOffersNoMore() {
    test::RedisWriter admin(redis_->socketPath());
    admin.run({"SET", "heddle:[1]:k", "v"});
    admin.run({"SET", "other", "v"});
    std::vector<std::string> words;
    for (const QString& word : readOnlyAcl("heddle:[1]:").split(QLatin1Char(' ')))
      words.push_back(word.toStdString());
    admin.run(words);
    test::RedisWriter reader(redis_->socketPath());
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, reader.run({"AUTH", "heddle-reader", ""}));  // none yet
    admin.run({"ACL", "SETUSER", "heddle-reader", ">planted"});
    reader.run({"AUTH", "heddle-reader", "planted"});
    for (const std::vector<std::string>& allowed :
         std::vector<std::vector<std::string>>{{"PING"},
                                               {"GET", "heddle:[1]:k"},
                                               {"SELECT", "1"},
                                               {"SELECT", "0"},
                                               {"CLIENT", "SETNAME", "c"},
                                               {"INFO"},
                                               {"TIME"},
                                               {"DBSIZE"},
                                               {"SCAN", "0"},
                                               {"XRANGE", "heddle:[1]:s", "-", "+"},
                                               {"PUBSUB", "CHANNELS"},
                                               {"MEMORY", "USAGE", "heddle:[1]:k"},
                                               {"SUBSCRIBE", "heddle:[1]:l"}})
      reader.run(allowed);
    test::RedisWriter other(redis_->socketPath());
    other.run({"AUTH", "heddle-reader", "planted"});
    for (const std::vector<std::string>& refused :
         std::vector<std::vector<std::string>>{{"SET", "heddle:[1]:k", "w"},
                                               {"DEL", "heddle:[1]:k"},
                                               {"GET", "other"},
                                               {"GET", "heddle:1:k"},
                                               {"PUBLISH", "heddle:[1]:l", "x"},
                                               {"SUBSCRIBE", "other"},
                                               {"FLUSHALL"},
                                               {"KEYS", "*"},
                                               {"CONFIG", "GET", "*"},
                                               {"EVAL", "return 1", "0"},
                                               {"CLIENT", "KILL", "ID", "1"},
                                               {"ACL", "LIST"}})
      QVERIFY_THROWS_EXCEPTION(std::runtime_error, other.run(refused));
  }

  void commandsAreAnswered() {
    test::RedisWriter writer(redis_->socketPath());
    writer.run({"SELECT", "3"});
    writer.run({"SET", "key", std::string("a\0b", 3)});
    RedisSession session(target());
    std::vector<RedisReply> replies;
    for (int i = 0; i < 50; ++i) {
      session.command({"GET", "key"}, this,
                      [&](const RedisReply& reply, const SourceError*) { replies.push_back(reply); });
    }
    QTRY_COMPARE(replies.size(), std::size_t{50});
    QCOMPARE(replies.back().text, std::string("a\0b", 3));
    QCOMPARE(session.state().phase, SourcePhase::ready);
    QVERIFY(session.state().latency.count() >= 0);
  }

  void manyAreAskedAtOnce() {
    test::RedisWriter writer(redis_->socketPath());
    writer.run({"SELECT", "3"});
    writer.run({"SET", "key", "value"});
    RedisSession session(target());
    std::optional<RedisReply> all, none;
    session.commands({{"GET", "key"}, {"LLEN", "key"}, {"GET", "nothing"}}, this,
                     [&](const RedisReply& reply, const SourceError* error) {
                       if (error == nullptr) all = reply;
                     });
    session.commands({}, this, [&](const RedisReply& reply, const SourceError*) { none = reply; });
    QTRY_VERIFY(all && none);
    QCOMPARE(all->items.size(), std::size_t{3});
    QCOMPARE(all->items[0].text, std::string("value"));
    QVERIFY(all->items[1].isError());  // one that is refused spoils no other
    QCOMPARE(all->items[2].kind, RedisReply::Kind::nil);
    QVERIFY(none->items.empty());

    std::vector<SourceError::Kind> refused;
    const auto note = [&](const RedisReply&, const SourceError* error) {
      if (error != nullptr) refused.push_back(error->kind);
    };
    session.commands({{"GET", "key"}, {"DEL", "key"}}, this, note);
    QCOMPARE(refused, std::vector<SourceError::Kind>{SourceError::Kind::forbidden});
    redis_->freeze();
    session.commands({{"GET", "key"}, {"GET", "key"}}, this, note);
    redis_->kill();
    QTRY_COMPARE(refused.size(), std::size_t{2});  // once for all of them
    QCOMPARE(refused.back(), SourceError::Kind::unreachable);
  }

  void writesNeverLeave() {
    test::RedisWriter writer(redis_->socketPath());
    writer.run({"SELECT", "3"});
    RedisSession session(target());
    std::optional<SourceError> error;
    session.command({"SET", "a", "b"}, this,
                    [&](const RedisReply&, const SourceError* failure) { error = *failure; });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->kind, SourceError::Kind::forbidden);
    QCOMPARE(writer.run({"EXISTS", "a"}), 0);
  }

  void hugeRepliesAreCut() {
    test::RedisWriter writer(redis_->socketPath());
    writer.run({"SELECT", "3"});
    writer.run({"SET", "big", std::string(20 << 20, 'x')});
    RedisSession session(target());
    std::optional<SourceError> error;
    session.command({"GET", "big"}, this, [&](const RedisReply&, const SourceError* failure) {
      if (failure != nullptr) error = *failure;
    });
    QTRY_VERIFY(error.has_value());
    QVERIFY(error->sentence.contains(QStringLiteral("16 MiB")));
    bool answered = false;  // and the session goes on
    session.command({"PING"}, this,
                    [&](const RedisReply& reply, const SourceError*) { answered = reply.text == "PONG"; });
    QTRY_VERIFY(answered);
  }

  void lostServersComeBack() {
    RedisSession session(target());
    session.connectNow();
    QTRY_COMPARE(session.state().phase, SourcePhase::ready);
    redis_->kill();
    QTRY_COMPARE(session.state().phase, SourcePhase::lost);
    QVERIFY(!session.state().sentence.isEmpty());
    redis_->start();
    QTRY_COMPARE_WITH_TIMEOUT(session.state().phase, SourcePhase::ready, 15000);
  }

  void refusedLoginsAreTold() {
    auto wrong = target();
    wrong.username = "nobody";
    wrong.password = "hunter2";
    RedisSession session(wrong);
    session.connectNow();
    QTRY_COMPARE(session.state().phase, SourcePhase::failed);
    QVERIFY2(session.state().sentence.contains(QStringLiteral("refused the login")),
             qPrintable(session.state().sentence));
    QVERIFY(!session.state().sentence.contains(QStringLiteral("hunter2")));
  }

  /// Asked seldom, but asked: a password that is changed back lets the session in by itself.
  void aPasswordChangedAndChangedBack() {
    test::RedisWriter admin(redis_->socketPath());
    admin.run({"ACL", "SETUSER", "reader", "on", ">one", "~*", "+@all"});
    auto login = target();
    login.username = "reader";
    login.password = "one";
    RedisSession session(login);
    session.connectNow();
    QTRY_COMPARE(session.state().phase, SourcePhase::ready);
    admin.run({"ACL", "SETUSER", "reader", "resetpass", ">two"});
    admin.run({"CLIENT", "KILL", "USER", "reader"});
    QTRY_VERIFY_WITH_TIMEOUT(session.state().sentence.contains(QStringLiteral("refused the login")), 15000);
    std::optional<SourceError> error;
    session.command({"PING"}, this, [&](const RedisReply&, const SourceError* failure) {
      if (failure != nullptr) error = *failure;
    });
    QTRY_VERIFY(error.has_value());  // who asks meanwhile is told, and does not wait
    QCOMPARE(error->kind, SourceError::Kind::refused);
    admin.run({"ACL", "SETUSER", "reader", "resetpass", ">one"});
    QTRY_COMPARE_WITH_TIMEOUT(session.state().phase, SourcePhase::ready, 30000);
  }

  /// Who may not subscribe is told what to grant, and needs nothing but the grant.
  void aRefusedSubscriptionIsTriedAgain() {
    test::RedisWriter admin(redis_->socketPath());
    admin.run({"ACL", "SETUSER", "tailer", "on", ">one", "~*", "resetchannels", "+@all"});
    auto login = target();
    login.username = "tailer";
    login.password = "one";
    TailFeed feed(login, {});
    Seen seen(feed);
    QString refusal;
    connect(&feed, &TailFeed::stateChanged, this, [&refusal](const SourceState& state) {
      if (state.phase == SourcePhase::failed) refusal = state.sentence;
    });
    QSignalSpy subscribed(&feed, &TailFeed::subscribed);
    const auto run = runNumber(1);
    feed.showRun(kThread, run);
    QTRY_VERIFY(!refusal.isEmpty());
    const QString grant = QStringLiteral("ACL SETUSER tailer +subscribe +psubscribe &heddle:l:{*}");
    QVERIFY2(refusal.contains(grant), qPrintable(refusal));
    std::vector<std::string> words;
    for (const QString& word : grant.split(u' '))
      words.push_back(word.toStdString());
    admin.run(words);
    QTRY_COMPARE_WITH_TIMEOUT(subscribed.size(), 1, 15000);
    feed.showDeployment(1000);
    QTRY_COMPARE_WITH_TIMEOUT(subscribed.size(), 2, 15000);
  }

  void countsAreExact_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("bytes");
    QTest::newRow("one by one") << 2000 << 1 << 20;
    QTest::newRow("in envelopes") << 20000 << 37 << 50;
    QTest::newRow("compressed") << 3000 << 100 << 200;
    QTest::newRow("chunked") << 60 << 3 << 70'000;
  }

  void countsAreExact() {
    QFETCH(int, count);
    QFETCH(int, size);
    QFETCH(int, bytes);
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    const auto run = runNumber(1);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    QCOMPARE(writer.subscribers(channelOf(run)), 1);
    Publisher publisher(writer, run, static_cast<std::size_t>(bytes));
    publisher.publish(count, size);
    publisher.end();
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::end), std::size_t{1}, 20000);
    QVERIFY(seen.isContiguous(count));
    QCOMPARE(seen.counters.received, static_cast<std::uint64_t>(count + 1));
    QCOMPARE(seen.counters.shown, static_cast<std::uint64_t>(count + 1));
    QCOMPARE(seen.counters.dropped, std::uint64_t{0});
    QCOMPARE(seen.counters.gaps, std::uint64_t{0});
    QVERIFY(seen.counters.bytes > 0);
  }

  void replayComesFirst() {
    test::RedisWriter writer(redis_->socketPath());
    const auto run = runNumber(2);
    writer.run({"SELECT", "3"});
    Publisher publisher(writer, run);
    for (int i = 0; i < 450; ++i)
      publisher.store(2);  // more than two pages
    TailFeed feed(target(), {});
    Seen seen(feed);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    publisher.publish(100, 5);
    publisher.skip(3);
    publisher.publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{1001});
    QCOMPARE(seen.count(TailEvent::Kind::gap), std::size_t{1});
    QCOMPARE(seen.counters.gaps, std::uint64_t{1});
    QVERIFY(seen.rows.back().n == 1004);
  }

  void aFailedReplayIsSaid() {
    test::RedisWriter writer(redis_->socketPath());
    const auto run = runNumber(6);
    writer.run({"SELECT", "3"});
    writer.run({"SET", keyOf(run), "no stream"});
    TailFeed feed(target(), {});
    Seen seen(feed);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.count(TailEvent::Kind::note), std::size_t{1});
    QVERIFY2(seen.rows.front().data->find("WRONGTYPE") != std::string::npos, seen.rows.front().data->c_str());
    Publisher(writer, run).publish(3, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{3});
  }

  void deploymentPatternLivesOnlyWhileShown() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    QCOMPARE(writer.patterns(), 0);
    feed.showDeployment(100000);
    QTRY_COMPARE(seen.subscriptions, 1);
    QCOMPARE(writer.patterns(), 1);
    std::vector<Publisher> runs;
    for (int n = 0; n < 20; ++n)
      runs.emplace_back(writer, runNumber(n));
    for (int round = 0; round < 10; ++round) {
      for (auto& run : runs)
        run.publish(5, 5);
    }
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{1000});
    QCOMPARE(seen.count(TailEvent::Kind::gap), std::size_t{0});
    feed.stop();
    QTRY_COMPARE(writer.patterns(), 0);
    runs[0].publish(1, 1);
    feed.showRun(kThread, runNumber(0));
    QTRY_COMPARE(seen.subscriptions, 2);
    QCOMPARE(seen.count(TailEvent::Kind::event), std::size_t{1000});
  }

  void capCountsWhatItDrops() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    feed.showDeployment(50);
    QTRY_COMPARE(seen.subscriptions, 1);
    Publisher publisher(writer, runNumber(3));
    publisher.publish(3000, 10);
    publisher.end();
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::end), std::size_t{1}, 10000);
    QTRY_COMPARE(seen.counters.received, std::uint64_t{3001});
    QVERIFY(seen.counters.dropped > 0);
    QCOMPARE(seen.counters.shown + seen.counters.dropped, seen.counters.received);
    QCOMPARE(seen.counters.shown, static_cast<std::uint64_t>(seen.count(TailEvent::Kind::event) + 1));
  }

  void whatIsGatheredIsBoundedByItsBytes() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {}, nullptr, {200'000, 300'000});
    Seen seen(feed);
    const auto run = runNumber(7);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    QTRY_COMPARE(writer.subscribers(channelOf(run)), 1);
    Publisher publisher(writer, run, 10'000);
    // This thread takes nothing in meanwhile, so the reader has to gather.
    publisher.publish(2000, 1);
    publisher.end();
    QTRY_COMPARE_WITH_TIMEOUT(seen.counters.received, std::uint64_t{2001}, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(seen.counters.shown + seen.counters.dropped, std::uint64_t{2001}, 20000);
    QVERIFY2(seen.counters.dropped > 1000, qPrintable(QString::number(seen.counters.dropped)));
    QCOMPARE(seen.rows.size(), seen.counters.shown);
  }

  void theEndIsSeenHoweverMuchIsDropped() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {}, nullptr, {10, std::size_t{64} << 20});
    Seen seen(feed);
    const auto run = runNumber(12);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    QTRY_COMPARE(writer.subscribers(channelOf(run)), 1);
    Publisher publisher(writer, run);
    publisher.publish(3000, 1);  // this thread takes nothing in meanwhile
    publisher.end();
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::end), std::size_t{1}, 20000);
    QVERIFY2(seen.counters.dropped > 1000, qPrintable(QString::number(seen.counters.dropped)));
    QCOMPARE(seen.counters.shown + seen.counters.dropped, std::uint64_t{3001});
  }

  void anEventAboveTheBoundIsSeenAllTheSame() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {}, nullptr, {200'000, 100});
    Seen seen(feed);
    feed.showRun(kThread, runNumber(8));
    QTRY_COMPARE(seen.subscriptions, 1);
    Publisher(writer, runNumber(8), 10'000).publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{1});
  }

  void batchesAreBoundedByTheirBytes() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    const auto run = runNumber(9);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    Publisher publisher(writer, run, 60'000);
    publisher.publish(500, 1);
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::event), std::size_t{500}, 20000);
    QVERIFY2(seen.largest <= 80, qPrintable(QString::number(seen.largest)));  // 4 MiB and one more
  }

  void moreThanIsHeldEndsTheReplay() {
    test::RedisWriter writer(redis_->socketPath());
    const auto run = runNumber(10);
    writer.run({"SELECT", "3"});
    Publisher publisher(writer, run, 1000);
    for (int i = 0; i < 400; ++i)
      publisher.store(50);
    TailFeed feed(target(), {}, nullptr, {200'000, 200});
    Seen seen(feed);
    feed.showRun(kThread, run);
    while (writer.subscribers(channelOf(run)) == 0) {  // from here on the replay is under way
    }
    publisher.publish(50, 1);
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::note), std::size_t{1}, 20000);
    publisher.end();
    QTRY_COMPARE_WITH_TIMEOUT(seen.counters.shown + seen.counters.dropped, seen.counters.received, 20000);
  }

  void interruptionsAreMarked() {
    TailFeed feed(target(), {});
    Seen seen(feed);
    const auto run = runNumber(4);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    {
      test::RedisWriter writer(redis_->socketPath());
      Publisher(writer, run).publish(3, 1);
    }
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{3});
    redis_->kill();
    QTRY_COMPARE(seen.phase, SourcePhase::lost);
    redis_->start();
    QTRY_COMPARE_WITH_TIMEOUT(seen.subscriptions, 2, 15000);
    QCOMPARE(seen.count(TailEvent::Kind::note), std::size_t{1});
    test::RedisWriter writer(redis_->socketPath());
    Publisher publisher(writer, run);
    publisher.skip(5);
    publisher.publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{4});
    QCOMPARE(seen.count(TailEvent::Kind::gap), std::size_t{1});
  }

  /// Redis closes the connection of who has more waiting than it keeps; nothing is published twice.
  void aTailThatRedisCutsOffComesBackAndLearnsTheEnd() {
    test::RedisWriter admin(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    const auto run = runNumber(13);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.caughtUp, 1);
    Publisher publisher(admin, run, 60'000);
    publisher.publish(2, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{2});
    admin.run({"CONFIG", "SET", "client-output-buffer-limit", "pubsub 100 0 0"});
    publisher.publish(1, 1);
    admin.run({"CONFIG", "SET", "client-output-buffer-limit", "pubsub 0 0 0"});
    QTRY_COMPARE_WITH_TIMEOUT(seen.caughtUp, 2, 15000);
    QCOMPARE(seen.subscriptions, 2);
    publisher.publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{3});
    const auto gap = std::find_if(seen.rows.begin(), seen.rows.end(),
                                  [](const TailEvent& row) { return row.kind == TailEvent::Kind::gap; });
    QVERIFY(gap != seen.rows.end());
    QCOMPARE(*gap->data, std::string("Event 7-3 was not seen."));
    feed.tellEnd("error");
    QTRY_COMPARE(seen.count(TailEvent::Kind::end), std::size_t{1});
    QCOMPARE(*seen.rows.back().data, std::string("{\"status\": \"error\"}"));
    QVERIFY(seen.rows[seen.rows.size() - 2].data->find("after 7-4 ") != std::string::npos);
    publisher.end();  // late: nobody needs it twice
    publisher.skip(1);
    publisher.publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{4});
    QCOMPARE(seen.count(TailEvent::Kind::end), std::size_t{1});
  }

  void anEndThatRedisTellsIsNotToldAgain() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    feed.showRun(kThread, runNumber(14));
    QTRY_COMPARE(seen.caughtUp, 1);
    Publisher publisher(writer, runNumber(14));
    publisher.end();
    QTRY_COMPARE(seen.count(TailEvent::Kind::end), std::size_t{1});
    feed.tellEnd("success");
    publisher.skip(1);
    publisher.publish(1, 1);
    QTRY_COMPARE(seen.count(TailEvent::Kind::event), std::size_t{1});
    QCOMPARE(seen.count(TailEvent::Kind::end), std::size_t{1});
    QCOMPARE(seen.count(TailEvent::Kind::note), std::size_t{0});
  }

  void theWindowKeepsTicking() {
    test::RedisWriter writer(redis_->socketPath());
    TailFeed feed(target(), {});
    Seen seen(feed);
    const auto run = runNumber(5);
    feed.showRun(kThread, run);
    QTRY_COMPARE(seen.subscriptions, 1);
    Publisher publisher(writer, run, 100);
    publisher.publish(20000, 20);
    QTRY_COMPARE_WITH_TIMEOUT(seen.count(TailEvent::Kind::event), std::size_t{20000}, 20000);
    // 1000 envelopes came in few batches: the GUI thread is not called for each.
    QVERIFY2(seen.batches < 300, qPrintable(QString::number(seen.batches)));
    // Publishing held this thread up, so nearly all of them were waiting: they come in bites.
    QVERIFY2(seen.largest <= 2000, qPrintable(QString::number(seen.largest)));
  }
};

QTEST_GUILESS_MAIN(RedisTest)
#include "redis_test.moc"
