// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_worker.h"

#include "backend/client/postgres/source_failure.h"

#include <QElapsedTimer>

namespace heddle::client {
namespace {

/// Clocks are set while a console is open.
constexpr std::chrono::minutes kClockHolds{1};

}  // namespace

PgWorker::PgWorker(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout,
                   std::shared_ptr<CancelHandle> cancel)
    : cancel_(std::move(cancel)), connection_(std::move(target), statementTimeout, *cancel_) {}

void PgWorker::answer(quint64 number, const PgSession::Work& work) {
  QElapsedTimer clock;
  clock.start();
  try {
    const auto value = std::make_shared<std::any>(read(number, work));
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
  if (connection_.isOpen() && std::chrono::steady_clock::now() - clockRead_ > kClockHolds) readClock();
}

std::any PgWorker::read(quint64 number, const PgSession::Work& work) {
  cancel_->begin(number);
  if (!connection_.isAlive()) {
    // That it died while idle is no news: a new one is made and the question asked there.
    connection_.close();
    openNow();
    cancel_->begin(number);
  }
  return ask(work);
}

/// What a database could answer when it was opened may not hold any more, in either direction.
std::any PgWorker::ask(const PgSession::Work& work) {
  try {
    return work(connection_);
  } catch (const SourceFailure& failure) {
    if (failure.error().kind != SourceError::Kind::unsupported) throw;
    if (!connection_.refreshCapabilities()) throw;
  }
  Q_EMIT capabilitiesRead(connection_.capabilities());
  return work(connection_);
}

void PgWorker::readClock() {
  clockRead_ = std::chrono::steady_clock::now();
  try {
    Q_EMIT clockRead(connection_.measureClock());
  } catch (const SourceFailure&) {
    // The answer stands; whatever is wrong shows at the next question.
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
  readClock();
}

}  // namespace heddle::client
