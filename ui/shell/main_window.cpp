// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/main_window.h"

#include "ui/shell/deployment_switcher.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/letter_guard.h"
#include "ui/shell/navigation.h"
#include "ui/shell/page_focus.h"
#include "ui/shell/page_link.h"
#include "ui/shell/page_windows.h"
#include "ui/shell/palette.h"
#include "ui/shell/palette_search.h"
#include "ui/shell/shell_actions.h"
#include "ui/shell/side_panes.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/title_bar.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/accessible_role.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QCloseEvent>
#include <QSplitter>
#include <QVBoxLayout>

namespace heddle::shell {

using theme::ThemeSwitch;

MainWindow::MainWindow(PageRegistry registry, SessionFile session, QWidget* parent)
    : QWidget(parent), registry_(std::move(registry)), file_(std::move(session)), restored_(file_.load()) {
  widgets::setAccessibleRole(this, QAccessible::Window);
  ThemeSwitch::instance().setTextPercent(restored_.textPercent);
  ThemeSwitch::instance().choose(theme::choiceFromName(restored_.theme));
  actions_ = new ShellActions(this);
  keys_ = new KeyBindings(this);
  viewKeys_ = new widgets::ViewKeys(this);
  new LetterGuard(this);
  windows_ = new PageWindows(registry_, *keys_, this);
  title_ = new TitleBar;
  navigation_ = new Navigation(registry_);
  tabs_ = new TabArea(registry_);
  inspector_ = new InspectorPane;
  bottom_ = new BottomPanel;
  status_ = new StatusBar;
  buildLayout();
  palette_ = new Palette(this);
  search_ = new PaletteSearch(*palette_, registry_, this);
  toast_ = new widgets::Toast(this);
  wireActions();
  wirePanes();
  wirePalette();
  wireWindows();
  applySession();
  showPossible(false, false);
  setWindowTitle(QStringLiteral("Heddle"));
  setWindowIcon(theme::icon(QStringLiteral("heddle"), theme::Tone::Text));
}

MainWindow::~MainWindow() {
  // Pages go first, while the registry and the palette they may talk to are still there.
  disconnect(tabs_, nullptr, this, nullptr);
  delete windows_;
  delete tabs_;
}

void MainWindow::buildLayout() {
  rows_ = new QSplitter(Qt::Vertical);
  rows_->setHandleWidth(1);
  rows_->addWidget(tabs_);
  rows_->addWidget(bottom_);
  rows_->setStretchFactor(0, 1);
  rows_->setSizes({540, 300});
  columns_ = tabs_->body();
  columns_->addWidget(inspector_);
  columns_->setStretchFactor(0, 1);
  columns_->setSizes({960, 400});
  for (QSplitter* splitter : {rows_, columns_})
    splitter->setChildrenCollapsible(false);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  middle->addWidget(navigation_);
  middle->addWidget(rows_, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(title_);
  all->addLayout(middle, 1);
  all->addWidget(status_);
  bottom_->hide();
  inspector_->hide();
  resize(1440, 900);
}

void MainWindow::wirePanes() {
  connect(navigation_, &Navigation::pageChosen, this, [this](const QString& kind, OpenMode mode) {
    const PageKind* found = registry_.find(kind);
    if (found) open({kind, found->perDeployment ? state_.current : QString(), {}}, mode);
  });
  connect(navigation_->switcher(), &DeploymentSwitcher::chosen, this, &MainWindow::chooseDeployment);
  connect(title_, &TitleBar::goToRequested, actions_->goTo, &QAction::trigger);
  connect(tabs_, &TabArea::currentPageChanged, this, &MainWindow::onPageChanged);
  connect(tabs_, &TabArea::pageCreated, this, &MainWindow::onPageCreated);
  connect(tabs_, &TabArea::trailChanged, this, &MainWindow::showPossible);
  connect(bottom_, &BottomPanel::closeRequested, actions_->toggleBottom, &QAction::trigger);
  connect(status_, &StatusBar::refreshIntervalChosen, this, &MainWindow::refreshIntervalChosen);
  connect(status_, &StatusBar::timeModeChosen, this, &MainWindow::chooseTimeMode);
  connect(status_, &StatusBar::timeZoneWanted, this, &MainWindow::timeZoneWanted);
}

void MainWindow::wirePalette() {
  connect(search_, &PaletteSearch::pageChosen, this, &MainWindow::open);
  connect(search_, &PaletteSearch::linkChosen, this, &MainWindow::openLink);
  connect(search_, &PaletteSearch::deploymentChosen, this, &MainWindow::chooseDeployment);
}

Page* MainWindow::openLink(const QString& link, OpenMode mode) {
  auto key = pageFromLink(link);
  if (!key) return nullptr;
  // "threads/ID" is one of the threads.
  for (const PageKind& kind : registry_.kinds()) {
    if (!key->object.isEmpty() && kind.listKind == key->kind) key->kind = kind.id;
  }
  Page* page = open(*key, mode);
  if (page)
    page->restoreState(stateFromLink(link));  // all of it: a list without a filter is shown without one
  else
    toast_->say(tr("The link leads nowhere: there is no page “%1”.").arg(key->kind));
  return page;
}

Page* MainWindow::open(const PageKey& key, OpenMode mode) {
  Page* page = tabs_->open(key, mode);
  // Also when it was in front already: whoever goes to a page wants the keyboard there.
  if (page && mode != OpenMode::Background) focusPage(page->widget());
  return page;
}
Page* MainWindow::currentPage() const {
  return tabs_->currentPage();
}

void MainWindow::onPageCreated(Page* page) {
  connect(page, &Page::inspectorRequested, this, [this] { showInspector(true); });
  connect(page, &Page::statusText, this, [this, page](const QString& text) {
    if (page == currentPage()) status_->setPageText(text);
  });
  connect(page, &Page::noticeRequested, this, [this](const QString& sentence) { toast_->say(sentence); });
  Q_EMIT pageCreated(page);
}

void MainWindow::onPageChanged(Page* page) {
  const auto key = tabs_->currentKey();
  const QString slug = key && !key->deployment.isEmpty() ? key->deployment : state_.current;
  if (slug != state_.current && state_.find(slug)) {
    state_.current = slug;
    navigation_->model()->setDeployment(slug);
    navigation_->switcher()->setCurrent(slug);
    Q_EMIT currentDeploymentChanged(slug);
    Q_EMIT deploymentChosen(slug);
  }
  const PageKind* kind = key ? registry_.find(key->kind) : nullptr;
  navigation_->setCurrentKind(!kind ? QString() : kind->listKind.isEmpty() ? kind->id : kind->listKind);
  title_->setDeployment(state_.find(slug));
  showSources(slug);
  status_->setPageText({});
  inspector_->showFor(page);
  showInspector(actions_->toggleInspector->isChecked());
  if (page) focusPage(page->widget());
  setWindowTitle(page ? tr("%1 · Heddle").arg(page->title()) : QStringLiteral("Heddle"));
  Q_EMIT currentPageChanged(page);
}

// The commands that make sense with the tabs as they are; of the others the palette says why not.
void MainWindow::showPossible(bool back, bool forward) {
  actions_->allow(actions_->back, back, tr("This tab shows its first page."));
  actions_->allow(actions_->forward, forward, tr("This tab shows its last page."));
  const bool any = tabs_->count() > 0;
  for (QAction* action :
       {actions_->closeTab, actions_->refresh, actions_->filter, actions_->copyLink, actions_->detachPage})
    actions_->allow(action, any, tr("No page is open."));
  for (QAction* action : {actions_->previousTab, actions_->closeOtherTabs})
    actions_->allow(action, tabs_->count() > 1, tr("There is no other tab."));
  for (int tab = 0; tab < actions_->tabs.size(); ++tab)
    actions_->allow(actions_->tabs[tab], tab < tabs_->count(), tr("There is no such tab."));
  actions_->allow(actions_->reopenTab, tabs_->canReopen(), tr("No tab was closed."));
}

void MainWindow::showInspector(bool shown) {
  actions_->toggleInspector->setChecked(shown);
  inspector_->setVisible(shown && inspector_->hasContent());
}

void MainWindow::setDeployments(const QList<DeploymentItem>& items) {
  state_.deployments = items;
  navigation_->switcher()->setDeployments(items);
  tabs_->setDeployments(items);
  windows_->setDeployments(items);
  title_->setDeployment(state_.find(state_.current));
}

void MainWindow::chooseDeployment(const QString& slug) {
  setCurrentDeployment(slug);
  Q_EMIT deploymentChosen(slug);
}

void MainWindow::setCurrentDeployment(const QString& slug) {
  const auto before = tabs_->currentKey();
  state_.current = slug;
  navigation_->model()->setDeployment(slug);
  navigation_->switcher()->setCurrent(slug);
  Q_EMIT currentDeploymentChanged(slug);
  title_->setDeployment(state_.find(slug));
  showSources(slug);
  // The same list of the other deployment; a single object has no counterpart there.
  if (!before || before->deployment.isEmpty() || before->deployment == slug) return;
  const PageKind* kind = registry_.find(before->kind);
  const PageKind* target = kind && kind->inNavigation ? kind : nullptr;
  for (const PageKind& each : registry_.kinds()) {
    if (!target && each.inNavigation && each.perDeployment) target = &each;
  }
  if (target) open({target->id, slug, {}}, OpenMode::NewTab);
}

void MainWindow::setCount(const QString& slug, const QString& kind, const QString& text) {
  navigation_->model()->setCount(slug, kind, text);
}

void MainWindow::setOffered(const QString& slug, const QString& kind, bool offered) {
  navigation_->model()->setOffered(slug, kind, offered);
}

void MainWindow::setSources(const QString& slug, const SourceStates& states) {
  state_.sources.insert(slug, states);
  if (slug == state_.current) showSources(slug);
}

void MainWindow::showSources(const QString& slug) {
  status_->setSources(state_.sources.value(slug));
  status_->setSourcesShown(!slug.isEmpty());
}

void MainWindow::setTimeModes(const QStringList& words, int current) {
  state_.timeModes = words;
  state_.timeMode = current;
  status_->setTimeModes(words, current);
}

void MainWindow::setTimeZone(const QString& id) {
  state_.timeZone = id;
}

void MainWindow::chooseTimeMode(int mode) {
  state_.timeMode = mode;
  status_->showTimeMode(state_.timeModes.value(mode));
  Q_EMIT timeModeChosen(mode);
}

void MainWindow::setTasksText(const QString& text) {
  status_->setTasksText(text);
}
int MainWindow::refreshInterval() const {
  return status_->refreshInterval();
}
void MainWindow::setRefreshInterval(int seconds) {
  status_->setRefreshInterval(seconds);
  Q_EMIT refreshIntervalChosen(seconds);
}
void MainWindow::setGoToProvider(GoToProvider* provider) {
  search_->setProvider(provider);
}
void MainWindow::setTitleActions(const QList<QAction*>& actions) {
  title_->setActions(actions);
}

void MainWindow::setDeploymentActions(const QList<QAction*>& actions) {
  navigation_->switcher()->setActions(actions);
  addCommands(actions);
}

void MainWindow::addCommands(const QList<QAction*>& actions) {
  for (QAction* action : actions) {
    if (!commands_.contains(action)) commands_.append(action);
  }
  addActions(actions);
  keys_->adopt(actions);
}

void MainWindow::showBottomPanel(QWidget* panel) {
  bottom_->showPanel(panel);
  actions_->toggleBottom->setChecked(true);
  bottom_->show();
}

void MainWindow::applySession() {
  if (!restored_.geometry.isEmpty()) restoreGeometry(restored_.geometry);
  if (!restored_.columns.isEmpty()) columns_->restoreState(restored_.columns);
  if (!restored_.rows.isEmpty()) rows_->restoreState(restored_.rows);
  showSources(state_.current);
  navigation_->setCollapsed(restored_.navigationCollapsed);
  actions_->toggleNavigation->setChecked(!restored_.navigationCollapsed);
  actions_->toggleInspector->setChecked(restored_.inspectorShown);
  actions_->toggleBottom->setChecked(restored_.bottomShown);
  actions_->compactRows->setChecked(restored_.compact);
  keys_->fromJson(restored_.keys);
  status_->setRefreshInterval(restored_.refreshSeconds);
}

bool MainWindow::restoreTabs() {
  if (state_.find(restored_.deployment)) setCurrentDeployment(restored_.deployment);
  tabs_->restore(restored_.tabs, restored_.currentTab);
  windows_->restore(restored_.windows);
  bottom_->setVisible(restored_.bottomShown && bottom_->count() > 0);
  return tabs_->count() > 0;
}

Session MainWindow::session() const {
  Session session;
  session.geometry = saveGeometry();
  session.theme = theme::choiceName(ThemeSwitch::instance().choice());
  session.compact = actions_->compactRows->isChecked();
  session.deployment = state_.current;
  session.textPercent = theme::current().textPercent;
  session.keys = keys_->toJson();
  session.tabs = tabs_->save();
  session.windows = windows_->save();
  session.currentTab = tabs_->currentIndex();
  session.navigationCollapsed = navigation_->isCollapsed();
  session.inspectorShown = actions_->toggleInspector->isChecked();
  session.bottomShown = actions_->toggleBottom->isChecked();
  session.columns = columns_->saveState();
  session.rows = rows_->saveState();
  session.refreshSeconds = status_->refreshInterval();
  session.timeMode = state_.timeMode;
  session.timeZone = state_.timeZone;
  return session;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  const QString failure = file_.save(session());
  if (!failure.isEmpty()) qWarning("the session could not be saved: %s", qPrintable(failure));
  Q_EMIT closing();
  windows_->closeAll();
  QWidget::closeEvent(event);
}

}  // namespace heddle::shell
