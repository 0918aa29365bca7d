// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_session.h"

#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_lane.h"

namespace heddle::client {
namespace {

constexpr std::chrono::seconds kListTimeout{2};
constexpr std::chrono::seconds kDetailTimeout{15};

/// Less than what makes an age on the screen another one.
constexpr std::chrono::milliseconds kClockNoise{200};

void registerTypes() {
  qRegisterMetaType<SourceState>();
  qRegisterMetaType<SourceError>();
  qRegisterMetaType<std::shared_ptr<std::any>>("std::shared_ptr<std::any>");
  qRegisterMetaType<std::optional<SourceError>>("std::optional<heddle::client::SourceError>");
  qRegisterMetaType<query::Capabilities>("heddle::query::Capabilities");
  qRegisterMetaType<std::chrono::microseconds>("std::chrono::microseconds");
}

}  // namespace

PgSession::PgSession(deployment::PostgresTarget target, QObject* parent)
    : QObject(parent), target_(std::move(target)) {
  registerTypes();
  state_.phase = SourcePhase::idle;
}

PgSession::~PgSession() = default;

PgLane& PgSession::lane(Lane which) {
  auto& place = which == Lane::lists ? lists_ : which == Lane::details ? details_ : analysis_;
  if (!place) {
    place = std::make_unique<PgLane>(target_, which == Lane::lists ? kListTimeout : kDetailTimeout);
    wire(*place);
  }
  return *place;
}

void PgSession::wire(PgLane& lane) {
  connect(&lane, &PgLane::reported, this, [this](const SourceState& state) {
    // One lane closing for idleness says nothing about the others.
    const bool otherOpen = (lists_ && lists_->isRunning()) || (details_ && details_->isRunning()) ||
                           (analysis_ && analysis_->isRunning());
    if (state.phase == SourcePhase::idle && otherOpen) return;
    state_ = state;
    Q_EMIT stateChanged(state_);
  });
  connect(&lane, &PgLane::capabilitiesRead, this, [this](const query::Capabilities& capabilities) {
    if (capabilities_ && *capabilities_ == capabilities) return;
    capabilities_ = capabilities;
    Q_EMIT capabilitiesRead();
  });
  connect(&lane, &PgLane::clockRead, this, [this](std::chrono::microseconds ahead) {
    if (std::chrono::abs(ahead - clockAhead_) < kClockNoise) return;
    clockAhead_ = ahead;
    Q_EMIT clockChanged();
  });
}

quint64 PgSession::run(Lane which, QObject* context, Work work, Done done) {
  const auto number = ++next_;
  lane(which).enqueue(number, context, std::move(work), std::move(done));
  return number;
}

void PgSession::cancel(quint64 number) {
  if (lists_ && lists_->cancel(number)) return;
  if (details_ && details_->cancel(number)) return;
  if (analysis_) analysis_->cancel(number);
}

void PgSession::connectNow() {
  run(
      Lane::lists, this,
      [](PgConnection& connection) -> std::any { return connection.rows("select 1::text").size(); },
      [](const std::any&, const SourceError*) {});
}

}  // namespace heddle::client
