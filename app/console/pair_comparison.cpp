// SPDX-License-Identifier: Apache-2.0
#include "app/console/pair_comparison.h"

#include "backend/client/deployment_session.h"
#include "models/format/ids.h"
#include "models/values/value_text.h"

namespace heddle::console {

PairComparison::PairComparison(const client::DeploymentSession& session, client::Source source,
                               QObject* parent)
    : QObject(parent),
      session_(session),
      states_(session.makeThreadDetails(source), session.makeThreadDetails(source)),
      finder_(session, source) {
  connect(&states_, &StateComparison::compared, this,
          [this](const std::shared_ptr<const checkpoint::Diff>& diff) {
            Q_EMIT compared(diff, a_.place, b_.place);
          });
  connect(&states_, &StateComparison::failed, this, &PairComparison::failed);
  connect(&states_, &StateComparison::missing, this,
          [this](StateSide side) { seek(side == StateSide::a ? a_ : b_); });
}

void PairComparison::compare(const StatePlace& a, const StatePlace& b, bool revealed) {
  finder_.drop();
  a_ = {a};
  b_ = {b};
  revealed_ = revealed;
  ask();
}

void PairComparison::drop() {
  finder_.drop();
  states_.drop();
}

void PairComparison::ask() {
  states_.compare(a_.place, b_.place, session_.aesKey(), revealed_);
}

void PairComparison::seek(Side& side) {
  const auto giveUp = [this, &side](const QString& failure = {}) {
    const QString id = models::shortId(models::qtext(side.place.checkpointId));
    Q_EMIT failed(failure.isEmpty()
                      ? QStringLiteral("There is no checkpoint %1 in this thread, nor in another one of this "
                                       "deployment.")
                            .arg(id)
                      : QStringLiteral("There is no checkpoint %1 in this thread; the others could not be "
                                       "searched to the end: %2")
                            .arg(id, failure));
  };
  if (side.sought) return giveUp();
  side.sought = true;
  finder_.find(side.place.checkpointId,
               [this, &side, giveUp](const std::optional<StatePlace>& place, const QString& failure) {
                 if (!place) return giveUp(failure);
                 side.place = *place;
                 ask();
               });
}

}  // namespace heddle::console
