// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/id_search.h"
#include "app/console/local_servers.h"
#include "app/console/navigation_counts.h"
#include "app/console/open_deployment.h"
#include "app/console/page_context.h"
#include "app/console/run_actions.h"
#include "app/console/saved_views.h"
#include "app/console/unlocking.h"
#include "app/console/window_time.h"
#include "app/console/write_actions.h"
#include "backend/client/deployment_list.h"
#include "backend/client/secrets/secret_store.h"
#include "ui/shell/main_window.h"

#include <memory>

#include <QObject>

namespace heddle::console {

/// What the command line asked of the window.
struct ConsoleOptions {
  QString profileDir;  // made when it is not there; 0700
  QString open;        // a heddle:// link or the path of a deployment.json; empty: the last session
};

/// The composition: stores, sessions, pages and the window, in the order in which they may go. The window is
/// shown before anything connects. One per process, GUI thread.
class Console : public QObject {
  Q_OBJECT
 public:
  explicit Console(const ConsoleOptions& options, QObject* parent = nullptr);
  ~Console() override;

  void show();
  /// A link or a deployment.json; what cannot be opened is told as a toast.
  void open(const QString& target);
  shell::MainWindow& window() { return *window_; }
  WindowTime& time() { return time_; }
  OpenDeployments& deployments() { return deployments_; }
  WriteActions& writes() { return writes_; }

 private:
  shell::PageRegistry makeRegistry();
  template <typename Make>
  shell::PageKind& addKind(shell::PageRegistry& registry, const char* id, const QString& title,
                           const char* icon, const QString& section, Make make);
  void addOwnKinds(shell::PageRegistry& registry);
  void wireWindow();
  void wireDeployments();
  void wireTime();
  void chooseTimeZone();
  void showStartRun();
  void addTitleActions();
  void addBottomTail();
  void showDeployments();
  void showSources(OpenDeployment& deployment);
  void say(const QString& sentence);

  ConsoleOptions options_;
  client::SecretStore secrets_;
  client::AuditLog log_;
  client::DeploymentList list_;
  OpenDeployments deployments_;
  WindowTime time_;
  LocalServers servers_;
  SavedViews views_;
  WriteActions writes_;
  RunActions actions_{writes_};
  Unlocking unlocking_;
  PageContext context_;
  IdSearch search_;
  NavigationCounts counts_{deployments_, time_};
  QAction* startRun_ = nullptr;
  QList<shell::DeploymentItem> items_;         // as the window shows them
  std::unique_ptr<shell::MainWindow> window_;  // its tabs own the pages: goes first
};

/// What the shell shows of a deployment.
shell::DeploymentItem deploymentItem(const client::DeploymentEntry& entry, const OpenDeployment* open);
shell::SourceStates sourceStates(const client::DeploymentSession& session);

}  // namespace heddle::console
