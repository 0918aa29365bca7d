// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "tests/integration/storage/queue_model.h"

#include "tests/integration/storage/storage_fixture.h"

#include <random>
#endif

#include <QtTest>

using namespace heddle;

namespace {

const char* const kState = R"(
select coalesce(string_agg(substr(t.thread_id::text, 1, 8) || ' ' || t.status ||
    case when s.thread_id is null then '' else
      case when s.kind = 'edit' then ' edit' else ' ' || substr(s.run_id::text, 25) || ' ' || s.attempt end ||
      case when s.leased then ' leased ' else ' ready ' end || coalesce(s.cancel, '') || s.behind ||
      case when s.leased and s.kind <> 'edit' then ' range ' || (s.seq_base >> 28) else '' end end ||
    coalesce((select string_agg(' ' || substr(w.run_id::text, 25), '' order by w.due_at, w.seq)
                from heddle_run_wait w where w.thread_id = t.thread_id), '') || chr(10),
    '' order by t.thread_id::text collate "C"), '')
  from thread t left join heddle_run_slot s on s.thread_id = t.thread_id)";

const char* const kRuns = R"(
select coalesce(string_agg(substr(r.run_id::text, 25) || ' ' || r.status ||
    case when h.ended_at is not null and h.seq_base is not null then ' range ' || (h.seq_base >> 28) else '' end || chr(10),
    '' order by r.run_id::text collate "C"), '')
  from heddle_run_status r left join heddle_run h on h.run_id = r.run_id)";

/// One random client of the queue that keeps the model in step.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    f_.sql("update heddle_replica set lease_until = now() + interval '1 hour'");
    for (int i = 0; i < 4; ++i)
      threads_.push_back(f_.newThread());
    for (const auto& thread : threads_)
      model_.threads[thread.text()];
  }

  void step() {
    const int dice = pick(100);
    if (dice < 35) return enqueue();
    if (dice < 55) return claim();
    if (dice < 72) return finish();
    if (dice < 78) return handBack();
    if (dice < 90) return cancel();
    edit();
  }

  /// Empty while database and model agree.
  std::string difference() {
    const std::string real = f_.sql(kState) + f_.sql(kRuns), expected = model_.text();
    const QStringList left = QString::fromStdString(real).split(u'\n'),
                      right = QString::fromStdString(expected).split(u'\n');
    QString out;
    for (const QString& line : left)
      out += right.contains(line) ? QString() : u"database: "_qs + line + u'\n';
    for (const QString& line : right)
      out += left.contains(line) ? QString() : u"model: "_qs + line + u'\n';
    return out.toStdString();
  }
  std::string last;   // what the last step was
  std::string wrong;  // an answer that the model did not expect

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  core::ThreadId anyThread() { return threads_[static_cast<std::size_t>(pick(4))]; }
  void expect(bool good, const char* what) {
    if (!good && wrong.empty()) wrong = what;
  }

  void enqueue() {
    last = "enqueue";
    auto request = f_.request(anyThread());
    request.runId = core::RunId{core::Uuid::timeOrdered()};
    const int dice = pick(10);
    request.strategy = dice < 6   ? core::MultitaskStrategy::enqueue
                       : dice < 8 ? core::MultitaskStrategy::interrupt
                                  : core::MultitaskStrategy::rollback;
    const auto& slot = model_.threads[request.threadId.text()].slot;
    // `reject` waits two seconds for an edit: not here.
    if (pick(8) == 0 && !(slot && slot->edit)) request.strategy = core::MultitaskStrategy::reject;
    if (pick(3) == 0) request.eagerOwner = f_.replica;
    ids_.push_back({request.threadId, request.runId});
    const bool taken = model_.enqueue(request.threadId.text(), request.runId.text(), request.strategy);
    const auto answer = f_.run(f_.queue->enqueue(request));
    expect(answer.has_value() == taken, "enqueue");
    if (answer && answer->claimed) lease(*answer->claimed);
  }

  void lease(const core::ClaimedRun& run) {
    const auto& slot = model_.threads[run.slot.threadId.text()].slot;
    expect(slot && !slot->leased && slot->run == run.slot.runId->text(), "claim of the wrong run");
    model_.claimed(run.slot.threadId.text());
    expect(run.attempt == slot->attempt, "attempt");
    live_.push_back(run.slot);
  }

  void claim() {
    last = "claim";
    const std::size_t limit = std::size_t(1) << pick(3);
    std::size_t ready = 0;
    for (const auto& [id, thread] : model_.threads)
      ready += thread.slot && !thread.slot->leased ? 1u : 0u;
    const auto claimed = f_.claim(int(limit));
    expect(claimed.size() == std::min(limit, ready), "number of claimed runs");
    for (const auto& run : claimed)
      lease(run);
  }

  std::optional<core::SlotRef> takeLive() {
    if (live_.empty()) return std::nullopt;
    const std::size_t at = static_cast<std::size_t>(pick(int(live_.size())));
    const core::SlotRef slot = live_[at];
    live_.erase(live_.begin() + std::ptrdiff_t(at));
    stale_ = slot;
    return slot;
  }

  void finish() {
    last = "finish";
    if (stale_ && pick(4) == 0) {
      const auto answer = f_.finish(f_.finishOf(*stale_));
      expect(answer.outcome == core::FinishOutcome::fenced, "stale finish");
      return;
    }
    const auto slot = takeLive();
    if (!slot) return;
    auto end = f_.finishOf(*slot, pick(3) == 0 ? core::RunStatus::error : core::RunStatus::success);
    end.rollback = pick(6) == 0;
    model_.finish(slot->threadId.text(), std::string(core::word(end.status)), end.rollback);
    expect(f_.finish(end).outcome == core::FinishOutcome::committed, "finish");
  }

  void handBack() {
    last = "handBack";
    const auto slot = takeLive();
    if (!slot) return;
    const bool spend = pick(2) == 0;
    model_.handBack(slot->threadId.text(), spend);
    expect(f_.run(f_.queue->handBack(*slot, spend ? core::HandBack::lost : core::HandBack::handedOff)),
           "hand back");
    f_.sql(
        "update heddle_run_slot set due_at = now() where not leased and due_at > now()");  // no pauses here
  }

  void cancel() {
    last = "cancel";
    if (ids_.empty()) return;
    const std::size_t recent = std::min<std::size_t>(ids_.size(), 12);
    const auto [thread, run] = ids_[ids_.size() - 1 - static_cast<std::size_t>(pick(int(recent)))];
    last += " " + run.text();
    const auto action = pick(2) == 0 ? core::CancelAction::interrupt : core::CancelAction::rollback;
    const auto expected = model_.cancel(thread.text(), run.text(), action == core::CancelAction::rollback);
    expect(f_.run(f_.queue->cancel(thread, run, action)).outcome == expected, "cancel");
  }

  void edit() {
    last = "edit";
    if (edit_) {
      model_.releaseEdit(edit_->threadId.text());
      f_.run(f_.queue->releaseEditSlot(*edit_));
      edit_.reset();
      return;
    }
    const auto thread = anyThread();
    const auto slot = f_.run(f_.queue->takeEditSlot(thread, f_.replica, true));
    expect(slot.has_value() == model_.takeEdit(thread.text()), "take edit slot");
    if (slot) edit_ = *slot;
  }

  test::StorageFixture f_;
  test::QueueModel model_;
  std::mt19937 random_;
  std::vector<core::ThreadId> threads_;
  std::vector<std::pair<core::ThreadId, core::RunId>> ids_;
  std::vector<core::SlotRef> live_;
  std::optional<core::SlotRef> stale_, edit_;
};

}  // namespace

/// Random walks through the queue beside a model in memory.
class QueueModelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void databaseAndModelAgree_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed)
      QTest::newRow(qPrintable(QString::number(seed))) << seed;
    QTest::newRow("new") << unsigned(std::random_device{}());
  }
  void databaseAndModelAgree() {
    QFETCH(unsigned, seed);
    qInfo("seed %u", seed);
    Walk walk(seed);
    for (int step = 1; step <= 600; ++step) {
      walk.step();
      QVERIFY2(walk.wrong.empty(),
               qPrintable(QString::number(step) + ": " + QString::fromStdString(walk.wrong)));
      if (step % 8 != 0) continue;
      const std::string difference = walk.difference();
      QVERIFY2(difference.empty(), qPrintable(QString::number(step) + " " +
                                              QString::fromStdString(walk.last + "\n" + difference)));
    }
  }
};

QTEST_GUILESS_MAIN(QueueModelTest)
#include "queue_model_test.moc"
