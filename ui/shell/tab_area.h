// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"
#include "ui/shell/page.h"

#include <memory>
#include <optional>
#include <vector>

#include <QHash>
#include <QJsonArray>
#include <QWidget>

class QAction;
class QSplitter;
class QStackedWidget;

namespace heddle::shell {

class PageTabBar;
class PageTrail;

// The open pages. Each tab walks its own trail back and forward; pages a few steps back stay alive, so that
// going back finds list, scroll and selection as they were. Closed tabs can be opened again, newest first.
class TabArea : public QWidget {
  Q_OBJECT
 public:
  // `registry` outlives the tab area.
  explicit TabArea(const PageRegistry& registry, QWidget* parent = nullptr);
  ~TabArea() override;

  Page* open(const PageKey& key, OpenMode mode);
  Page* currentPage() const;
  std::optional<PageKey> currentKey() const;
  int count() const;
  bool canReopen() const { return !closed_.empty(); }

  // Where the pages lie, beneath the bar; what is added stands beside them.
  QSplitter* body() const { return body_; }
  // Whose key the menu of a tab says.
  void setCloseAction(const QAction* action);
  void setDeployments(const QList<DeploymentItem>& items);

  // Page keys and what their pages serialized.
  QJsonArray save() const;
  void restore(const QJsonArray& tabs, int current);
  int currentIndex() const;
  // Closes the tab and answers what it showed, to be shown elsewhere.
  std::pair<PageKey, QJsonObject> take(int index);
  // A tab of its own, with the page as it was.
  void openWith(const PageKey& key, const QJsonObject& state);

 public Q_SLOTS:
  void closeCurrent();
  void closeOthers();  // all but the one in front
  void reopenClosed();
  void back();
  void forward();
  void goToTab(int index);
  void goToPrevious();  // the one used before this one

 Q_SIGNALS:
  // The page in front is another one now; null when the last tab closed.
  void currentPageChanged(heddle::shell::Page* page);
  void pageCreated(heddle::shell::Page* page);
  // Also when there are more tabs or fewer.
  void trailChanged(bool canGoBack, bool canGoForward);
  void detachRequested(int index);

 private:
  struct Tab;

  Tab* tabAt(int index) const;
  Tab* currentTab() const;
  int find(const PageKey& key) const;
  Page* createPage(const PageKey& key);
  int addTab(const PageKey& key, const QJsonObject& state);
  void show(Tab& tab);
  void tellTrail();
  void updateLabel(int index);
  void close(int index);
  void closeAllBut(int index);
  void onCurrentChanged();
  void onMoved(int from, int to);

  const PageRegistry& registry_;
  PageTabBar* bar_;
  QSplitter* body_;
  QStackedWidget* stack_;
  std::vector<std::unique_ptr<Tab>> tabs_;
  std::vector<Tab*> recent_;  // newest last
  std::vector<std::pair<PageKey, QJsonObject>> closed_;
  QHash<QString, DeploymentItem> deployments_;
  Page* active_ = nullptr;
};

}  // namespace heddle::shell
