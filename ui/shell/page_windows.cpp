// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_windows.h"

#include <algorithm>

namespace heddle::shell {

PageWindows::PageWindows(const PageRegistry& registry, KeyBindings& keys, QObject* parent)
    : QObject(parent), registry_(registry), keys_(keys) {}

PageWindow* PageWindows::open(const PageKey& key, const QJsonObject& state, const QByteArray& geometry) {
  if (!registry_.find(key.kind)) return nullptr;
  for (const auto& window : windows_) {
    if (window->key() != key) continue;
    window->raise();
    window->activateWindow();
    return window.get();
  }
  windows_.push_back(std::make_unique<PageWindow>(registry_, key, state, keys_));
  PageWindow* window = windows_.back().get();
  wire(window);
  mark(*window);
  if (!geometry.isEmpty()) window->restoreGeometry(geometry);
  window->show();
  return window;
}

void PageWindows::wire(PageWindow* window) {
  connect(window, &PageWindow::openRequested, this, &PageWindows::openRequested);
  connect(window, &PageWindow::closed, this, [this, window] { forget(window); });
  connect(window, &PageWindow::returnRequested, this, [this, window] {
    const PageKey key = window->key();
    const QJsonObject state = window->state();
    window->close();
    Q_EMIT returned(key, state);
  });
}

// It may be in the middle of its own close event.
void PageWindows::forget(PageWindow* window) {
  const auto found = std::find_if(windows_.begin(), windows_.end(),
                                  [window](const auto& each) { return each.get() == window; });
  if (found == windows_.end()) return;
  found->release()->deleteLater();
  windows_.erase(found);
}

void PageWindows::mark(PageWindow& window) const {
  const auto found =
      std::find_if(deployments_.begin(), deployments_.end(),
                   [&window](const DeploymentItem& item) { return item.slug == window.key().deployment; });
  window.setDeployment(found == deployments_.end() ? std::nullopt : std::optional(*found));
}

void PageWindows::setDeployments(const QList<DeploymentItem>& items) {
  deployments_ = items;
  for (const auto& window : windows_)
    mark(*window);
}

QJsonArray PageWindows::save() const {
  QJsonArray all;
  for (const auto& window : windows_) {
    QJsonObject json = toJson(window->key(), window->state());
    json[u"geometry"] = QString::fromLatin1(window->saveGeometry().toBase64());
    all.append(json);
  }
  return all;
}

void PageWindows::restore(const QJsonArray& windows) {
  for (const QJsonValue& value : windows) {
    const QJsonObject json = value.toObject();
    open(keyFromJson(json), json.value(u"state").toObject(),
         QByteArray::fromBase64(json.value(u"geometry").toString().toLatin1()));
  }
}

void PageWindows::closeAll() {
  while (!windows_.empty())
    windows_.back()->close();
}

}  // namespace heddle::shell
