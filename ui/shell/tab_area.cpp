// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/tab_area.h"

#include "ui/shell/page_tab_bar.h"
#include "ui/shell/page_trail.h"

#include <algorithm>

#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace heddle::shell {
namespace {

constexpr std::size_t kClosedKept = 20;

}  // namespace

struct TabArea::Tab {
  explicit Tab(PageTrail::Make make) : trail(std::move(make)) {}
  QWidget* host = nullptr;  // holds the page's widget in the stack
  PageTrail trail;
};

TabArea::TabArea(const PageRegistry& registry, QWidget* parent)
    : QWidget(parent),
      registry_(registry),
      bar_(new PageTabBar),
      body_(new QSplitter(Qt::Horizontal)),
      stack_(new QStackedWidget) {
  body_->setHandleWidth(4);
  body_->addWidget(stack_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar_);
  column->addWidget(body_, 1);
  connect(bar_, &QTabBar::currentChanged, this, &TabArea::onCurrentChanged);
  connect(bar_, &QTabBar::tabCloseRequested, this, &TabArea::close);
  connect(bar_, &QTabBar::tabMoved, this, &TabArea::onMoved);
  connect(bar_, &PageTabBar::closeOthersRequested, this, &TabArea::closeAllBut);
  connect(bar_, &PageTabBar::detachRequested, this, &TabArea::detachRequested);
}

TabArea::~TabArea() {
  disconnect(bar_, nullptr, this, nullptr);
  tabs_.clear();  // pages before the widgets that hold them
}

int TabArea::count() const {
  return static_cast<int>(tabs_.size());
}
int TabArea::currentIndex() const {
  return bar_->currentIndex();
}

TabArea::Tab* TabArea::tabAt(int index) const {
  return index >= 0 && index < count() ? tabs_[static_cast<std::size_t>(index)].get() : nullptr;
}

TabArea::Tab* TabArea::currentTab() const {
  return tabAt(bar_->currentIndex());
}
Page* TabArea::currentPage() const {
  return currentTab() ? currentTab()->trail.pageIfAlive() : nullptr;
}

std::optional<PageKey> TabArea::currentKey() const {
  if (!currentTab()) return std::nullopt;
  return currentTab()->trail.key();
}

int TabArea::find(const PageKey& key) const {
  for (int index = 0; index < count(); ++index) {
    if (tabAt(index)->trail.key() == key) return index;
  }
  return -1;
}

Page* TabArea::open(const PageKey& key, OpenMode mode) {
  if (!registry_.find(key.kind)) return nullptr;
  const int known = find(key);
  if (known >= 0) {
    if (mode != OpenMode::Background) bar_->setCurrentIndex(known);
    return tabAt(known)->trail.page();
  }
  Tab* current = currentTab();
  if (mode == OpenMode::InPlace && current) {
    current->trail.push(key);
    onCurrentChanged();
    return currentPage();
  }
  const bool first = count() == 0;
  const int index = addTab(key, {});
  if (first)
    onCurrentChanged();
  else if (mode != OpenMode::Background)
    bar_->setCurrentIndex(index);
  else
    tellTrail();  // there is another tab to go to now
  return tabAt(index)->trail.pageIfAlive();
}

Page* TabArea::createPage(const PageKey& key) {
  const PageKind* kind = registry_.find(key.kind);
  Page* page = kind ? kind->create(key, nullptr) : nullptr;
  if (!page) return nullptr;
  connect(page, &Page::titleChanged, this, [this, page] {
    for (int index = 0; index < count(); ++index) {
      if (tabAt(index)->trail.pageIfAlive() == page) updateLabel(index);
    }
  });
  connect(page, &Page::openRequested, this, &TabArea::open);
  Q_EMIT pageCreated(page);
  return page;
}

// The page itself is made when the tab is first looked at.
int TabArea::addTab(const PageKey& key, const QJsonObject& state) {
  auto tab = std::make_unique<Tab>([this](const PageKey& place) { return createPage(place); });
  tab->host = new QWidget;
  auto* inside = new QVBoxLayout(tab->host);
  inside->setContentsMargins(0, 0, 0, 0);
  tab->trail.push(key, state);
  stack_->addWidget(tab->host);
  recent_.insert(recent_.begin(), tab.get());
  tabs_.push_back(std::move(tab));
  const QSignalBlocker quiet(bar_);  // a first tab would become current before it is ready
  const int index = bar_->addTab(key.kind);
  updateLabel(index);
  return index;
}

// Brings the page of the tab's place into its host; the page that was there is hidden, not destroyed.
void TabArea::show(Tab& tab) {
  Page* page = tab.trail.page();
  QWidget* widget = page ? page->widget() : nullptr;
  QLayout* inside = tab.host->layout();
  for (QWidget* child : tab.host->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
    if (child != widget) child->hide();
  }
  if (widget) {
    if (widget->parentWidget() != tab.host) inside->addWidget(widget);
    widget->show();
  }
  stack_->setCurrentWidget(tab.host);
}

void TabArea::onCurrentChanged() {
  Tab* tab = currentTab();
  if (tab) show(*tab);
  Page* page = currentPage();
  if (tab) {
    recent_.erase(std::remove(recent_.begin(), recent_.end(), tab), recent_.end());
    recent_.push_back(tab);
    updateLabel(bar_->currentIndex());
  }
  if (page != active_) {
    const bool alive = active_ && std::any_of(tabs_.begin(), tabs_.end(), [this](const auto& each) {
                         return each->trail.isAlive(active_);
                       });
    if (alive) active_->deactivate();
    active_ = page;
    if (page) page->activate();
  }
  tellTrail();
  Q_EMIT currentPageChanged(page);
}

void TabArea::tellTrail() {
  const Tab* tab = currentTab();
  Q_EMIT trailChanged(tab && tab->trail.canGo(-1), tab && tab->trail.canGo(1));
}

void TabArea::updateLabel(int index) {
  Tab* tab = tabAt(index);
  const PageKey& key = tab->trail.key();
  const Page* page = tab->trail.pageIfAlive();
  const PageKind* kind = registry_.find(key.kind);
  const QString title = page ? page->title() : kind ? kind->title : key.kind;
  bar_->setTabText(index, title);
  bar_->setTabToolTip(index, key.object.isEmpty() ? title : QString(title + QLatin1Char('\n') + key.object));
  const auto deployment = deployments_.constFind(key.deployment);
  const bool known = deployment != deployments_.constEnd();
  bar_->setMark(index, known ? deployment->name : key.deployment,
                known ? deployment->environment : QString());
}

void TabArea::setDeployments(const QList<DeploymentItem>& items) {
  deployments_.clear();
  for (const DeploymentItem& item : items)
    deployments_.insert(item.slug, item);
  for (int index = 0; index < count(); ++index)
    updateLabel(index);
}

void TabArea::setCloseAction(const QAction* action) {
  bar_->setCloseAction(action);
}

void TabArea::close(int index) {
  Tab* tab = tabAt(index);
  if (!tab) return;
  closed_.emplace_back(tab->trail.key(), tab->trail.state());
  if (closed_.size() > kClosedKept) closed_.erase(closed_.begin());
  if (Page* page = tab->trail.pageIfAlive(); page && page == active_) {
    active_ = nullptr;
    page->deactivate();
  }
  recent_.erase(std::remove(recent_.begin(), recent_.end(), tab), recent_.end());
  const std::unique_ptr<Tab> gone = std::move(tabs_[static_cast<std::size_t>(index)]);
  tabs_.erase(tabs_.begin() + index);
  // Back to where the user came from, not to the neighbour.
  Tab* next = recent_.empty() ? nullptr : recent_.back();
  {
    const QSignalBlocker quiet(bar_);
    bar_->removeTab(index);
    for (int i = 0; next && i < count(); ++i) {
      if (tabAt(i) == next) bar_->setCurrentIndex(i);
    }
  }
  onCurrentChanged();
  stack_->removeWidget(gone->host);
  gone->host->deleteLater();
}

std::pair<PageKey, QJsonObject> TabArea::take(int index) {
  close(index);
  const auto taken = closed_.back();
  closed_.pop_back();
  return taken;
}

void TabArea::openWith(const PageKey& key, const QJsonObject& state) {
  const bool first = count() == 0;
  const int index = find(key) >= 0 ? find(key) : addTab(key, state);
  if (first)
    onCurrentChanged();
  else
    bar_->setCurrentIndex(index);
}

void TabArea::closeOthers() {
  closeAllBut(bar_->currentIndex());
}

void TabArea::closeAllBut(int index) {
  const Tab* kept = tabAt(index);
  for (int i = count() - 1; i >= 0; --i) {
    if (tabAt(i) != kept) close(i);
  }
}

void TabArea::onMoved(int from, int to) {
  auto tab = std::move(tabs_[static_cast<std::size_t>(from)]);
  tabs_.erase(tabs_.begin() + from);
  tabs_.insert(tabs_.begin() + to, std::move(tab));
}

void TabArea::closeCurrent() {
  close(bar_->currentIndex());
}

void TabArea::reopenClosed() {
  if (closed_.empty()) return;
  const auto [key, state] = closed_.back();
  closed_.pop_back();
  openWith(key, state);
}

void TabArea::back() {
  if (!currentTab() || !currentTab()->trail.canGo(-1)) return;
  currentTab()->trail.go(-1);
  onCurrentChanged();
}

void TabArea::forward() {
  if (!currentTab() || !currentTab()->trail.canGo(1)) return;
  currentTab()->trail.go(1);
  onCurrentChanged();
}

void TabArea::goToTab(int index) {
  if (index >= 0 && index < count()) bar_->setCurrentIndex(index);
}

void TabArea::goToPrevious() {
  if (recent_.size() < 2) return;
  const Tab* previous = recent_[recent_.size() - 2];
  for (int i = 0; i < count(); ++i) {
    if (tabAt(i) == previous) return bar_->setCurrentIndex(i);
  }
}

QJsonArray TabArea::save() const {
  QJsonArray tabs;
  for (const auto& tab : tabs_)
    tabs.append(toJson(tab->trail.key(), tab->trail.state()));
  return tabs;
}

void TabArea::restore(const QJsonArray& tabs, int current) {
  for (const QJsonValue& value : tabs) {
    const PageKey key = keyFromJson(value.toObject());
    if (!registry_.find(key.kind) || find(key) >= 0) continue;
    addTab(key, value.toObject().value(QStringLiteral("state")).toObject());
  }
  if (count() == 0) return;
  {
    const QSignalBlocker quiet(bar_);
    bar_->setCurrentIndex(std::clamp(current, 0, count() - 1));
  }
  onCurrentChanged();
}

}  // namespace heddle::shell
