// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/page.h"
#include "ui/shell/session.h"
#include "ui/shell/window_state.h"

#include <QWidget>

class QSplitter;

namespace heddle::widgets {
class Toast;
class ViewKeys;
}  // namespace heddle::widgets

namespace heddle::shell {

class BottomPanel;
class GoToProvider;
class InspectorPane;
class KeyBindings;
class Navigation;
class PageWindows;
class Palette;
class PaletteSearch;
class ShellActions;
class StatusBar;
class TabArea;
class TitleBar;

// The window: rows and panes put together, nothing of any page. Composition gives it the registry,
// deployments, states and the provider of the palette, and listens to what the user chose. GUI thread; owned
// by composition.
class MainWindow : public QWidget {
  Q_OBJECT
 public:
  MainWindow(PageRegistry registry, SessionFile session, QWidget* parent = nullptr);
  ~MainWindow() override;

  Page* open(const PageKey& key, OpenMode mode = OpenMode::InPlace);
  // The page of a heddle:// link, showing what the link says; nothing when it is no link. One to a page that
  // does not exist is told as a toast.
  Page* openLink(const QString& link, OpenMode mode = OpenMode::InPlace);
  Page* currentPage() const;

  void setDeployments(const QList<DeploymentItem>& items);
  // The pages of the navigation belong to it from now on; a page in front moves over to it.
  void setCurrentDeployment(const QString& slug);
  QString currentDeployment() const { return state_.current; }

  void setCount(const QString& slug, const QString& kind, const QString& text);
  // Of a page that stands in the navigation only where there is something for it.
  void setOffered(const QString& slug, const QString& kind, bool offered);
  void setSources(const QString& slug, const SourceStates& states);
  void setTimeModes(const QStringList& words, int current);
  // The one that is kept with the session.
  void setTimeZone(const QString& id);
  // As if the user had chosen it.
  void chooseTimeMode(int mode);
  void setTasksText(const QString& text);
  int refreshInterval() const;
  void setRefreshInterval(int seconds);

  void setGoToProvider(GoToProvider* provider);
  // Right end of the title row: "Unlock…", "Run…".
  void setTitleActions(const QList<QAction*>& actions);
  // In the switcher's menu beneath the deployments: add, manage.
  void setDeploymentActions(const QList<QAction*>& actions);
  // The keys of all commands, for whoever lets the user choose them.
  KeyBindings& keys() { return *keys_; }
  // Further commands of the palette, with their keys.
  void addCommands(const QList<QAction*>& actions);
  // What the palette lists on every page, the window's own first.
  QList<QAction*> windowCommands() const;
  // The kinds of pages there are.
  const PageRegistry& pages() const { return registry_; }
  // "g" and the letter open the page kind.
  void addJump(const QString& letter, const QString& kind);

  BottomPanel* bottomPanel() const { return bottom_; }
  void showBottomPanel(QWidget* panel);
  widgets::Toast* toast() const { return toast_; }

  // Tabs of the last time. Call after deployments are known; false when there was nothing to restore.
  bool restoreTabs();
  int restoredTimeMode() const { return restored_.timeMode; }
  QString restoredTimeZone() const { return restored_.timeZone; }
  Session session() const;

 Q_SIGNALS:
  void deploymentChosen(const QString& slug);
  // Chosen by hand, by the tab in front, or by composition.
  void currentDeploymentChanged(const QString& slug);
  void pageCreated(heddle::shell::Page* page);
  void currentPageChanged(heddle::shell::Page* page);
  void timeModeChosen(int mode);
  void timeZoneWanted();
  void refreshIntervalChosen(int seconds);
  void closing();

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void buildLayout();
  void wireActions();
  void wireTabs();
  void wireLooks();
  void wirePanes();
  void wirePalette();
  void chooseDeployment(const QString& slug);
  void onPageChanged(Page* page);
  void onPageCreated(Page* page);
  void showSources(const QString& slug);
  void showPossible(bool back, bool forward);
  void showInspector(bool shown);
  void openCommands();
  void showShortcuts();
  void wireWindows();
  void copyLink();
  void detach(int tab);
  void applySession();

  PageRegistry registry_;
  SessionFile file_;
  Session restored_;
  WindowState state_;
  ShellActions* actions_;
  KeyBindings* keys_;
  widgets::ViewKeys* viewKeys_;
  PageWindows* windows_;
  TitleBar* title_;
  Navigation* navigation_;
  TabArea* tabs_;
  InspectorPane* inspector_;
  BottomPanel* bottom_;
  StatusBar* status_;
  Palette* palette_;
  PaletteSearch* search_;
  widgets::Toast* toast_;
  QSplitter* columns_;
  QSplitter* rows_;
  QList<QAction*> commands_;
};

}  // namespace heddle::shell
