// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_worker.h"

#include "backend/client/postgres/source_failure.h"

#include <QElapsedTimer>

namespace heddle::client {

PgWorker::PgWorker(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout,
                   std::shared_ptr<CancelHandle> cancel)
    : cancel_(std::move(cancel)),
      connection_(std::move(target), *cancel_),
      statementTimeout_(statementTimeout) {}

void PgWorker::answer(quint64 number, const PgSession::Work& work) {
  QElapsedTimer clock;
  clock.start();
  try {
    const auto value = read(number, work);
    Q_EMIT reported({SourcePhase::ready, {}, std::chrono::microseconds(clock.nsecsElapsed() / 1000)});
    Q_EMIT answered(number, value, std::nullopt);
  } catch (const SourceFailure& failure) {
    const bool lost = failure.error().stale && !openFailed_;
    if (lost) Q_EMIT reported({SourcePhase::lost, failure.error().sentence, std::chrono::microseconds(-1)});
    Q_EMIT answered(number, {}, failure.error());
  } catch (const std::exception& mistake) {
    // Ids and texts that cannot be made SQL (sql_text.h) end here.
    const SourceError error{SourceError::Kind::invalid, QString::fromUtf8(mistake.what()), false};
    Q_EMIT answered(number, {}, error);
  }
  cancel_->end();
}

std::any PgWorker::read(quint64 number, const PgSession::Work& work) {
  const bool reused = connection_.isOpen();
  cancel_->begin(number);
  if (!reused) openNow();
  cancel_->begin(number);
  try {
    connection_.begin(statementTimeout_);
  } catch (const SourceFailure& failure) {
    // A connection that died while idle is no news: a new one is made and the question asked there.
    if (!reused || failure.error().kind != SourceError::Kind::unreachable) throw;
    openNow();
    cancel_->begin(number);
    connection_.begin(statementTimeout_);
  }
  return readInTransaction(work);
}

std::any PgWorker::readInTransaction(const PgSession::Work& work) {
  try {
    auto value = work(connection_);
    connection_.commit();
    return value;
  } catch (...) {
    connection_.rollback();
    throw;
  }
}

void PgWorker::openNow() {
  Q_EMIT reported({SourcePhase::connecting, {}, std::chrono::microseconds(-1)});
  openFailed_ = false;
  try {
    connection_.open();
  } catch (const SourceFailure& failure) {
    openFailed_ = true;
    connection_.close();
    Q_EMIT reported({SourcePhase::failed, failure.error().sentence, std::chrono::microseconds(-1)});
    throw;
  }
  Q_EMIT capabilitiesRead(connection_.capabilities());
}

}  // namespace heddle::client
