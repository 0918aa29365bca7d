// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"
#include "ui/shell/go_to.h"
#include "ui/shell/palette_model.h"

#include <functional>

#include <QObject>
#include <QPointer>

class QAction;

namespace heddle::widgets {
class ViewKeys;
}

namespace heddle::shell {

class Palette;

// Fills the palette: pages, deployments and found objects for "go to", commands for the other.
class PaletteSearch : public QObject {
  Q_OBJECT
 public:
  // Both outlive the search.
  PaletteSearch(Palette& palette, const PageRegistry& registry, QObject* parent = nullptr);

  void setProvider(GoToProvider* provider);
  void goTo(const QList<DeploymentItem>& deployments, const QString& current);
  // Those of page and window, and those of the view that has the focus.
  void commands(const QList<QAction*>& actions, const widgets::ViewKeys& views);

 Q_SIGNALS:
  void pageChosen(const heddle::shell::PageKey& key, heddle::shell::OpenMode mode);
  // A heddle:// link, with what the page shall show.
  void linkChosen(const QString& link, heddle::shell::OpenMode mode);
  void deploymentChosen(const QString& slug);

 private:
  PaletteEntry entryFor(const GoToHit& hit);
  static PaletteEntry entryFor(QAction* action, const QString& detail);
  void search(const QString& text);
  QString remark() const;

  Palette& palette_;
  const PageRegistry& registry_;
  QPointer<GoToProvider> provider_;
  QVector<PaletteEntry> hits_;
  QStringList missed_;  // of the search under way
  int generation_ = 0;
  bool searching_ = false;
};

}  // namespace heddle::shell
