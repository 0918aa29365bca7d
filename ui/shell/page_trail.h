// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"

#include <functional>
#include <vector>

#include <QJsonObject>
#include <QPointer>

namespace heddle::shell {

// Where one tab has been. Keeps at most `kAlive` pages alive; those further away keep only their serialized
// state and are made anew when they are reached again. Owns its pages.
class PageTrail {
 public:
  static constexpr int kAlive = 4;
  using Make = std::function<Page*(const PageKey&)>;

  explicit PageTrail(Make make) : make_(std::move(make)) {}
  ~PageTrail();
  PageTrail(const PageTrail&) = delete;
  PageTrail& operator=(const PageTrail&) = delete;

  // Goes on to `key`; what lay ahead is forgotten.
  void push(const PageKey& key, const QJsonObject& state = {});
  bool canGo(int steps) const;
  void go(int steps);

  // The page of the place where the tab stands, made on first use; null when its kind is unknown.
  Page* page();
  Page* pageIfAlive() const { return places_.empty() ? nullptr : here().page.data(); }
  bool isAlive(const Page* page) const;
  const PageKey& key() const { return here().key; }
  QJsonObject state() const;

 private:
  struct Place {
    PageKey key;
    QJsonObject state;
    QPointer<Page> page;
  };

  const Place& here() const { return places_[static_cast<std::size_t>(at_)]; }
  void retire(Place& place);
  void retireDistant();

  Make make_;
  std::vector<Place> places_;
  int at_ = -1;
};

}  // namespace heddle::shell
