// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/action_run.h"
#include "backend/client/actions/target_reader.h"

#include <algorithm>

namespace heddle::client {

using Outcome = ItemResult::Outcome;

ActionRehearsal::ActionRehearsal(ApiSession& api, ActionPlan plan, QObject* parent)
    : QObject(parent), api_(api), plan_(std::move(plan)) {
  for (const auto& target : plan_.request.targets)
    items_.push_back({target.text(), Outcome::waiting, {}});
}

void ActionRehearsal::start() {
  lookAt(0);
}

void ActionRehearsal::lookAt(std::size_t index) {
  if (index >= items_.size()) {
    Q_EMIT finished();
    return;
  }
  const auto& request = plan_.request;
  readTarget(
      api_, request.verb, request.targets[index], this,
      [this, index, &request](const TargetState& state, const SourceError* error) {
        auto& item = items_[index];
        const auto now = stateText(request.verb, state);
        const bool left = error == nullptr && hasEffectLeft(request, state);
        item.outcome = error != nullptr ? Outcome::failed : left ? Outcome::done : Outcome::changedMeanwhile;
        item.sentence = error != nullptr ? error->sentence
                        : left           ? QStringLiteral("%1: would change").arg(now)
                                         : QStringLiteral("%1: nothing left to do").arg(now);
        Q_EMIT itemChanged(static_cast<int>(index));
        lookAt(index + 1);
      });
}

QString ActionRehearsal::report() const {
  const auto count = [this](Outcome outcome) {
    return std::count_if(items_.begin(), items_.end(),
                         [outcome](const ItemResult& item) { return item.outcome == outcome; });
  };
  auto text =
      QStringLiteral("Nothing was sent. %1 of %2 would change").arg(count(Outcome::done)).arg(items_.size());
  if (const auto idle = count(Outcome::changedMeanwhile); idle > 0)
    text += QStringLiteral(", %1 have nothing left to do").arg(idle);
  if (const auto failed = count(Outcome::failed); failed > 0)
    text += QStringLiteral(", %1 could not be read").arg(failed);
  return text + QLatin1Char('.');
}

}  // namespace heddle::client
