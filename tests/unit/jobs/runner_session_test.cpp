// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_session.h"

#include "backend/wire/frame_bodies.h"
#include "backend/wire/json_fields.h"
#include "tests/support/run_task.h"

#include <sys/socket.h>

#include <QtTest>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

using namespace heddle;
using namespace heddle::jobs;
using namespace std::chrono_literals;
using wire::FrameKind;

namespace {

/// Keeps what it was asked; each put completes when the test lets it.
class HeldCheckpoints : public core::Checkpoints {
 public:
  explicit HeldCheckpoints(boost::asio::any_io_executor executor) : released(std::move(executor)) {}

  core::Task<core::PutOutcome> put(core::CheckpointPut what) override {
    log.push_back("put " + what.id + " fence " + std::to_string(what.slot.fence));
    while (hold)
      co_await released.wait();
    if (broken) throw std::runtime_error("the database is away");
    log.push_back("stored " + what.id);
    co_return outcome;
  }
  core::Task<core::PutOutcome> putWrites(core::WritesPut) override { co_return outcome; }
  core::Task<std::optional<core::CheckpointTuple>> get(std::string thread, std::string,
                                                       std::optional<std::string>) override {
    log.push_back("get");
    core::CheckpointTuple tuple;
    tuple.thread = thread;
    tuple.checkpoint.text = tuple.metadata.text = "{}";
    co_return tuple;
  }
  core::Task<std::vector<core::CheckpointTuple>> list(core::CheckpointListQuery) override {
    co_return std::vector<core::CheckpointTuple>{};
  }
  core::Task<core::JsonText> deltaHistory(core::DeltaHistoryQuery, std::vector<std::string>&) override {
    co_return core::JsonText{"[]"};
  }
  core::Task<std::vector<std::string>> threadsOfRuns(std::vector<std::string> runIds) override {
    co_return runIds;  // each has a thread of its name
  }
  core::Task<core::PutOutcome> deleteForRuns(std::vector<std::string>, std::vector<std::string> threads,
                                             std::vector<core::SlotRef> slots) override {
    return prune(std::move(threads), "delete_for_runs", std::move(slots));
  }
  core::Task<core::PutOutcome> copyThread(std::string, std::string, std::vector<core::SlotRef>) override {
    co_return outcome;
  }
  core::Task<core::PutOutcome> prune(std::vector<std::string> threads, std::string strategy,
                                     std::vector<core::SlotRef> slots) override {
    std::string line = strategy;
    for (std::size_t i = 0; i < threads.size(); ++i)
      line += " " + threads[i] + " fence " + std::to_string(slots.at(i).fence);
    log.push_back(line);
    co_return outcome;
  }

  std::vector<std::string> log;
  async::Notifier released;
  core::PutOutcome outcome = core::PutOutcome::committed;
  bool hold = false, broken = false;
};

class EchoItems : public core::Items {
 public:
  core::Task<core::Result<core::JsonText>> batch(core::JsonText ops) override { co_return ops; }
  core::Task<std::int64_t> sweepExpired(int) override { co_return 0; }
};

/// Edit slots only.
class SlotQueue : public core::Queue {
 public:
  core::Task<core::Joined> join(core::JsonText) override { co_return core::Joined{}; }
  core::Task<core::Heartbeat> heartbeat(core::ReplicaId) override { co_return core::Heartbeat{}; }
  core::Task<void> leave(core::ReplicaId) override { co_return; }
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
  core::Task<bool> handBack(core::SlotRef, core::HandBack) override { co_return true; }
  core::Task<core::CancelAnswer> cancel(core::ThreadId, core::RunId, core::CancelAction) override {
    co_return core::CancelAnswer{};
  }
  core::Task<core::SweepReport> sweep() override { co_return core::SweepReport{}; }
  core::Task<core::QueueDepth> depth() override { co_return core::QueueDepth{}; }
  core::Task<core::Result<core::SlotRef>> takeEditSlot(core::ThreadId thread, core::ReplicaId,
                                                       bool) override {
    if (busy) co_return core::Error{core::ErrorCode::conflict, "Thread is busy"};
    ++open;
    co_return core::SlotRef{thread, std::nullopt, 77};
  }
  core::Task<bool> releaseEditSlot(core::SlotRef) override {
    --open;
    co_return true;
  }
  int open = 0;
  bool busy = false;
};

class RecordingChannel : public SessionChannel {
 public:
  void onMessage(wire::Message message) override { messages.push_back(std::move(message)); }
  void onFenced() override { ++fenced; }
  void onStorageLost() override { ++storageLost; }
  void onLost() override { ++lost; }
  std::optional<core::SlotRef> slot() const override { return place; }

  std::optional<core::SlotRef> place;
  std::vector<wire::Message> messages;
  int fenced = 0, storageLost = 0, lost = 0;
};

const core::ThreadId kThread = *core::ThreadId::parse("0193a5a0-0000-7000-8000-0000000000aa");

std::string putBody(int seq, const std::string& id) {
  return wire::packBody("{\"seq\":" + std::to_string(seq) + ",\"thread_id\":\"" + kThread.text() +
                            "\",\"ns\":\"\",\"id\":\"" + id +
                            "\",\"checkpoint\":{},\"metadata\":{},\"blobs\":[]}",
                        "");
}

std::string getBody(int seq) {
  return "{\"seq\":" + std::to_string(seq) + ",\"thread_id\":\"" + kThread.text() +
         "\",\"ns\":\"\",\"id\":null}";
}

}  // namespace

/// The server's half of the socket against a peer that writes and reads frames here.
class RunnerSessionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    io_ = std::make_unique<boost::asio::io_context>();
    checkpoints_ = std::make_unique<HeldCheckpoints>(io_->get_executor());
    queue_ = std::make_unique<SlotQueue>();
    woken_ = 0;
    closed_.clear();
    saver_ = std::make_unique<SaverService>(
        SaverPorts{*checkpoints_, items_, *queue_, [] { return core::ReplicaId{1}; }, [this] { ++woken_; }});
    int ends[2];
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    peer_ = std::make_unique<boost::asio::local::stream_protocol::socket>(
        *io_, boost::asio::local::stream_protocol(), ends[1]);
    RunnerSession::Events events;
    events.onHello = events.onGraphs =
        events.onLog = [this](std::string body) { control_.push_back(std::move(body)); };
    events.onPulse = [this](RunnerPulse pulse) { pulses_.push_back(pulse); };
    events.onClosed = [this](std::string reason) { closed_ = std::move(reason); };
    session_ = std::make_unique<RunnerSession>(io_->get_executor(), ends[0], *saver_, std::move(events));
    session_->start();
    received_.clear();
    decoder_ = {};
    control_.clear();
    pulses_.clear();
  }

  void cleanup() {
    test::runTask(*io_, session_->stop());
    session_.reset();
    peer_.reset();
    saver_.reset();
    checkpoints_.reset();
    io_.reset();
  }

  void runFramesGoOutAndEventsComeIn() {
    RecordingChannel run;
    const auto channel = session_->open(run, FrameKind::run, "{\"run_id\":1}");
    const auto* sent = await(FrameKind::run);
    QVERIFY(sent != nullptr);
    QCOMPARE(sent->channel, channel);
    say(FrameKind::started, channel, "{}");
    say(FrameKind::event, channel, wire::packEvent("values", "", "{}"));
    QVERIFY(turnUntil([&] { return run.messages.size() == 2; }));
    QVERIFY(run.messages[1].kind == FrameKind::event);
    session_->close(channel);
    say(FrameKind::end, channel, "{}");
    say(FrameKind::log, 0, "{}");
    QVERIFY(turnUntil([&] { return control_.size() == 1; }));
    QCOMPARE(run.messages.size(), std::size_t{2});
  }

  void creditGoesBack() {
    RecordingChannel run;
    const auto channel = session_->open(run, FrameKind::run, "{}");
    session_->credit(channel, 100);
    session_->credit(channel, 50);
    const auto* small = await(FrameKind::credit);
    QVERIFY(small != nullptr);
    QCOMPARE(small->body, std::string("{\"bytes\":150}"));
    received_.clear();
    session_->credit(channel, 70000);
    const auto* large = await(FrameKind::credit);
    QVERIFY(large != nullptr);
    QCOMPARE(large->body, std::string("{\"bytes\":70000}"));
    session_->close(channel);
  }

  void putsOverlapAndAGetWaitsForThem() {
    RecordingChannel run;
    run.place = core::SlotRef{kThread, core::RunId{core::Uuid::random()}, 5};
    const auto channel = session_->open(run, FrameKind::run, "{}");
    checkpoints_->hold = true;
    say(FrameKind::ckptPut, channel, putBody(1, "a"));
    say(FrameKind::ckptPut, channel, putBody(2, "b"));
    say(FrameKind::ckptGet, channel, getBody(3));
    QVERIFY(turnUntil([&] { return checkpoints_->log.size() == 2; }));
    QCOMPARE(checkpoints_->log, (std::vector<std::string>{"put a fence 5", "put b fence 5"}));
    checkpoints_->hold = false;
    checkpoints_->released.notifyAll();
    QVERIFY(await(FrameKind::ckptData) != nullptr);
    QCOMPARE(checkpoints_->log.back(), std::string("get"));
    test::runTask(*io_, session_->settled(channel));
    session_->close(channel);
  }

  /// Its own thread under its own fence, another one under an edit slot, and none that is busy.
  void movesOfWholeThreadsAreFencedToo() {
    RecordingChannel run;
    run.place = core::SlotRef{kThread, core::RunId{core::Uuid::random()}, 5};
    const auto channel = session_->open(run, FrameKind::run, "{}");
    const std::string own = kThread.text(), other = "someone-else";
    const auto prune = [&](int seq, const std::string& list) {
      say(FrameKind::saverOp, channel,
          "{\"seq\":" + std::to_string(seq) + R"(,"op":"prune","strategy":"keep_latest","thread_ids":[)" +
              list + "]}");
    };
    prune(1, "\"" + own + "\",\"" + other + "\"");
    QVERIFY(await(FrameKind::ack) != nullptr);
    QCOMPARE(checkpoints_->log.back(), "keep_latest " + own + " fence 5 " + other + " fence 77");
    QCOMPARE(queue_->open, 0);
    checkpoints_->log.clear();
    queue_->busy = true;
    prune(2, "\"" + own + "\",\"" + other + "\"");
    const auto* busy = await(FrameKind::fenced);
    QCOMPARE(std::string(wire::fieldText(busy->body, "reason")), std::string("\"busy\""));
    QVERIFY(checkpoints_->log.empty());
    QCOMPARE(run.fenced, 0);
    checkpoints_->outcome = core::PutOutcome::fenced;
    prune(3, "\"" + own + "\"");
    QVERIFY(turnUntil([&] { return run.fenced == 1; }));
    session_->close(channel);
  }

  void aLostFenceIsToldOnBothSides() {
    RecordingChannel run;
    run.place = core::SlotRef{kThread, core::RunId{core::Uuid::random()}, 5};
    const auto channel = session_->open(run, FrameKind::run, "{}");
    checkpoints_->outcome = core::PutOutcome::outOfOrder;
    say(FrameKind::ckptPut, channel, putBody(1, "a"));
    const auto* late = await(FrameKind::fenced);
    QCOMPARE(std::string(wire::fieldText(late->body, "reason")), std::string("\"out_of_order\""));
    QCOMPARE(run.fenced, 0);
    received_.clear();
    checkpoints_->outcome = core::PutOutcome::fenced;
    say(FrameKind::ckptPut, channel, putBody(2, "b"));
    const auto* fenced = await(FrameKind::fenced);
    QCOMPARE(std::string(wire::fieldText(fenced->body, "reason")), std::string("\"fenced\""));
    QCOMPARE(std::string(wire::fieldText(fenced->body, "seq")), std::string("2"));
    QVERIFY(turnUntil([&] { return run.fenced == 1; }));
    session_->close(channel);
    received_.clear();
    say(FrameKind::ckptPut, channel, putBody(3, "c"));
    QVERIFY2(await(FrameKind::fenced) != nullptr, "a closed channel may not write");
    QCOMPARE(checkpoints_->log.back(), std::string("stored b"));
  }

  void aBrokenDatabaseStopsTheRun() {
    RecordingChannel run;
    run.place = core::SlotRef{kThread, core::RunId{core::Uuid::random()}, 5};
    const auto channel = session_->open(run, FrameKind::run, "{}");
    checkpoints_->broken = true;
    say(FrameKind::ckptPut, channel, putBody(9, "a"));
    const auto* answer = await(FrameKind::fenced);
    QVERIFY(answer != nullptr);
    QCOMPARE(std::string(wire::fieldText(answer->body, "seq")), std::string("9"));
    QVERIFY(turnUntil([&] { return run.storageLost == 1; }));
    session_->close(channel);
  }

  void channelZeroTakesTheEditSlotForEachPut() {
    say(FrameKind::ckptPut, 0, putBody(1, "a"));
    say(FrameKind::ckptPut, 0, putBody(2, "b"));
    QVERIFY(turnUntil([&] { return count(FrameKind::ack) == 2; }));
    QCOMPARE(queue_->open, 0);
    QCOMPARE(woken_, 2);
    QCOMPARE(checkpoints_->log.front(), std::string("put a fence 77"));
    queue_->busy = true;
    say(FrameKind::ckptPut, 0, putBody(3, "c"));
    const auto* busy = await(FrameKind::fenced);
    QCOMPARE(std::string(wire::fieldText(busy->body, "reason")), std::string("\"busy\""));
  }

  void aCallWithoutSlotMayNotWrite() {
    RecordingChannel call;
    const auto channel = session_->open(call, FrameKind::call, "{}");
    say(FrameKind::ckptPut, channel, putBody(1, "a"));
    const auto* busy = await(FrameKind::fenced);
    QCOMPARE(std::string(wire::fieldText(busy->body, "reason")), std::string("\"busy\""));
    QVERIFY(checkpoints_->log.empty());
    say(FrameKind::store, channel, "{\"seq\":2,\"ops\":[1,2]}");
    const auto* ack = await(FrameKind::ack);
    QCOMPARE(ack->body, std::string("{\"seq\":2,\"result\":[1,2]}"));
    session_->close(channel);
  }

  void pingsAreAnswered() {
    const auto* ping = await(FrameKind::ping);
    QVERIFY(ping != nullptr);
    QVERIFY(session_->unansweredFor() >= 0s);
    say(FrameKind::pong, 0, "{\"seq\":1,\"loop_lag_ms\":2.5,\"rss_bytes\":1000,\"active\":3}");
    QVERIFY(turnUntil([&] { return !pulses_.empty(); }));
    QCOMPARE(pulses_.front().loopLagMilliseconds, 2.5);
    QCOMPARE(pulses_.front().rssBytes, std::int64_t{1000});
    QVERIFY(session_->unansweredFor() == 0s);
  }

  void pingsMayHaveASocketOfTheirOwn() {
    int ends[2], pulse[2];
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pulse), 0);
    RunnerSession::Events events;
    events.onPulse = [this](RunnerPulse told) { pulses_.push_back(told); };
    events.onClosed = [this](std::string reason) { closed_ = std::move(reason); };
    RunnerSession other(io_->get_executor(), ends[0], *saver_, std::move(events));
    other.pingOn(pulse[0]);
    other.start();
    char bytes[256];
    ssize_t got = -1;
    QVERIFY(turnUntil([&] { return got > 0 || (got = ::read(pulse[1], bytes, sizeof bytes)) > 0; }));
    std::vector<wire::Message> heard;
    wire::FrameDecoder decoder;
    QVERIFY(decoder.feed(std::string_view(bytes, static_cast<std::size_t>(got)), heard).has_value());
    QVERIFY(heard.at(0).kind == FrameKind::ping);
    QCOMPARE(::read(ends[1], bytes, sizeof bytes), ssize_t{-1});
    QVERIFY(other.unansweredFor() > 0s);
    std::string pong;
    wire::appendMessage(pong, FrameKind::pong, 0, "{\"seq\":1,\"loop_lag_ms\":7.5}");
    QCOMPARE(::write(pulse[1], pong.data(), pong.size()), static_cast<ssize_t>(pong.size()));
    QVERIFY(turnUntil([&] { return !pulses_.empty(); }));
    QCOMPARE(pulses_.front().loopLagMilliseconds, 7.5);
    QVERIFY(other.unansweredFor() == 0s);
    ::close(pulse[1]);
    QVERIFY(turnUntil([&] { return !closed_.empty(); }));
    test::runTask(*io_, other.stop());
    ::close(ends[1]);
  }

  void garbageEndsTheSession() {
    RecordingChannel run;
    session_->open(run, FrameKind::run, "{}");
    const std::string garbage = "this is no frame at all";
    boost::asio::write(*peer_, boost::asio::buffer(garbage));
    QVERIFY(turnUntil([&] { return !closed_.empty(); }));
    QVERIFY(!session_->isOpen());
    QCOMPARE(run.lost, 0);  // a socket that ends is not a death
    session_->processExited();
    QCOMPARE(run.lost, 1);
  }

 private:
  void say(FrameKind kind, std::uint32_t channel, const std::string& body) {
    std::string bytes;
    wire::appendMessage(bytes, kind, channel, body);
    boost::asio::write(*peer_, boost::asio::buffer(bytes));
  }

  bool turnUntil(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      io_->restart();
      io_->run_one_for(5ms);
      receive();
    }
    return done();
  }

  void receive() {
    char bytes[65536];
    boost::system::error_code error;
    peer_->non_blocking(true, error);
    const auto got = peer_->read_some(boost::asio::buffer(bytes), error);
    if (!error) QVERIFY(decoder_.feed(std::string_view(bytes, got), received_).has_value());
  }

  int count(FrameKind kind) const {
    return static_cast<int>(std::count_if(received_.begin(), received_.end(),
                                          [kind](const auto& one) { return one.kind == kind; }));
  }

  const wire::Message* await(FrameKind kind) {
    turnUntil([&] { return count(kind) > 0; });
    for (const auto& one : received_)
      if (one.kind == kind) return &one;
    return nullptr;
  }

  std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<HeldCheckpoints> checkpoints_;
  EchoItems items_;
  std::unique_ptr<SlotQueue> queue_;
  std::unique_ptr<SaverService> saver_;
  std::unique_ptr<boost::asio::local::stream_protocol::socket> peer_;
  std::unique_ptr<RunnerSession> session_;
  wire::FrameDecoder decoder_;
  std::vector<wire::Message> received_;
  std::vector<std::string> control_;
  std::vector<RunnerPulse> pulses_;
  std::string closed_;
  int woken_ = 0;
};

QTEST_APPLESS_MAIN(RunnerSessionTest)
#include "runner_session_test.moc"
