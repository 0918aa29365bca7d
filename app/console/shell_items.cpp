// SPDX-License-Identifier: Apache-2.0
#include "app/console/console.h"
#include "models/format/duration.h"
#include "models/values/value_text.h"

namespace heddle::console {

namespace {

shell::SourceState dotOf(const client::SourceState& state) {
  shell::SourceState dot;
  dot.detail = state.sentence;
  if (state.latency.count() >= 0) dot.latencyMs = static_cast<int>((state.latency.count() + 999) / 1000);
  switch (state.phase) {
    case client::SourcePhase::absent:
      dot.health = shell::SourceHealth::Absent;
      break;
    case client::SourcePhase::idle:
      dot.health = shell::SourceHealth::Unknown;
      break;
    case client::SourcePhase::connecting:
      dot.health = shell::SourceHealth::Connecting;
      break;
    case client::SourcePhase::ready:
      dot.health = shell::SourceHealth::Up;
      break;
    case client::SourcePhase::lost:
    case client::SourcePhase::failed:
      dot.health = shell::SourceHealth::Down;
      break;
  }
  return dot;
}

/// What is less than this is nobody's business.
constexpr std::chrono::seconds kWorthSaying{2};

QString clockText(std::chrono::microseconds ahead) {
  if (std::chrono::abs(ahead) <= kWorthSaying) return {};
  const QString apart = models::durationText(
      std::chrono::round<std::chrono::seconds>(std::chrono::abs(ahead)).count() * 1'000'000);
  return ahead.count() > 0 ? QStringLiteral("Database clock %1 ahead").arg(apart)
                           : QStringLiteral("Database clock %1 behind").arg(apart);
}

}  // namespace

shell::DeploymentItem deploymentItem(const client::DeploymentEntry& entry, const OpenDeployment* open) {
  shell::DeploymentItem item;
  item.slug = models::qtext(entry.shown.slug);
  item.name = models::qtext(entry.shown.name);
  item.environment = models::qtext(deployment::word(entry.shown.environment));
  item.locked = entry.shown.environment != deployment::Environment::local;
  if (open != nullptr && open->session() != nullptr) {
    item.locked = !open->session()->gate().isOpen();
    item.server = models::qtext(open->session()->badge());
  }
  return item;
}

shell::SourceStates sourceStates(const client::DeploymentSession& session) {
  return {dotOf(session.state(client::Source::postgres)), dotOf(session.state(client::Source::redis)),
          dotOf(session.state(client::Source::api)), clockText(session.clockAhead())};
}

}  // namespace heddle::console
