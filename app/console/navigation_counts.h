// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/window_time.h"
#include "backend/client/postgres/list_sizes.h"

#include <QElapsedTimer>

namespace heddle::console {

/// How many runs, threads and so on the deployment in front has, for the navigation beside their pages, and
/// whether programs keep threads or a store in its Redis besides. Looks
/// again with the window's refresh, more seldom where lists are long; opens nothing by itself. GUI thread.
class NavigationCounts : public QObject {
  Q_OBJECT
 public:
  NavigationCounts(OpenDeployments& deployments, const WindowTime& time, QObject* parent = nullptr);
  void setDeployment(const QString& slug);

 Q_SIGNALS:
  /// `text` is empty where nobody knows.
  void counted(const QString& slug, const QString& kind, const QString& text);
  void offered(const QString& slug, const QString& kind, bool offered);

 private:
  void take();
  void letGo();
  void ask();
  void offer();

  OpenDeployments& deployments_;
  OpenDeployment* deployment_ = nullptr;
  std::unique_ptr<client::ListSizes> sizes_;  // on the deployment's session
  QElapsedTimer sinceAsked_;
  bool allExact_ = true;  // the last answer
};

}  // namespace heddle::console
