// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/pg_outbox.h"
#include "tests/integration/storage/storage_fixture.h"
#endif

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;

namespace {

/// A call that waits, and two replicas that may make it.
struct OutboxFixture : test::StorageFixture {
  OutboxFixture() : outbox(*database) {
    sql("insert into heddle_outbox (run_id, kind, body) values (gen_random_uuid(), 'webhook', "
        "'{\"kwargs\": {\"webhook\": \"https://loom.example/\"}}')");
    other = run(queue->join(core::JsonText{"{}"})).replica;
  }
  std::string row() const {
    return sql(
        "select coalesce(owner::text, '-') || ' ' || tries || ' ' || (due_at = 'infinity') from "
        "heddle_outbox");
  }

  storage::PgOutbox outbox;
  core::ReplicaId other = 0;
};

}  // namespace

class OutboxTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Whoever was away for longer than its lease finds the call in other hands.
  void onlyTheOwnerSettlesACall() {
    OutboxFixture f;
    const auto first = f.run(f.outbox.take(f.replica, 10));
    QCOMPARE(first.size(), std::size_t(1));
    QCOMPARE(f.run(f.outbox.take(f.other, 10)).size(), std::size_t(0));
    f.expireLease(f.replica);
    const auto second = f.run(f.outbox.take(f.other, 10));
    QCOMPARE(second.size(), std::size_t(1));
    const std::string held = std::to_string(f.other) + " 2 false";
    f.run(f.outbox.done(first.front()));
    f.run(f.outbox.retry(first.front(), 0ms, false));
    f.run(f.outbox.park(first.front(), "late"));
    QCOMPARE(f.row(), held);
    f.run(f.outbox.retry(second.front(), 0ms, false));
    QCOMPARE(f.row(), std::string("- 1 false"));
    const auto third = f.run(f.outbox.take(f.other, 10));
    f.run(f.outbox.done(third.front()));
    QCOMPARE(f.sql("select count(*) from heddle_outbox"), std::string("0"));
  }

  void givenUpCallsAreForgottenAfterAWeek() {
    OutboxFixture f;
    const auto call = f.run(f.outbox.take(f.replica, 10)).front();
    f.run(f.outbox.park(call, "status 404"));
    QCOMPARE(f.sql("select body ->> 'parked' from heddle_outbox"), std::string("status 404"));
    QCOMPARE(f.run(f.outbox.sweepParked(10)), std::int64_t(0));
    f.sql(
        "update heddle_outbox set body = body || jsonb_build_object('parked_at', now() - interval '8 days')");
    QCOMPARE(f.run(f.outbox.sweepParked(10)), std::int64_t(1));
    QCOMPARE(f.run(f.outbox.sweepParked(10)), std::int64_t(0));
  }

  /// Given up by an earlier version, which did not note when: as old as the end of their run.
  void olderOnesGoByTheirRunsEnd() {
    OutboxFixture f;
    f.sql("update heddle_outbox set due_at = 'infinity', body = body || '{\"parked\": \"x\"}'");
    QCOMPARE(f.run(f.outbox.sweepParked(10)), std::int64_t(0));
    f.sql("update heddle_outbox set body = body || '{\"run_ended_at\": \"2020-01-01T00:00:00+00:00\"}'");
    QCOMPARE(f.run(f.outbox.sweepParked(10)), std::int64_t(1));
  }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "outbox_test.moc"
