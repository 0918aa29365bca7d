// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_trail.h"

#include <algorithm>
#include <cmath>

#include <QWidget>

namespace heddle::shell {

PageTrail::~PageTrail() {
  for (Place& place : places_)
    retire(place);
}

void PageTrail::push(const PageKey& key, const QJsonObject& state) {
  const auto ahead = places_.begin() + (at_ + 1);
  for (auto place = ahead; place != places_.end(); ++place)
    retire(*place);
  places_.erase(ahead, places_.end());
  places_.push_back({key, state, nullptr});
  at_ = static_cast<int>(places_.size()) - 1;
  retireDistant();
}

bool PageTrail::canGo(int steps) const {
  const int to = at_ + steps;
  return to >= 0 && to < static_cast<int>(places_.size());
}

void PageTrail::go(int steps) {
  if (!canGo(steps)) return;
  at_ += steps;
  retireDistant();
}

Page* PageTrail::page() {
  Place& place = places_[static_cast<std::size_t>(at_)];
  if (!place.page) {
    place.page = make_(place.key);
    if (place.page && !place.state.isEmpty()) place.page->restoreState(place.state);
  }
  return place.page;
}

bool PageTrail::isAlive(const Page* page) const {
  return std::any_of(places_.begin(), places_.end(),
                     [page](const Place& place) { return place.page == page; });
}

QJsonObject PageTrail::state() const {
  return here().page ? here().page->serializeState() : here().state;
}

// The widget goes before its page object: its children may still call back into the page while they are
// destroyed.
void PageTrail::retire(Place& place) {
  if (!place.page) return;
  place.state = place.page->serializeState();
  const QPointer<QWidget> inspector = place.page->inspector();
  const QPointer<QWidget> widget = place.page->widget();
  delete inspector;
  delete widget;
  delete place.page;
}

void PageTrail::retireDistant() {
  for (int i = 0; i < static_cast<int>(places_.size()); ++i) {
    if (std::abs(i - at_) >= kAlive) retire(places_[static_cast<std::size_t>(i)]);
  }
}

}  // namespace heddle::shell
