// SPDX-License-Identifier: Apache-2.0
#include "app/console/navigation_counts.h"

#include "models/format/numbers.h"

#include <algorithm>
#include <array>

namespace heddle::console {
namespace {

/// How often a deployment is asked whose lists are too long to be counted at every refresh.
constexpr qint64 kSeldomMs = 15'000;

struct Counted {
  query::Part part;
  const char* kind;
};
constexpr std::array kCounted{Counted{query::Part::runs, "runs"}, Counted{query::Part::threads, "threads"},
                              Counted{query::Part::assistants, "assistants"},
                              Counted{query::Part::crons, "crons"}, Counted{query::Part::store, "store"}};

QString textOf(const std::vector<client::ListSize>& sizes, query::Part part) {
  for (const auto& size : sizes) {
    if (size.part == part) return size.exact ? models::countText(size.rows) : models::estimateText(size.rows);
  }
  return {};
}

}  // namespace

NavigationCounts::NavigationCounts(OpenDeployments& deployments, const WindowTime& time, QObject* parent)
    : QObject(parent), deployments_(deployments) {
  connect(&time, &WindowTime::refreshDue, this, [this] {
    if (sizes_ && (allExact_ || sinceAsked_.hasExpired(kSeldomMs))) ask();
  });
}

void NavigationCounts::setDeployment(const QString& slug) {
  if (deployment_ != nullptr) deployment_->disconnect(this);
  letGo();
  deployment_ = slug.isEmpty() ? nullptr : &deployments_.at(slug);
  if (deployment_ == nullptr) return;
  connect(deployment_, &OpenDeployment::opened, this, &NavigationCounts::take);
  connect(deployment_, &OpenDeployment::closing, this, &NavigationCounts::letGo);
  take();
}

void NavigationCounts::letGo() {
  sizes_.reset();
}

/// Without a Postgres the pages of threads and store show what Redis keeps themselves.
void NavigationCounts::offer() {
  const auto* session = deployment_->session();
  if (session == nullptr) return;
  const bool beside = session->postgres() != nullptr;
  Q_EMIT offered(deployment_->slug(), QStringLiteral("redis-threads"),
                 beside && session->redisFlavour() != query::RedisFlavour::none);
  Q_EMIT offered(deployment_->slug(), QStringLiteral("redis-store"),
                 beside && !session->redisSavers().stores.empty());
}

void NavigationCounts::take() {
  const auto* session = deployment_->session();
  if (session == nullptr) return;
  connect(session, &client::DeploymentSession::capabilitiesRead, this, &NavigationCounts::offer);
  offer();
  if (session->postgres() == nullptr) return;
  sizes_ = std::make_unique<client::ListSizes>(*session->postgres());
  connect(sizes_.get(), &client::ListSizes::sized, this,
          [this](quint64, const std::vector<client::ListSize>& sizes) {
            allExact_ = std::all_of(sizes.begin(), sizes.end(), [](const auto& size) { return size.exact; });
            for (const auto& [part, kind] : kCounted)
              Q_EMIT counted(deployment_->slug(), QLatin1String(kind), textOf(sizes, part));
          });
  // Figures nobody can confirm any more would be worse than none.
  connect(sizes_.get(), &client::ListSizes::failed, this, [this] {
    for (const auto& [part, kind] : kCounted)
      Q_EMIT counted(deployment_->slug(), QLatin1String(kind), {});
  });
  ask();
}

void NavigationCounts::ask() {
  sinceAsked_.start();
  sizes_->ask();
}

}  // namespace heddle::console
